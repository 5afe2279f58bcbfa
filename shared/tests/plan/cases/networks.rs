//! Networks that change, and what is taken from a network that is not ours.

use expect_test::expect;

use super::{LAB, after, built, changed, check, ends, follows, lab};

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
