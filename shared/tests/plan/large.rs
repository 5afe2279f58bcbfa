//! A large lab: a thousand machines, planned for every purpose. How long that takes is measured by `bench_check`, not here.

use std::fmt::Write as _;

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
fn a_thousand_machines_are_planned_the_same_each_time() {
    let lab = large(1000);
    let mut world = World::new(HOST);
    let plan_for = |world: &World, purpose| {
        let plan = world.plan_for(&lab, purpose, &[]).unwrap();
        assert_eq!(plan.digest(), world.plan_for(&lab, purpose, &[]).unwrap().digest());
        plan
    };
    let apply = plan_for(&world, Purpose::Apply);
    world.build_at_once(&apply);
    let again = plan_for(&world, Purpose::Apply);
    assert!(again.is_empty(), "{}", again.summary());
    for purpose in [Purpose::Stop, Purpose::Reboot, Purpose::Destroy] {
        let steps = plan_for(&world, purpose).steps.len();
        assert!(steps >= 1000, "{purpose:?}: {steps} steps");
    }
}
