//! Single changes, each with its whole plan for people and what must come before what.

use expect_test::{Expect, expect};
use labwright_shared::{
    model::Lab,
    plan::{Action, Plan, Purpose},
    value::Size,
};

use super::{
    labs::{HOST, lab},
    world::{World, follows},
};

const LAB: &str = "
pools:
- {name: fast, path: /srv/fast}
networks:
- {name: lan, mode: isolated, ip: 10.0.1.1/24, dhcp: {start: 10.0.1.10, end: 10.0.1.99}}
- {name: default, mode: nat, existing: true, dhcp: none}
machines:
- name: alice
  vcpus: 1
  memory: 1 GiB
  disks: [{name: vda, pool: fast, image: base, size: 10 GiB}]
  ports: [{name: eth0, network: lan, address: 10.0.1.5}]
  cloudInit: {password: 'secret:root'}
  up: {signal: lease}
- name: bob
  vcpus: 1
  memory: 1 GiB
  disks: [{name: vda, pool: fast, image: base}]
  ports: [{name: eth0, network: lan}, {name: eth1, network: default}]
  after: [alice]
";

fn built() -> World {
    World::new(HOST).built(&lab(LAB))
}

/// The plan of [`LAB`] with some of its text replaced, on a host where it is built as it was.
fn after(from: &str, to: &str) -> Plan {
    built().plan(&changed(from, to))
}

fn changed(from: &str, to: &str) -> Lab {
    assert!(LAB.contains(from), "{from}");
    lab(&LAB.replace(from, to))
}

fn check(plan: &Plan, expect: Expect) {
    expect.assert_eq(&plan.to_text());
}

