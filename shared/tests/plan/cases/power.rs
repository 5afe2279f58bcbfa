//! Destroying, starting and stopping, and what stands against a plan.

use expect_test::expect;
use labwright_shared::{plan::Purpose, value::Size};

use super::{HOST, LAB, World, built, check, lab};

#[test]
fn destroy() {
    check(
        &built().plan_for(&lab(LAB), Purpose::Destroy, &[]).unwrap(),
        expect![[r#"
        Destroy lab

        L0: networks and pools
          - delete network lan
              the lab is destroyed
          - delete pool fast
              the lab is destroyed
          ~ update network default [not the lab's own]
              the lab changed its DHCP range; the old one is put back

        L1: volumes and machines
          - delete domain alice [destroys data]
              the lab is destroyed
          - delete domain bob [destroys data]
              the lab is destroyed
          - delete volume fast/alice-cidata-681e132a.iso [destroys data]
              the lab is destroyed
          - delete volume fast/alice-serial.log [destroys data]
              the lab is destroyed
          - delete volume fast/alice-vda.qcow2 [destroys data]
              the lab is destroyed
          - delete volume fast/base.qcow2 [destroys data]
              the lab is destroyed
          - delete volume fast/bob-serial.log [destroys data]
              the lab is destroyed
          - delete volume fast/bob-vda.qcow2 [destroys data]
              the lab is destroyed

        1 to change, 10 to delete; about 4 s.
    "#]],
    );
}

#[test]
fn stop_start_and_reboot() {
    let world = built();
    check(
        &world.plan_for(&lab(LAB), Purpose::Stop, &[]).unwrap(),
        expect![[r#"
        Stop lab

        L1: volumes and machines
          ■ stop domain bob
              it is to be off
          ■ stop domain alice
              it is to be off

        2 to stop; about 20 s.
    "#]],
    );
    check(
        &world.plan_for(&lab(LAB), Purpose::Reboot, &["bob".parse().unwrap()]).unwrap(),
        expect![[r#"
        Reboot lab

        L1: volumes and machines
          ■ stop domain bob
              it is rebooted
          ▶ start domain bob
              it is rebooted

        1 to start, 1 to stop; about 12 s.
    "#]],
    );
    let mut off = world.clone();
    off.facts.networks.iter_mut().for_each(|network| network.active = false);
    off.domain_mut("alice").state = labwright_shared::facts::DomainState::Off;
    off.domain_mut("bob").state = labwright_shared::facts::DomainState::Off;
    check(
        &off.plan_for(&lab(LAB), Purpose::Start, &[]).unwrap(),
        expect![[r#"
        Start lab

        L0: networks and pools
          ▶ start network lan
              it is not active
          ▶ start network default [not the lab's own]
              it is not active

        L1: volumes and machines
          ▶ start domain alice
              it is off
          … wait domain alice
              until one of its ports has a lease, 600 s at most
          ▶ start domain bob
              it is off

        4 to start, 1 to wait for; about 25 s.
    "#]],
    );
}

#[test]
fn machines_that_are_not_there_are_off() {
    let bare = World::new(HOST);
    assert!(bare.plan_for(&lab(LAB), Purpose::Stop, &[]).unwrap().is_empty());
    let problems = bare.plan_for(&lab(LAB), Purpose::Stop, &["bob".parse().unwrap(), "nobody".parse().unwrap()]).unwrap_err();
    expect![[r#"
        machines[nobody]: the lab has no such machine
        machines[bob]: the host has no domain bob of this lab; apply the lab first"#]]
    .assert_eq(&problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"));
}

#[test]
fn machines_that_wait_for_each_other_are_named() {
    let mut ring = lab(LAB);
    ring.machines.for_each_mut(|machine| machine.after = vec![if machine.name == *"alice" { "bob" } else { "alice" }.parse().unwrap()]);
    let problems = World::new(HOST).plan_for(&ring, Purpose::Apply, &[]).unwrap_err();
    assert!(problems[0].message.contains("domain.start/bob"), "{problems:?}");
}

#[test]
fn what_changed_on_the_host_since_is_told() {
    let world = built();
    let plan = world.plan_for(&lab(LAB), Purpose::Stop, &[]).unwrap();
    let mut now = world.clone();
    now.domain_mut("alice").state = labwright_shared::facts::DomainState::Off;
    now.facts.memory.free = Some(Size::from_gib(1));
    let changes = labwright_shared::plan::planner::changed(&plan.fingerprint, &now.instance, &now.facts, &now.owned);
    assert_eq!(changes.len(), 1, "{changes:?}");
    assert!(changes[0].starts_with("domain alice was ours ") && changes[0].ends_with(", off now"), "{changes:?}");
}
