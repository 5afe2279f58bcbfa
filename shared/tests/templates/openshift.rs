//! OpenShift 4.2 inside OpenStack 13: the first reference lab with all layers.

use super::*;

#[test]
fn osp13_with_openshift_on_its_authors_host() {
    let report = check(template("osp13-ocp42").lab(), Some(&facts("newkvm")), None);
    pins(
        &report,
        expect![[r#"
            info capacity/vcpu-overcommit host: machines have 44 virtual CPUs; newkvm has 32 hardware threads: 1.38 on each, of 8 allowed
            info host/unknown-facts host: not known of newkvm: free memory, swap, interfaces, routes; what depends on it was not checked
            info capacity/numa-span machines[overcloud-compute01]: overcloud-compute01 fits into no NUMA node of newkvm: it has 24 vCPUs; the largest node gives 16 vCPUs
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
