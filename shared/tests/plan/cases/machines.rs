//! Machines that come, change, go, or are not ours.

use expect_test::expect;
use labwright_shared::plan::Purpose;

use super::{HOST, LAB, World, after, built, check, lab, while_off};

#[test]
fn first_build() {
    check(
        &World::new(HOST).plan(&lab(LAB)),
        expect![[r#"
        Apply lab

        L0: networks and pools
          + create network lan
              the host has no such network
          ~ update network default [not the lab's own]
              the lab wants DHCP none on it, it has 192.168.122.2-192.168.122.254; put back when the lab is destroyed
          + create pool fast
              the host has no such pool; its folder is /srv/fast

        L1: volumes and machines
          + create volume fast/base.qcow2
              machines in fast need it; it comes from base.qcow2
          + create volume fast/alice-vda.qcow2
              alice needs it as vda
          + create volume fast/alice-cidata-681e132a.iso
              alice reads it when it first starts
          + create volume fast/bob-vda.qcow2
              bob needs it as vda
          + create domain alice
              the host has no such domain
          + create domain bob
              the host has no such domain
          ▶ start domain alice
              the lab wants it running
          … wait domain alice
              until one of its ports has a lease, 600 s at most
          ▶ start domain bob
              the lab wants it running

        8 to create, 1 to change, 2 to start, 1 to wait for; about 29 s.
    "#]],
    );
}

#[test]
fn nothing_changed() {
    check(
        &built().plan(&lab(LAB)),
        expect![[r#"
        Apply lab

        9 stay as they are.

        nothing to do.
    "#]],
    );
}

#[test]
fn more_memory_stops_and_starts_the_machine() {
    let plan = after(
        "memory: 1 GiB\n  disks: [{name: vda, pool: fast, image: base, size",
        "memory: 2 GiB\n  disks: [{name: vda, pool: fast, image: base, size",
    );
    check(
        &plan,
        expect![[r#"
        Apply lab

        L1: volumes and machines
          ■ stop domain alice
              memory 1 GiB becomes 2 GiB
          ~ update domain alice
              memory 1 GiB becomes 2 GiB
          ▶ start domain alice
              the lab wants it running
          … wait domain alice
              until one of its ports has a lease, 600 s at most

        8 stay as they are.

        1 to change, 1 to start, 1 to stop, 1 to wait for; about 33 s.
    "#]],
    );
    while_off(&plan, "domain.define/alice", "alice");
}

#[test]
fn autostart_alone_stops_nothing() {
    check(
        &after("  after: [alice]", "  after: [alice]\n  autostart: true"),
        expect![[r#"
        Apply lab

        L1: volumes and machines
          ~ update domain bob
              its autostart changed

        8 stay as they are.

        1 to change; about 1 s.
    "#]],
    );
}

#[test]
fn a_removed_machine_takes_what_only_it_used() {
    let (begin, _) = LAB.split_once("- name: bob").unwrap();
    let plan = built().plan(&lab(begin));
    check(
        &plan,
        expect![[r#"
        Apply lab

        L1: volumes and machines
          - delete domain bob [destroys data]
              the lab has it no more
          - delete volume fast/bob-serial.log [destroys data]
              the lab has it no more
          - delete volume fast/bob-vda.qcow2 [destroys data]
              the lab has it no more

        7 stay as they are.

        3 to delete; about 3 s.
    "#]],
    );
    assert!(plan.step(&"volume.delete/fast/base.qcow2".parse().unwrap()).is_none(), "alice still lies on the image");
}

#[test]
fn what_ran_and_is_not_to_be_started_runs_again_after_a_change() {
    let text = LAB.replace("  after: [alice]", "  started: false");
    let mut world = World::new(HOST).built(&lab(&text));
    world.domain_mut("bob").state = labwright_shared::facts::DomainState::Running;
    let mut changed = lab(&text);
    changed.machines.for_each_mut(|machine| machine.vcpus = 2);
    let plan = world.plan(&changed);
    let start = plan.step(&"domain.start/bob".parse().unwrap()).expect("it is started again");
    assert_eq!(start.reason, "it ran before");
}

#[test]
fn a_copy_of_a_machine_is_not_ours() {
    let mut world = built();
    let mut copy = world.domain("alice").clone();
    copy.name = "aaa-copy".to_owned();
    copy.uuid = Some("99999999-2222-4333-8444-555555555555".to_owned());
    world.facts.domains.insert(0, copy);
    assert!(world.plan(&lab(LAB)).is_empty());
    let destroy = world.plan_for(&lab(LAB), Purpose::Destroy, &[]).unwrap();
    assert!(destroy.step(&"domain.delete/aaa-copy".parse().unwrap()).is_none());
}

#[test]
fn what_is_there_and_not_ours_stands_against_a_plan() {
    let mut world = World::new(HOST);
    let mut foreign = world.facts.domains[0].clone();
    foreign.name = "alice".to_owned();
    world.facts.domains.push(foreign);
    let mut network = world.facts.networks[0].clone();
    network.name = "lan".to_owned();
    world.facts.networks.push(network);
    let mut pool = world.facts.pools[0].clone();
    pool.name = "fast".to_owned();
    world.facts.pools.push(pool);
    let problems = world.plan_for(&lab(LAB), Purpose::Apply, &[]).unwrap_err();
    let said: Vec<String> = problems.iter().map(ToString::to_string).collect();
    expect![[r#"
        networks[lan]: the host has a network lan that is not this lab's; rename one, mark it `existing: true` to use it, or build the lab under a prefix (--instance)
        pools[fast]: the host has a pool fast that is not this lab's; rename one, mark it `existing: true` to use it, or build the lab under a prefix (--instance)
        machines[alice]: the host has a domain alice that is not this lab's; rename the machine, or build the lab under a prefix (--instance)"#]].assert_eq(&said.join("\n"));
}
