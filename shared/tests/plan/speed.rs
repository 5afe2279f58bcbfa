//! Planning stays linear: a thousand machines are planned while one waits.

use std::{fmt::Write as _, time::Instant};

use labwright_shared::{model::Lab, plan::Purpose};

use super::{
    labs::{HOST, lab},
    world::World,
};

fn large(machines: usize) -> Lab {
    let mut text = String::from("pools:\n- {name: fast, path: /srv/fast}\nnetworks:\n");
    for network in 0..machines / 20 {
        let _ = writeln!(
            text,
            "- {{name: net{network}, mode: isolated, ip: 10.{}.{}.1/24, dhcp: {{start: 10.{}.{}.10, end: 10.{}.{}.99}}}}",
            network / 256,
            network % 256,
            network / 256,
            network % 256,
            network / 256,
            network % 256
        );
    }
    text.push_str("machines:\n");
    for machine in 0..machines {
        let after = if machine == 0 { String::new() } else { format!(", after: [m{}]", machine / 2) };
        let _ = writeln!(
            text,
            "- {{name: m{machine}, vcpus: 1, memory: 1 GiB, disks: [{{name: vda, pool: fast, image: base}}, {{name: vdb, pool: fast, size: 1 GiB}}], ports: [{{name: eth0, network: net{}}}], cloudInit: {{}}, up: {{signal: lease}}{after}}}",
            machine % (machines / 20)
        );
    }
    lab(&text)
}

#[test]
fn a_thousand_machines_are_planned_at_once() {
    let lab = large(1000);
    let mut world = World::new(HOST);
    let mut slow = Vec::new();
    let mut timed = |what: &str, world: &World, purpose| {
        let begun = Instant::now();
        let plan = world.plan_for(&lab, purpose, &[]).unwrap();
        let took = begun.elapsed();
        println!("{what}: {} steps in {took:?}", plan.steps.len());
        let digested = Instant::now();
        plan.digest();
        println!("{what}: digest in {:?}", digested.elapsed());
        // Without optimization, on a busy machine; what is quadratic takes ten times that.
        if took.as_secs_f64() > 2.0 {
            slow.push(format!("{what} took {took:?}"));
        }
        plan
    };
    let apply = timed("apply", &world, Purpose::Apply);
    world.build_at_once(&apply);
    let again = timed("apply again", &world, Purpose::Apply);
    assert!(again.is_empty(), "{}", again.summary());
    timed("stop", &world, Purpose::Stop);
    timed("reboot", &world, Purpose::Reboot);
    timed("destroy", &world, Purpose::Destroy);
    assert!(slow.is_empty(), "{slow:?}");
}
