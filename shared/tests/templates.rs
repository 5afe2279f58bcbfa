//! The shipped templates: they load, and give exactly the findings that are pinned here.

use std::{fmt::Write as _, fs, path::PathBuf};

use expect_test::{Expect, expect, expect_file};
use labwright_shared::{
    diagnostic::{Report, Severity},
    document::{self, Document},
    facts::HostFacts,
    rules::check,
    value::Size,
    yaml,
};

fn repository(path: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..").join(path)
}

fn template(name: &str) -> Document {
    let path = repository("static/templates").join(format!("{name}.lab.yaml"));
    let text = fs::read_to_string(&path).unwrap();
    document::read(&text).unwrap_or_else(|errors| panic!("{}: {errors:?}", path.display())).document
}

fn facts(name: &str) -> HostFacts {
    let path = repository("static/facts").join(format!("{name}.facts.yaml"));
    yaml::from_str(&fs::read_to_string(&path).unwrap()).unwrap_or_else(|errors| panic!("{}: {errors:?}", path.display()))
}

fn findings(report: &Report) -> String {
    let mut out = String::new();
    for found in &report.diagnostics {
        let _ = writeln!(out, "{} {} {}: {}", found.severity, found.rule, found.subject, found.message);
    }
    for accepted in &report.accepted {
        let found = &accepted.diagnostic;
        let _ = writeln!(out, "accepted {} {}: {}\n  because: {}", found.rule, found.subject, found.message, accepted.reason);
    }
    out
}

fn pins(report: &Report, expected: Expect) {
    expected.assert_eq(&findings(report));
}

#[test]
fn every_template_loads_and_prints_to_what_reads_back_equal() {
    for entry in fs::read_dir(repository("static/templates")).unwrap() {
        let path = entry.unwrap().path();
        let text = fs::read_to_string(&path).unwrap();
        let document = document::read(&text).unwrap_or_else(|errors| panic!("{}: {errors:?}", path.display())).document;
        let printed = document.to_yaml();
        assert_eq!(document::read(&printed).unwrap().document, document, "{}", path.display());
    }
}

