//! TripleO Queens, as built and corrected.

use super::*;

#[test]
fn tripleo_queens_as_its_author_built_it() {
    pins(
        &check(template("tripleo-queens").lab(), None, None),
        expect![[r#"
            warning roles/ceph-without-osd-disk machines[storage-1]: storage-1 is a Ceph node without a blank disk beside its first
            warning roles/ceph-without-osd-disk machines[storage-2]: storage-2 is a Ceph node without a blank disk beside its first
            warning roles/small-director machines[undercloud]: the director undercloud has 8 GiB of 16 GiB of memory, 40 GiB of 60 GiB of disk
            info host/unknown-facts host: nothing is known of gen9: capacity, clashes with what it has, and nesting were not checked
            info nested/not-built clouds[overcloud]: a plan builds L0 and L1; what is inside is checked and counted, not installed: 1 cloud, 1 project, 4 servers
            accepted mtu/tenant-above-underlay projects[demo].networks[net-1].mtu: the MTU of net-1 of demo is 1450, and VXLAN over IPv4 adds 50 bytes: 1500 bytes on an underlay of 1450 (mtu of ctlplane of overcloud); 1400 is the most that fits
              because: The author's numbers, kept to show the defect. Pings of 84 bytes work and full-size TCP does not; tripleo-queens-corrected has 1400.
            accepted mtu/tenant-above-underlay projects[demo].networks[net-2].mtu: the MTU of net-2 of demo is 1450, and VXLAN over IPv4 adds 50 bytes: 1500 bytes on an underlay of 1450 (mtu of ctlplane of overcloud); 1400 is the most that fits
              because: The author's numbers, kept to show the defect. Pings of 84 bytes work and full-size TCP does not; tripleo-queens-corrected has 1400.
            accepted authority/provisioning-leaves-host networks[ovs-network-1].uplinks[0]: the director of overcloud gives addresses on ovs-network-1, and ens1f0 carries VLAN 100 out of the host
              because: The switch port behind ens1f0 carries VLAN 100 for this lab only, so that the operator's machine reaches it.
            accepted addressing/unassigned-address machines[dns-server].ports[eth0].address: eth0 of dns-server has 192.168.255.253, but ovs-network-1 has no DHCP range and dns-server no cloud-init data: nothing gives it the address
              because: The author gives the address inside the guest, in VLAN 100 of its trunk; the director's nameserver is there.
        "#]],
    );
}

#[test]
fn tripleo_queens_corrected() {
    let report = check(template("tripleo-queens-corrected").lab(), None, None);
    assert!(!report.accepted.iter().any(|accepted| accepted.diagnostic.rule.starts_with("mtu/")), "{}", findings(&report));
    pins(
        &report,
        expect![[r#"
            warning roles/ceph-without-osd-disk machines[storage-1]: storage-1 is a Ceph node without a blank disk beside its first
            warning roles/ceph-without-osd-disk machines[storage-2]: storage-2 is a Ceph node without a blank disk beside its first
            warning roles/small-director machines[undercloud]: the director undercloud has 8 GiB of 16 GiB of memory, 40 GiB of 60 GiB of disk
            info host/unknown-facts host: nothing is known of gen9: capacity, clashes with what it has, and nesting were not checked
            info nested/not-built clouds[overcloud]: a plan builds L0 and L1; what is inside is checked and counted, not installed: 1 cloud, 1 project, 4 servers
            accepted authority/provisioning-leaves-host networks[ovs-network-1].uplinks[0]: the director of overcloud gives addresses on ovs-network-1, and ens1f0 carries VLAN 100 out of the host
              because: The switch port behind ens1f0 carries VLAN 100 for this lab only, so that the operator's machine reaches it.
            accepted addressing/unassigned-address machines[dns-server].ports[eth0].address: eth0 of dns-server has 192.168.255.253, but ovs-network-1 has no DHCP range and dns-server no cloud-init data: nothing gives it the address
              because: The author gives the address inside the guest, in VLAN 100 of its trunk; the director's nameserver is there.
        "#]],
    );
}

/// The real defect of the author's lab: without his reason the checker says it, and says what would fit.
#[test]
fn the_defect_of_tripleo_queens_is_found() {
    let text = super::text("tripleo-queens");
    let begin = text.find("settings:").unwrap();
    let end = text.find("\nview:").unwrap();
    let lab = document::read(&format!("{}{}", &text[..begin], &text[end..])).unwrap().document;
    let report = check(lab.lab(), None, None);
    let found: Vec<&str> = report
        .diagnostics
        .iter()
        .filter(|found| found.rule == "mtu/tenant-above-underlay" && found.severity == Severity::Error)
        .map(|found| found.message.as_str())
        .collect();
    assert_eq!(found.len(), 2, "{}", findings(&report));
    for message in found {
        assert!(message.contains("1500 bytes on an underlay of 1450") && message.contains("1400 is the most"), "{message}");
    }
}

/// The traps that the sheet of tripleo-queens names, each planted: the right rule speaks.
#[test]
fn a_trap_planted_in_tripleo_queens_is_found() {
    let text = super::text("tripleo-queens");
    let mut host = facts("newkvm");
    host.kvm.nested = Some(false);
    let plant = |from: &str, to: &str| {
        assert!(text.contains(from), "{from}");
        let lab = document::read(&text.replacen(from, to, 1)).unwrap_or_else(|errors| panic!("{errors:?}")).document;
        let rules = |report: Report| report.diagnostics.into_iter().map(|found| found.rule).collect::<Vec<_>>();
        rules(check(lab.lab(), Some(&host), None))
    };
    let traps = [
        ("inspection: {start: 192.168.255.51", "inspection: {start: 192.168.255.50", "director/inspection-overlap"),
        ("schedulerMaxAttempts: 10", "schedulerMaxAttempts: 4", "director/few-attempts"),
        ("port: 7005", "port: 7004", "bmc/shared-port"),
        (
            "mtu: 1450}\n",
            "mtu: 1450}\n  - {name: external, purpose: external, vlan: 103, network: ovs-network-1, link: eth1}\n",
            "vlan/plane-not-carried",
        ),
        ("    virtType: qemu\n", "    virtType: kvm\n", "nested/nesting-off"),
        ("  services: [heat, horizon]\n", "  services: [heat, horizon]\n  storage: {ceph: {}}\n", "ceph/too-few-hosts"),
    ];
    for (from, to, rule) in traps {
        let found = plant(from, to);
        assert!(found.iter().any(|found| found == rule), "{rule} is not in {found:?}");
        let clean = check(template("tripleo-queens").lab(), None, None);
        assert!(
            rule.starts_with("nested/") || !clean.diagnostics.iter().any(|found| found.rule == rule),
            "{rule} is there without the trap"
        );
    }
}

/// The figures of the sheets stand in the templates.
#[test]
fn the_later_labs_have_the_figures_of_their_sheets() {
    let all = |name: &str, figures: &[&str]| {
        let text = super::text(name);
        for figure in figures {
            assert!(text.contains(figure), "{name}: {figure}");
        }
    };
    let queens = [
        "ovs-br1",
        "trunk: [100, 101, 102]",
        "ens1f0",
        "192.168.255.200/24",
        "CentOS-7-x86_64-Minimal-2003.iso",
        "7001",
        "7002",
        "7003",
        "7004",
        "7005",
        "undercloud.openstack.rnd",
        "192.168.255.1/24",
        "192.168.255.2",
        "192.168.255.3",
        "portgroup: trunk-1, address: 192.168.255.253",
        "localMtu: 1450",
        "start: 192.168.255.11, end: 192.168.255.50",
        "start: 192.168.255.51, end: 192.168.255.100",
        "schedulerMaxAttempts: 10",
        "virtType: qemu",
        "192.168.255.254",
        "52:54:00:6a:ea:be",
        "52:54:00:98:e9:d6",
        "192.168.255.15",
        "192.168.255.19",
        "192.168.255.26",
        "192.168.255.44",
        "192.168.255.34",
        "192.168.255.21",
        "10.0.1.85",
        "10.0.1.88",
        "10.0.1.90",
        "10.0.2.8",
        "segment: 22",
        "segment: 99",
    ];
    all("tripleo-queens", &queens);
    all("tripleo-queens-corrected", &queens);
    let osa = [
        "venv-support",
        "mcapi_vexxhost",
        "docker-image-py",
        "172.29.236.100",
        "leastconn",
        "15000",
        "15m",
        "5m",
        "/healthz",
        "172.29.200.0/22",
        "1.8.4",
        "0.11.2",
        "1572864",
        "v0.24.2",
        "ExampleCorpRoot.crt",
        "44355",
        "172.29.236.0/22",
    ];
    all("osa-magnum-capi", &osa);
    // The files parse as what they are.
    let lab = template("osa-magnum-capi");
    let deployment = &lab.lab().clouds.iter().next().unwrap().deployment;
    let labwright_shared::model::Deployment::OpenstackAnsible(osa) = deployment else { panic!("{deployment:?}") };
    for file in osa.files.iter().filter(|file| file.path.ends_with(".yml")) {
        let parsed: Result<serde_json::Value, _> = yaml::from_str(&file.content);
        assert!(parsed.is_ok(), "{}: {parsed:?}", file.path);
    }
}