/// The plan carried out leaves nothing to do.
fn ends(world: &World, lab: &Lab) {
    let mut world = world.clone();
    world.apply(&world.plan(lab));
    let again = world.plan(lab);
    assert!(again.is_empty(), "{}", again.to_text());
}

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
    assert!(follows(&plan, "domain.define/alice", "domain.stop/alice"));
    assert!(follows(&plan, "domain.start/alice", "domain.define/alice"));
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
fn a_network_that_changes_restarts_under_its_machines() {
    let (from, to) = ("end: 10.0.1.99", "end: 10.0.1.50");
    check(
        &after(from, to),
        expect![[r#"
            Apply lab

            L0: networks and pools
              ~ update network lan
                  its definition changed; it restarts, and running machines are plugged into it again

            8 stay as they are.

            1 to change; about 2 s.
        "#]],
    );
    ends(&built(), &changed(from, to));
}

#[test]
fn a_disk_on_another_image_is_made_anew_while_its_machine_is_off() {
    let (from, to) = ("image: base, size: 10 GiB", "image: other, size: 10 GiB");
    let plan = after(from, to);
    check(
        &plan,
        expect![[r#"
        Apply lab

        L1: volumes and machines
          + create volume fast/other.qcow2
              machines in fast need it; it comes from https://example.org/other.qcow2
          ■ stop domain alice
              one of its disks is made anew
          - delete volume fast/alice-vda.qcow2 [destroys data]
              it lies on base.qcow2, the lab wants other.qcow2; its content is lost
          ± replace volume fast/alice-vda.qcow2
              it lies on base.qcow2, the lab wants other.qcow2
          ▶ start domain alice
              the lab wants it running
          … wait domain alice
              until one of its ports has a lease, 600 s at most

        8 stay as they are.

        1 to create, 1 to replace, 1 to delete, 1 to start, 1 to stop, 1 to wait for; about 34 s.
    "#]],
    );
    assert!(follows(&plan, "volume.delete/fast/alice-vda.qcow2", "domain.stop/alice"));
    assert!(follows(&plan, "volume.create/fast/alice-vda.qcow2", "volume.delete/fast/alice-vda.qcow2"));
    assert!(follows(&plan, "domain.start/alice", "volume.create/fast/alice-vda.qcow2"), "its definition stays, so the start itself waits");
    ends(&built(), &changed(from, to));
}

#[test]
fn an_image_goes_after_the_last_disk_that_lay_on_it() {
    let other = lab(&LAB.replace("image: base", "image: other"));
    let plan = built().plan(&other);
    for machine in ["alice", "bob"] {
        assert!(follows(&plan, "volume.delete/fast/base.qcow2", &format!("volume.delete/fast/{machine}-vda.qcow2")), "{}", plan.to_text());
        assert!(follows(&plan, "volume.delete/fast/base.qcow2", &format!("domain.stop/{machine}")));
    }
}

#[test]
fn a_disk_that_grows_keeps_its_content() {
    let (from, to) = ("size: 10 GiB", "size: 20 GiB");
    let plan = after(from, to);
    check(
        &plan,
        expect![[r#"
        Apply lab

        L1: volumes and machines
          ■ stop domain alice
              one of its disks grows
          ~ update volume fast/alice-vda.qcow2
              it has 10 GiB and grows to 20 GiB; its partitions and file systems are the guest's own
          ▶ start domain alice
              the lab wants it running
          … wait domain alice
              until one of its ports has a lease, 600 s at most

        8 stay as they are.

        1 to change, 1 to start, 1 to stop, 1 to wait for; about 33 s.
    "#]],
    );
    assert!(follows(&plan, "volume.create/fast/alice-vda.qcow2", "domain.stop/alice"));
    assert!(follows(&plan, "domain.start/alice", "volume.create/fast/alice-vda.qcow2"));
    ends(&built(), &changed(from, to));
}

#[test]
fn a_disk_that_shrinks_is_made_anew() {
    let plan = after("size: 10 GiB", "size: 5 GiB");
    let delete = plan.step(&"volume.delete/fast/alice-vda.qcow2".parse().unwrap()).unwrap();
    assert!(delete.destructive);
    assert_eq!(delete.reason, "it has 10 GiB, the lab wants 5 GiB; its content is lost");
}

#[test]
fn a_size_that_is_no_whole_number_of_kib_is_no_difference() {
    let odd = lab(&LAB.replace("size: 10 GiB", "size: 999900 B"));
    let world = World::new(HOST).built(&odd);
    assert_eq!(world.facts.pool("fast").unwrap().volume("alice-vda.qcow2").unwrap().capacity, Size::from_bytes(977 * 1024));
    assert!(world.plan(&odd).is_empty());
}

#[test]
fn another_seed_is_another_volume_and_the_old_one_goes_last() {
    let plan = after("password: 'secret:root'", "hostname: elsewhere");
    check(
        &plan,
        expect![[r#"
        Apply lab

        L1: volumes and machines
          + create volume fast/alice-cidata-f8f62420.iso
              alice reads it when it first starts
          ■ stop domain alice
              its definition changed
          ~ update domain alice
              its definition changed
          ▶ start domain alice
              the lab wants it running
          … wait domain alice
              until one of its ports has a lease, 600 s at most
          - delete volume fast/alice-cidata-681e132a.iso [destroys data]
              the lab has it no more

        7 stay as they are.

        1 to create, 1 to change, 1 to delete, 1 to start, 1 to stop, 1 to wait for; about 33 s.
    "#]],
    );
    let seeds: Vec<&str> = plan.changes().map(|step| step.id.as_str()).filter(|id| id.contains("-cidata-")).collect();
    let [made, gone] = seeds[..] else { panic!("{seeds:?}") };
    assert!(made.starts_with("volume.seed/") && gone.starts_with("volume.delete/"));
    assert!(follows(&plan, "domain.define/alice", made));
    assert!(follows(&plan, gone, "domain.define/alice"));
}

#[test]
fn a_renamed_machine_keeps_its_disks() {
    let lab = changed("- name: alice", "- name: carol\n  id: alice");
    let lab = {
        let mut lab = lab;
        lab.machines.for_each_mut(|machine| machine.after.iter_mut().for_each(|name| *name = "carol".parse().unwrap()));
        lab
    };
    let plan = built().plan(&lab);
    check(
        &plan,
        expect![[r#"
            Apply lab

            L0: networks and pools
              ~ update network lan
                  its definition changed; it restarts, and running machines are plugged into it again

            L1: volumes and machines
              + create volume fast/alice-cidata-356e73d8.iso
                  carol reads it when it first starts
              ■ stop domain alice
                  it is called alice until now
              ~ update domain carol
                  it is called alice until now
              ▶ start domain carol
                  the lab wants it running
              … wait domain carol
                  until one of its ports has a lease, 600 s at most
              - delete volume fast/alice-cidata-681e132a.iso [destroys data]
                  the lab has it no more

            6 stay as they are.

            1 to create, 2 to change, 1 to delete, 1 to start, 1 to stop, 1 to wait for; about 33 s.
        "#]],
    );
    assert!(follows(&plan, "domain.define/carol", "domain.stop/alice"));
    ends(&built(), &lab);
}

#[test]
fn a_machine_takes_the_name_of_one_that_goes() {
    let text = LAB.replace("- name: bob\n", "- name: alice\n  id: bob\n").replace("  after: [alice]\n", "");
    let (begin, end) = (text.find("- name: alice\n  vcpus").unwrap(), text.find("- name: alice\n  id").unwrap());
    let lab = lab(&format!("{}{}", &text[..begin], &text[end..]));
    let plan = built().plan(&lab);
    assert!(follows(&plan, "domain.define/alice", "domain.delete/alice"), "{}", plan.to_text());
    assert!(follows(&plan, "domain.define/alice", "domain.stop/bob"));
    ends(&built(), &lab);
}

#[test]
fn machines_that_exchange_their_names_are_no_plan() {
    let lab = lab(&LAB
        .replace("- name: alice", "- name: tmp\n  id: alice")
        .replace("- name: bob", "- name: alice\n  id: bob")
        .replace("- name: tmp", "- name: bob")
        .replace("  after: [alice]\n", ""));
    let problems = built().plan_for(&lab, Purpose::Apply, &[]).unwrap_err();
    assert!(problems[0].message.contains("wait for each other: "), "{problems:?}");
    assert!(problems[0].message.contains("domain.define/alice") && problems[0].message.contains("domain.define/bob"), "{problems:?}");
}

#[test]
fn a_renamed_network_stays_as_it_is_on_the_host() {
    let renamed = lab(&LAB.replace("name: lan,", "name: campus, id: lan,").replace("network: lan", "network: campus"));
    check(
        &built().plan(&renamed),
        expect![[r#"
        Apply lab

        9 stay as they are.

        nothing to do.
    "#]],
    );
}

#[test]
fn a_network_takes_the_addresses_of_one_that_goes() {
    let other = lab(&LAB.replace("name: lan,", "name: campus,").replace("network: lan", "network: campus"));
    let plan = built().plan(&other);
    check(
        &plan,
        expect![[r#"
        Apply lab

        L0: networks and pools
          - delete network lan
              the lab has it no more
          + create network campus
              the host has no such network

        L1: volumes and machines
          ■ stop domain bob
              its ports changed
          ■ stop domain alice
              its ports changed
          ~ update domain alice
              its ports changed
          ~ update domain bob
              its ports changed
          ▶ start domain alice
              the lab wants it running
          … wait domain alice
              until one of its ports has a lease, 600 s at most
          ▶ start domain bob
              the lab wants it running

        6 stay as they are.

        1 to create, 2 to change, 1 to delete, 2 to start, 2 to stop, 1 to wait for; about 48 s.
    "#]],
    );
    assert!(follows(&plan, "network.define/campus", "network.delete/lan"));
    assert!(follows(&plan, "network.delete/lan", "domain.stop/alice"));
    ends(&built(), &other);
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
fn a_foreign_network_gets_its_range_back() {
    let plan = after("existing: true, dhcp: none", "existing: true");
    check(
        &plan,
        expect![[r#"
        Apply lab

        L0: networks and pools
          ~ update network default [not the lab's own]
              the lab changed its DHCP range; the old one is put back

        9 stay as they are.

        1 to change; about 1 s.
    "#]],
    );
    assert!(plan.step(&"network.dhcp/default".parse().unwrap()).unwrap().foreign);
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

#[test]
fn a_volume_that_two_disks_want_stands_against_a_plan() {
    let twice = lab(&LAB
        .replace("{name: vda, pool: fast, image: base, size: 10 GiB}", "{name: vda, pool: fast, image: base, volume: shared.qcow2}")
        .replace("{name: vda, pool: fast, image: base}", "{name: vda, pool: fast, image: base, volume: shared.qcow2}"));
    let problems = World::new(HOST).plan_for(&twice, Purpose::Apply, &[]).unwrap_err();
    expect!["machines[bob]: the lab wants the volume fast/shared.qcow2 twice; give one of the two another name"]
        .assert_eq(&problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"));
}

#[test]
fn an_interrupted_upload_is_made_anew() {
    let mut world = built();
    world.owned.holds.remove("fast/base.qcow2");
    let plan = world.plan(&lab(LAB));
    let import = plan.step(&"volume.import/fast/base.qcow2".parse().unwrap()).unwrap();
    assert_eq!(import.action, Action::Replace);
}

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
