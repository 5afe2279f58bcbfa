//! Records that get another name.

use expect_test::expect;
use labwright_shared::plan::Purpose;

use super::{LAB, built, changed, check, ends, follows, lab};

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