#[test]
fn the_first_lab_has_no_errors_or_warnings_on_a_small_host() {
    let lab = template("first-lab");
    let mut host = facts("small");
    host.kvm.works = Some(true);
    host.kvm.offered = Some(true);
    host.kvm.nested = Some(true);
    pins(&check(lab.lab(), Some(&host), None), expect![""]);
    // Without KVM that is the one thing said.
    pins(
        &check(lab.lab(), Some(&facts("small")), None),
        expect![[r#"
        warning nested/emulation host: libvirt offers no KVM on host (Guests run under emulation): machines run under emulation
    "#]],
    );
}

#[test]
fn the_first_lab_has_no_errors_where_no_host_is_known() {
    let report = check(template("first-lab").lab(), None, None);
    assert_eq!((report.count(Severity::Error), report.count(Severity::Warning)), (0, 0), "{}", findings(&report));
}

#[test]
fn osp13_on_its_authors_host() {
    let report = check(template("osp13-l1").lab(), Some(&facts("newkvm")), None);
    pins(
        &report,
        expect![[r#"
        info capacity/vcpu-overcommit host: machines have 44 virtual CPUs; newkvm has 32 hardware threads: 1.38 on each, of 8 allowed
        info host/unknown-facts host: not known of newkvm: free memory, swap, interfaces, routes; what depends on it was not checked
        accepted capacity/pool-overcommit pools[sas]: 7 volumes and 1 base image in sas can grow to 500 GiB; it holds 186.3 GiB: 2.68 times, of 4 allowed
          because: The system disks are sparse qcow2 files, as the author made them; they take space only as the guests write.
        accepted networks/foreign-change networks[default].dhcp: default is not the lab's and hands out 192.168.122.2-192.168.122.254 now; the lab takes that away
          because: The director assigns the addresses on this network, so libvirt's DHCP server must be silent; destroy puts the range back.
    "#]],
    );
}

#[test]
fn osp13_at_test_scale_on_a_small_host() {
    let lab = template("osp13-l1").lab().at_scale("test").unwrap();
    pins(
        &check(&lab, Some(&facts("small")), None),
        expect![[r#"
        warning nested/emulation host: libvirt offers no KVM on newkvm (Guests run under emulation): machines run under emulation
        info capacity/vcpu-overcommit host: machines have 8 virtual CPUs; newkvm has 2 hardware threads: 4.00 on each, of 8 allowed
        accepted networks/foreign-change networks[default].dhcp: default is not the lab's and hands out 192.168.122.2-192.168.122.254 now; the lab takes that away
          because: The director assigns the addresses on this network, so libvirt's DHCP server must be silent; destroy puts the range back.
    "#]],
    );
}

#[test]
fn osp13_at_full_scale_does_not_fit_a_small_host() {
    let report = check(template("osp13-l1").lab(), Some(&facts("small")), None);
    assert!(report.diagnostics.iter().any(|found| found.rule == "capacity/memory"), "{}", findings(&report));
}

/// The figures of the sheet that L0 and L1 can express.
#[test]
fn osp13_has_the_figures_of_its_sheet() {
    let document = template("osp13-l1");
    let lab = document.lab();
    let host = facts("newkvm");
    assert_eq!(
        (host.cpu.threads, host.cpu.sockets, host.cpu.cores_per_socket, host.cpu.threads_per_core, host.cpu.numa_cells),
        (32, 1, 8, 2, 2)
    );
    assert_eq!((host.cpu.mhz, host.memory.total), (Some(2099), "167676348 KiB".parse().unwrap()));
    let names: Vec<&str> = lab.machines.iter().map(|machine| machine.name.as_str()).collect();
    assert_eq!(
        names,
        [
            "undercloud",
            "overcloud-ctrl01",
            "overcloud-ctrl02",
            "overcloud-ctrl03",
            "overcloud-ceph01",
            "overcloud-ceph02",
            "overcloud-ceph03",
            "overcloud-compute01"
        ]
    );
    let undercloud = lab.machines.get("undercloud").unwrap();
    assert_eq!((undercloud.vcpus, undercloud.memory, undercloud.autostart, undercloud.started), (8, Size::from_mib(12288), true, true));
    let disk = &undercloud.disks[0];
    assert_eq!(
        (disk.size, disk.image.as_ref().unwrap().as_str(), disk.volume.as_ref().unwrap().as_str()),
        (Some(Size::from_gib(100)), "rhel7-guest", "undercloud.qcow2")
    );
    let ports: Vec<(&str, &str)> =
        undercloud.ports.iter().map(|port| (port.name.as_str(), port.network.as_ref().unwrap().as_str())).collect();
    assert_eq!(ports, [("eth0", "provisioning"), ("eth1", "default")]);
    assert_eq!(undercloud.ports[1].address, Some("192.168.122.253".parse().unwrap()));
    for node in lab.machines.iter().skip(1) {
        assert!(!node.started && node.ports.len() == 4, "{}", node.name);
    }
    let provisioning = lab.networks.get("provisioning").unwrap();
    assert_eq!((provisioning.ip.unwrap().to_string().as_str(), provisioning.dhcp_range()), ("172.16.0.254/24", None));
    assert!(lab.networks.get("default").unwrap().existing);
    let capacities: Vec<u64> = lab.pools.iter().map(|pool| pool.capacity.unwrap().bytes()).collect();
    assert_eq!(capacities, [500_000_000_000, 200_000_000_000]);
    let text = fs::read_to_string(repository("static/templates/osp13-l1.lab.yaml")).unwrap();
    for address in ["172.16.0.40", "172.16.0.21", "172.16.0.29", "172.16.0.46", "172.16.0.22", "172.16.0.26", "172.16.0.37"] {
        assert!(text.contains(address), "{address}");
    }
}

/// The traps that the sheet names, each planted: the right rule speaks.
#[test]
fn a_planted_trap_is_found() {
    let text = fs::read_to_string(repository("static/templates/osp13-l1.lab.yaml")).unwrap();
    let plant = |from: &str, to: &str| {
        assert!(text.contains(from), "{from}");
        let lab = document::read(&text.replace(from, to)).unwrap_or_else(|errors| panic!("{errors:?}")).document;
        let report = check(lab.lab(), Some(&facts("newkvm")), None);
        report.diagnostics.into_iter().map(|found| found.rule).collect::<Vec<_>>()
    };
    let traps = [
        (
            "  ip: 172.16.0.254/24\n",
            "  ip: 172.16.0.254/24\n  dhcp: {start: 172.16.0.10, end: 172.16.0.99}\n",
            "networks/dhcp-beside-director",
        ),
        ("cpu: {mode: host-passthrough}", "cpu: {mode: custom, model: Haswell}", "nested/hidden-virtualization"),
        ("address: 192.168.122.253", "address: 192.168.123.253", "addressing/address-outside-subnet"),
        ("ip: 172.16.0.254/24", "ip: 192.168.122.254/24", "addressing/network-overlap"),
        ("memory: 100 GiB", "memory: 1 TiB", "capacity/memory"),
        ("vcpus: 24", "vcpus: 400", "capacity/vcpu-overcommit"),
        ("  mode: nat\n  existing: true\n", "  mode: nat\n", "naming/network-clash"),
        ("pxe: {port: eth0}", "pxe: {port: eth7}", "boot/pxe-without-port"),
    ];
    for (from, to, rule) in traps {
        let found = plant(from, to);
        assert!(found.iter().any(|found| found == rule), "{rule} is not in {found:?}");
    }
}

/// The canonical print of the larger template, kept whole: formatting and comments change only on purpose.
#[test]
fn osp13_prints_canonically() {
    expect_file!["templates/osp13-l1.canonical.yaml"].assert_eq(&template("osp13-l1").to_yaml());
}

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
        "#]],
    );
}

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

/// The real defect of the author's lab: without his reason the checker says it, and says what would fit.
#[test]
fn the_defect_of_tripleo_queens_is_found() {
    let text = fs::read_to_string(repository("static/templates/tripleo-queens.lab.yaml")).unwrap();
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
    let text = fs::read_to_string(repository("static/templates/tripleo-queens.lab.yaml")).unwrap();
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

/// The traps that the sheet of osa-magnum-capi names for its addresses, each planted.
#[test]
fn a_trap_planted_in_osa_magnum_capi_is_found() {
    let text = fs::read_to_string(repository("static/templates/osa-magnum-capi.lab.yaml")).unwrap();
    let traps = [
        ("managementPodNetwork: 172.29.200.0/22", "managementPodNetwork: 172.29.236.0/22", "addressing/management-pods-overlap"),
        ("      management: 172.29.236.0/22", "      management: 172.29.200.0/22", "addressing/management-pods-overlap"),
        ("ip: 10.60.0.1/24", "ip: 172.29.237.1/24", "addressing/plane-overlap"),
        ("subnet: 172.29.248.0/22", "subnet: 172.29.236.0/22", "addressing/plane-overlap"),
    ];
    for (from, to, rule) in traps {
        assert!(text.contains(from), "{from}");
        let lab = document::read(&text.replacen(from, to, 1)).unwrap_or_else(|errors| panic!("{errors:?}")).document;
        let report = check(lab.lab(), None, None);
        assert!(report.diagnostics.iter().any(|found| found.rule == rule), "{rule} is not in {}", findings(&report));
    }
}

/// The figures of the sheets stand in the templates.
#[test]
fn the_later_labs_have_the_figures_of_their_sheets() {
    let all = |name: &str, figures: &[&str]| {
        let text = fs::read_to_string(repository("static/templates").join(format!("{name}.lab.yaml"))).unwrap();
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
        "192.168.255.253",
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
        "x509keypair",
        "2.15",
        "44355",
        "172.29.236.0/22",
        "/opt/mcapi_ansible_venv",
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
