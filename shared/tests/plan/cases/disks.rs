//! Disks, their images and seeds.

use expect_test::expect;
use labwright_shared::{
    plan::{Action, Purpose},
    value::Size,
};

use super::{HOST, LAB, World, after, built, changed, check, ends, follows, lab, while_off};

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
    while_off(&plan, "volume.create/fast/alice-vda.qcow2", "alice");
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
