//! OpenStack 13 on one host: L0 and L1 of the first reference lab.

use super::*;

#[test]
fn osp13_on_its_authors_host() {
    pins_on("osp13-l1", None, "newkvm", expect_file!["pinned/osp13-l1.txt"]);
}

#[test]
fn osp13_at_test_scale_on_a_small_host() {
    pins_on("osp13-l1", Some("test"), "small", expect_file!["pinned/osp13-l1-test.txt"]);
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
    let text = super::text("osp13-l1");
    for address in ["172.16.0.40", "172.16.0.21", "172.16.0.29", "172.16.0.46", "172.16.0.22", "172.16.0.26", "172.16.0.37"] {
        assert!(text.contains(address), "{address}");
    }
}

/// The traps that the sheet names, each planted: the right rule speaks.
#[test]
fn a_planted_trap_is_found() {
    let text = super::text("osp13-l1");
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
    expect_file!["osp13-l1.canonical.yaml"].assert_eq(&template("osp13-l1").to_yaml());
}
