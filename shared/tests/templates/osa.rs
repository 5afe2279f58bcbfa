//! OpenStack-Ansible with Magnum.

use super::*;

#[test]
fn osa_magnum_capi() {
    pins(
        &check(template("osa-magnum-capi").lab(), None, None),
        expect![[r#"
            warning clouds/large-loopbacks clouds[osa].deployment.openstack-ansible.loopbackSize: 2 sparse files on aio1 can grow to 1 TiB each, 2 TiB together; the disk has 500 GiB
            info host/unknown-facts host: nothing is known of kvm: capacity, clashes with what it has, and nesting were not checked
            info nested/not-built clouds[osa]: a plan builds L0 and L1; what is inside is checked and counted, not installed: 1 cloud, 1 project, 1 cluster
        "#]],
    );
}

/// The traps that the sheet of osa-magnum-capi names for its addresses and for guests inside its machine, each planted.
#[test]
fn a_trap_planted_in_osa_magnum_capi_is_found() {
    let text = super::text("osa-magnum-capi");
    let traps = [
        ("managementPodNetwork: 172.29.200.0/22", "managementPodNetwork: 172.29.236.0/22", "addressing/management-pods-overlap"),
        ("      management: 172.29.236.0/22", "      management: 172.29.200.0/22", "addressing/management-pods-overlap"),
        ("ip: 10.60.0.1/24", "ip: 172.29.237.1/24", "addressing/plane-overlap"),
        ("subnet: 172.29.248.0/22", "subnet: 172.29.236.0/22", "addressing/plane-overlap"),
        ("tuning: {nested: true}", "tuning: {nested: false}", "nested/nesting-off"),
        ("cpu: {mode: host-passthrough}", "cpu: {mode: custom, model: qemu64}", "nested/hidden-virtualization"),
    ];
    for (from, to, rule) in traps {
        assert!(text.contains(from), "{from}");
        let lab = document::read(&text.replacen(from, to, 1)).unwrap_or_else(|errors| panic!("{errors:?}")).document;
        let report = check(lab.lab(), None, None);
        assert!(report.diagnostics.iter().any(|found| found.rule == rule), "{rule} is not in {}", findings(&report));
    }
}
