//! OpenShift 4.2 inside OpenStack 13: the first reference lab with all layers.

use super::*;

#[test]
fn osp13_with_openshift_on_its_authors_host() {
    pins_on("osp13-ocp42", None, "newkvm", expect_file!["pinned/osp13-ocp42.txt"]);
}

#[test]
fn osp13_with_openshift_at_test_scale_on_a_small_host() {
    pins_on("osp13-ocp42", Some("test"), "small", expect_file!["pinned/osp13-ocp42-test.txt"]);
}

/// The figures of the sheet that clouds, projects and clusters hold.
#[test]
fn openshift_has_the_figures_of_its_sheet() {
    let text = super::text("osp13-ocp42");
    let figures = [
        "tunedProfile: network-latency",
        "public: 192.168.122.150, internal: 172.17.1.150, region: regionOne",
        "section: neutron, key: timeout, value: \"300\"",
        "section: DEFAULT, key: vif_plugging_is_fatal, value: \"True\"",
        "section: DEFAULT, key: vif_plugging_timeout, value: \"300\"",
        "name: ocp-user, roles: [_member_, admin, swiftoperator]",
        "name: admin, roles: [admin]",
        "cores: 40",
        "securityGroups: 40",
        "securityGroupRules: 500",
        "name: master, vcpus: 4, memory: 16 GiB, disk: 25 GiB",
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
        "hostname: lab-controller01, address: 172.16.0.40",
        "hostname: lab-controller02, address: 172.16.0.29",
        "hostname: lab-controller03, address: 172.16.0.21",
        "hostname: lab-ceph01, address: 172.16.0.46",
        "hostname: lab-ceph02, address: 172.16.0.22",
        "hostname: lab-ceph03, address: 172.16.0.37",
        "hostname: lab-compute01, address: 172.16.0.26",
        "10.0.0.11",
        "10.0.0.18",
        "10.0.0.26",
        "7443",
        "integrated-oauth-server-openshift-authentication.apps.ocp4",
        "prometheus-k8s-openshift-monitoring.apps.ocp4",
        "grafana-openshift-monitoring.apps.ocp4",
    ];
    for figure in figures {
        assert!(text.contains(figure), "{figure}");
    }
    let project = template("osp13-ocp42").lab().projects.get("ocp-tenant").unwrap().clone();
    assert_eq!(project.quota.memory, Some("102400 MiB".parse().unwrap()));
    assert_eq!(project.flavors[0].memory, Size::from_mib(16_384));
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
        let text = super::text(name);
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
