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

/// The second lab as its author describes it: the checks name what cost him time.
#[test]
fn okd45_with_its_authors_slips() {
    let report = check(template("okd45-upi").lab(), None, None);
    pins(
        &report,
        expect![[r#"
        error dns/apps-elsewhere clusters[okd].dns.records[*.apps].address: *.apps.okd.example answers 172.18.22.243, but the router is at 192.168.120.101
        error clusters/published-secrets clusters[okd].ignition.published: bastion publishes "ignition/auth/kubeconfig": passwords and keys of the cluster are readable there
        error balancers/missing-port clusters[okd].loadBalancer: the load balancer on bastion does not listen on 443, which the router needs
        error balancers/missing-port clusters[okd].loadBalancer: the load balancer on bastion does not listen on 80, which the router needs
        error dns/no-node clusters[okd].workers.nodes[worker].hostname: the worker boots as worker1.okd.example, which no record answers; DNS knows worker.okd.example at its address
        warning balancers/sticky-api clusters[okd].loadBalancer.frontends[0].balance: port 6443 of the API is balanced by the client's address: each client stays with one node
        warning balancers/no-health-check clusters[okd].loadBalancer.frontends[0].port: on port 6443 the load balancer on bastion checks no path
        warning balancers/sticky-api clusters[okd].loadBalancer.frontends[1].balance: port 22623 of the API is balanced by the client's address: each client stays with one node
        info host/unknown-facts host: nothing is known of okdkvm: capacity, clashes with what it has, and nesting were not checked
        info nested/not-built clusters[okd]: a plan builds L0 and L1; what is inside is checked and counted, not installed: 1 cluster
        info dns/needless-etcd-record clusters[okd].dns.records[_etcd-server-ssl._tcp]: 1 SRV record for etcd: _etcd-server-ssl._tcp.okd.example is not read from 4.4 on
        accepted clusters/one-master clusters[okd].controlPlane: okd has one master: with its etcd the whole cluster is lost
          because: The author's lab has one master on purpose; it is built anew when it breaks.
        accepted clusters/one-worker clusters[okd].workers: okd has one worker: what wants two of them, such as monitoring, has one
          because: The author scales router, console, downloads, oauth, packageserver and monitoring to 1 after the installation.
    "#]],
    );
}

#[test]
fn okd45_mended() {
    let report = check(template("okd45-upi-mended").lab(), None, None);
    pins(
        &report,
        expect![[r#"
        info host/unknown-facts host: nothing is known of okdkvm: capacity, clashes with what it has, and nesting were not checked
        info nested/not-built clusters[okd]: a plan builds L0 and L1; what is inside is checked and counted, not installed: 1 cluster
        accepted clusters/one-master clusters[okd].controlPlane: okd has one master: with its etcd the whole cluster is lost
          because: The author's lab has one master on purpose; it is built anew when it breaks.
        accepted clusters/one-worker clusters[okd].workers: okd has one worker: what wants two of them, such as monitoring, has one
          because: The author scales router, console, downloads, oauth, packageserver and monitoring to 1 after the installation.
    "#]],
    );
}

#[test]
fn okd45_at_test_scale_on_a_small_host() {
    let lab = template("okd45-upi-mended").lab().at_scale("test").unwrap();
    pins(
        &check(&lab, Some(&facts("small")), None),
        expect![[r#"
            warning nested/emulation host: libvirt offers no KVM on okdkvm (Guests run under emulation): machines run under emulation
            info capacity/vcpu-overcommit host: machines have 4 virtual CPUs; okdkvm has 2 hardware threads: 2.00 on each, of 8 allowed
            info references/unused-image images[fcos-initramfs]: nothing uses the image fcos-initramfs
            info references/unused-image images[fcos-kernel]: nothing uses the image fcos-kernel
            info settings/idle-suppression settings.suppress[0]: nothing is found by clusters/one-master that could be accepted
            info settings/idle-suppression settings.suppress[1]: nothing is found by clusters/one-worker that could be accepted
        "#]],
    );
}

#[test]
fn osp13_with_openshift_on_its_authors_host() {
    let report = check(template("osp13-ocp42").lab(), Some(&facts("newkvm")), None);
    pins(
        &report,
        expect![[r#"
            info capacity/vcpu-overcommit host: machines have 44 virtual CPUs; newkvm has 32 hardware threads: 1.38 on each, of 8 allowed
            info host/unknown-facts host: not known of newkvm: free memory, swap, interfaces, routes; what depends on it was not checked
            info nested/not-built clouds[openstack]: a plan builds L0 and L1; what is inside is checked and counted, not installed: 1 cloud, 1 project, 1 cluster
            info projects/shared-compute-node clusters[ocp4].controlPlane.serverGroupPolicy: 3 nodes of the control plane of ocp4 share 1 compute node
            accepted capacity/pool-overcommit pools[sas]: 7 volumes and 1 base image in sas can grow to 500 GiB; it holds 186.3 GiB: 2.68 times, of 4 allowed
              because: The system disks are sparse qcow2 files, as the author made them; they take space only as the guests write.
            accepted networks/foreign-change networks[default].dhcp: default is not the lab's and hands out 192.168.122.2-192.168.122.254 now; the lab takes that away
              because: The director assigns the addresses on this network, so libvirt's DHCP server must be silent; destroy puts the range back.
            accepted roles/small-overcloud-node machines[overcloud-ceph01]: the overcloud node overcloud-ceph01 has 2 of 4 vCPUs, 6 GiB of 8 GiB of memory, 50 GiB of 60 GiB of disk
              because: The sizes of tripleo-quickstart and infrared, which are enough for a lab; with larger ones the host's memory is not.
            accepted roles/small-overcloud-node machines[overcloud-ceph02]: the overcloud node overcloud-ceph02 has 2 of 4 vCPUs, 6 GiB of 8 GiB of memory, 50 GiB of 60 GiB of disk
              because: The sizes of tripleo-quickstart and infrared, which are enough for a lab; with larger ones the host's memory is not.
            accepted roles/small-overcloud-node machines[overcloud-ceph03]: the overcloud node overcloud-ceph03 has 2 of 4 vCPUs, 6 GiB of 8 GiB of memory, 50 GiB of 60 GiB of disk
              because: The sizes of tripleo-quickstart and infrared, which are enough for a lab; with larger ones the host's memory is not.
            accepted roles/small-overcloud-node machines[overcloud-ctrl01]: the overcloud node overcloud-ctrl01 has 2 of 4 vCPUs, 50 GiB of 60 GiB of disk
              because: The sizes of tripleo-quickstart and infrared, which are enough for a lab; with larger ones the host's memory is not.
            accepted roles/small-overcloud-node machines[overcloud-ctrl02]: the overcloud node overcloud-ctrl02 has 2 of 4 vCPUs, 50 GiB of 60 GiB of disk
              because: The sizes of tripleo-quickstart and infrared, which are enough for a lab; with larger ones the host's memory is not.
            accepted roles/small-overcloud-node machines[overcloud-ctrl03]: the overcloud node overcloud-ctrl03 has 2 of 4 vCPUs, 50 GiB of 60 GiB of disk
              because: The sizes of tripleo-quickstart and infrared, which are enough for a lab; with larger ones the host's memory is not.
            accepted roles/small-director machines[undercloud]: the director undercloud has 12 GiB of 16 GiB of memory
              because: The author's undercloud has 12288 MiB, and deployed his lab.
            accepted clouds/no-fencing clouds[openstack].deployment.director.environment: openstack has 3 controllers without fencing
              because: The author describes no fencing; the controllers of this lab are powered by hand.
            accepted cidr/public-prefix clusters[ocp4].networks.service[0]: the service network 172.60.0.0/16 belongs to the public internet
              because: The author's service network is 172.60.0.0/16; nothing in the lab calls those addresses.
            accepted ceph/one-pool clouds[openstack].storage.ceph: the OSDs of all 3 hosts stand in the pool ssd: 3 copies on the same storage
              because: The author's server has one SSD; the copies show how Ceph works, not that it survives.
        "#]],
    );
}

#[test]
fn osp13_with_openshift_at_test_scale_on_a_small_host() {
    let lab = template("osp13-ocp42").lab().at_scale("test").unwrap();
    pins(
        &check(&lab, Some(&facts("small")), None),
        expect![[r#"
            warning nested/emulation host: libvirt offers no KVM on newkvm (Guests run under emulation): machines run under emulation
            info capacity/vcpu-overcommit host: machines have 8 virtual CPUs; newkvm has 2 hardware threads: 4.00 on each, of 8 allowed
            info references/unused-image images[rhcos]: nothing uses the image rhcos
            info settings/idle-suppression settings.suppress[0]: nothing is found by roles/small-director at machines[undercloud] that could be accepted
            info settings/idle-suppression settings.suppress[1]: nothing is found by roles/small-overcloud-node that could be accepted
            info settings/idle-suppression settings.suppress[2]: nothing is found by clouds/no-fencing at clouds[openstack] that could be accepted
            info settings/idle-suppression settings.suppress[3]: nothing is found by ceph/one-pool at clouds[openstack] that could be accepted
            info settings/idle-suppression settings.suppress[4]: nothing is found by cidr/public-prefix at clusters[ocp4] that could be accepted
            accepted networks/foreign-change networks[default].dhcp: default is not the lab's and hands out 192.168.122.2-192.168.122.254 now; the lab takes that away
              because: The director assigns the addresses on this network, so libvirt's DHCP server must be silent; destroy puts the range back.
        "#]],
    );
}

/// The figures of the sheet that clouds, projects and clusters hold.
#[test]
fn openshift_has_the_figures_of_its_sheet() {
    let text = fs::read_to_string(repository("static/templates/osp13-ocp42.lab.yaml")).unwrap();
    let figures = [
        "tunedProfile: network-latency",
        "public: 192.168.122.150, internal: 172.17.1.150, region: regionOne",
        "section: neutron, key: timeout, value: \"300\"",
        "section: DEFAULT, key: vif_plugging_is_fatal, value: \"True\"",
        "section: DEFAULT, key: vif_plugging_timeout, value: \"300\"",
        "name: ocp-user, roles: [_member_, admin, swiftoperator]",
        "name: admin, roles: [admin]",
        "cores: 40",
        "memory: 102400 MiB",
        "securityGroups: 40",
        "securityGroupRules: 500",
        "name: master, vcpus: 4, memory: 16384 MiB, disk: 25 GiB",
        "address: 192.168.122.164, network: external",
        "address: 192.168.122.180, network: external",
        "objectStoreKey: secret:temp-url-key",
        "version: 4.2.4",
        "baseDomain: osd2019.local",
        "controlPlane: {replicas: 3, flavor: master, image: rhcos}",
        "workers: {replicas: 2, flavor: master, image: rhcos}",
        "cidr: 10.128.0.0/14, hostPrefix: 23",
        "machine: 10.0.0.0/16",
        "service: [172.60.0.0/16]",
        "plugin: OpenShiftSDN",
        "api: [10.0.0.5]",
        "ingress: [10.0.0.7]",
        "dns: 10.0.0.6",
        "apiFloatingIp: 192.168.122.164",
        "ingressFloatingIp: 192.168.122.180",
        "flavor: control}",
        "flavor: ceph-storage}",
        "hostname: lab-controller03",
        "integrated-oauth-server-openshift-authentication.apps.ocp4",
        "prometheus-k8s-openshift-monitoring.apps.ocp4",
        "grafana-openshift-monitoring.apps.ocp4",
    ];
    for figure in figures {
        assert!(text.contains(figure), "{figure}");
    }
}

/// The figures of the second lab's sheet, in both variants.
#[test]
fn okd45_has_the_figures_of_its_sheet() {
    for name in ["okd45-upi", "okd45-upi-mended"] {
        let document = template(name);
        let cluster = document.lab().clusters.get("okd").unwrap();
        assert_eq!(cluster.version.as_ref().unwrap().as_str(), "4.5.0-0.okd-2020-07-14-153706-ga");
        assert_eq!((cluster.dns.ttl, cluster.control_plane.replicas, cluster.workers.replicas), (Some(60), 1, 0));
        let args = |machine: &str| match &document.lab().machines.get(machine).unwrap().boot {
            labwright_shared::model::Boot::Kernel(kernel) => kernel.args.clone().unwrap(),
            _ => panic!("{machine} boots no kernel"),
        };
        assert_eq!(
            args("master"),
            "ip=192.168.120.103::192.168.120.101:255.255.255.0:master.okd.example:enp1s0:none nameserver=192.168.120.101 \
             coreos.inst.install_dev=vda coreos.inst.image_url=http://192.168.120.101:8080/install/coreos.raw.xz \
             coreos.inst.ignition_url=http://192.168.120.101:8080/ignition/master.ign"
        );
        let after = |machine: &str| document.lab().machines.get(machine).unwrap().after.first().map(ToString::to_string);
        assert_eq!(["bootstrap", "master", "worker"].map(after), ["bastion", "bootstrap", "master"].map(|before| Some(before.to_owned())));
    }
}

/// Traps that the sheets name, each planted: the right rule speaks.
#[test]
fn a_trap_planted_in_a_cluster_is_found() {
    let traps = [
        ("okd45-upi-mended", "    - port: 443\n", "    - port: 8443\n", "balancers/missing-port"),
        ("okd45-upi-mended", "{machine: bootstrap, untilBootstrapped: true}", "{machine: bootstrap}", "balancers/bootstrap-stays"),
        ("okd45-upi-mended", "      healthPath: /readyz\n", "      healthPath: /readyz\n      balance: source\n", "balancers/sticky-api"),
        ("okd45-upi-mended", "statsPort: 9000", "statsPort: 5000", "balancers/port-clash"),
        ("okd45-upi-mended", "hostname: worker.okd.example}", "hostname: worker1.okd.example}", "dns/no-node"),
        ("okd45-upi-mended", "\"*.apps\", address: 192.168.120.101", "\"*.apps\", address: 172.18.22.243", "dns/apps-elsewhere"),
        ("okd45-upi-mended", "    domain: okd.example\n", "    domain: okd.example.com\n", "dns/foreign-zone"),
        ("okd45-upi-mended", "ignition/master.ign, ignition/worker.ign]", "ignition/auth/kubeconfig]", "clusters/published-secrets"),
        ("okd45-upi-mended", "-----BEGIN CERTIFICATE-----", "-----BEGIN NOTHING-----", "clusters/broken-trust-bundle"),
        ("okd45-upi-mended", "install_dev=vda", "install_dev=sda", "clusters/absent-install-device"),
        ("okd45-upi-mended", "  unsupportedEtcd: true\n", "  distribution: openshift\n", "clusters/no-etcd-override"),
        ("osp13-ocp42", "api: [10.0.0.5]", "api: [10.1.0.5]", "cidr/vip-outside-machine-network"),
        ("osp13-ocp42", "ingressFloatingIp: 192.168.122.180", "ingressFloatingIp: 192.168.122.164", "cidr/shared-vip"),
        ("osp13-ocp42", "apiFloatingIp: 192.168.122.164", "apiFloatingIp: 192.168.123.164", "cidr/floating-ip-outside-network"),
        ("osp13-ocp42", "service: [172.60.0.0/16]", "service: [192.168.0.0/16]", "cidr/overlaps-network"),
        ("osp13-ocp42", "- name: ocp4\n", "- name: ocp4-of-the-lab\n", "clusters/long-name"),
        ("osp13-ocp42", "plugin: OpenShiftSDN", "plugin: OVNKubernetes\n    join: 10.128.4.0/22", "cidr/ovn-internal"),
    ];
    for (name, from, to, rule) in traps {
        let text = fs::read_to_string(repository(&format!("static/templates/{name}.lab.yaml"))).unwrap();
        assert!(text.contains(from), "{name}: {from}");
        let mut text = text.replace(from, to);
        if rule == "clusters/no-etcd-override" {
            text = text.replace("  distribution: okd\n", "");
        }
        let lab = document::read(&text).unwrap_or_else(|errors| panic!("{name}: {errors:?}")).document;
        let found: Vec<String> = check(lab.lab(), None, None).diagnostics.into_iter().map(|found| found.rule).collect();
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
