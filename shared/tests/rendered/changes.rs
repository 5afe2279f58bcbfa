//! Every value comes from the lab: a changed lab changes the file.

use std::collections::BTreeMap;

use labwright_shared::{
    model::Boot,
    plan::Instance,
    render::{self, Given},
};

use super::{plain::plain, read, rendered, source};

/// A template, what is changed in it, and the file with what stands in it before and after.
struct Change {
    lab: &'static str,
    change: (&'static str, &'static str),
    file: &'static str,
    before: &'static str,
    after: &'static str,
}

const fn change(
    lab: &'static str,
    change: (&'static str, &'static str),
    file: &'static str,
    before: &'static str,
    after: &'static str,
) -> Change {
    Change { lab, change, file, before, after }
}

const UNDERCLOUD: &str = "machines/undercloud/home/stack/undercloud.conf";
const INSTACKENV: &str = "machines/undercloud/home/stack/instackenv.json";
const DEPLOY: &str = "machines/undercloud/home/stack/overcloud-deploy.sh";
const INSTALL_CONFIG: &str = "machines/undercloud/home/stack/ocp4/install-config.yaml";
const K8S: &str = "machines/aio1/etc/openstack_deploy/group_vars/k8s_all/main.yml";
const ZONE: &str = "machines/bastion/etc/coredns/db.okd.example";
const HAPROXY: &str = "machines/bastion/etc/haproxy/haproxy.cfg";
const TEMPLATES: &str = "machines/undercloud/home/stack/templates";

#[rustfmt::skip]
fn changes() -> Vec<Change> {
    let mut all = vec![
        change("tripleo-queens", ("localMtu: 1450", "localMtu: 1500"), UNDERCLOUD, "local_mtu = 1450", "local_mtu = 1500"),
        change("tripleo-queens", ("end: 192.168.255.100", "end: 192.168.255.99"), UNDERCLOUD, "inspection_iprange = 192.168.255.51,192.168.255.100", "inspection_iprange = 192.168.255.51,192.168.255.99"),
        change("tripleo-queens", ("schedulerMaxAttempts: 10", "schedulerMaxAttempts: 12"), UNDERCLOUD, "scheduler_max_attempts = 10", "scheduler_max_attempts = 12"),
        change("tripleo-queens", ("release: queens", "release: train"), UNDERCLOUD, "network_cidr = 192.168.255.0/24", "[ctlplane-subnet]\ncidr = 192.168.255.0/24"),
        change("tripleo-queens", ("port: 7003", "port: 7013"), INSTACKENV, "\"pm_port\": \"7003\"", "\"pm_port\": \"7013\""),
        change("tripleo-queens", ("52:54:00:6a:ea:be", "52:54:00:6a:ea:bf"), INSTACKENV, "52:54:00:6a:ea:be", "52:54:00:6a:ea:bf"),
        change("tripleo-queens", ("flavor: ceph-storage", "flavor: blocks"), INSTACKENV, "profile:ceph-storage", "profile:blocks"),
        change("tripleo-queens", ("{role: compute, count: 2", "{role: compute, count: 3"), DEPLOY, "--compute-scale 2", "--compute-scale 3"),
        change("tripleo-queens", ("virtType: qemu", "virtType: kvm"), DEPLOY, "--libvirt-type qemu", "--libvirt-type kvm"),
        change("tripleo-queens", ("release: queens", "release: train"), DEPLOY, "--control-scale 1", "-e /home/stack/templates/node-info.yaml"),
    ];
    all.extend([
        ("vip: 172.17.1.150", "vip: 172.17.1.151", "network-environment.yaml", "ip_address: 172.17.1.150", "ip_address: 172.17.1.151"),
        ("vlan: 20", "vlan: 21", "network-environment.yaml", "InternalApiNetworkVlanID: 20", "InternalApiNetworkVlanID: 21"),
        ("value: \"300\"", "value: \"301\"", "settings.yaml", "neutron_url_timeout: 300", "neutron_url_timeout: 301"),
        ("reservedMemory: 4 GiB", "reservedMemory: 5 GiB", "settings.yaml", "NovaReservedHostMemory: 4096", "NovaReservedHostMemory: 5120"),
        ("ceph: {}", "ceph: {poolSize: 2}", "ceph.yaml", "bluestore\n", "CephPoolDefaultSize: 2"),
        ("hostname: lab-ceph02", "hostname: lab-osd02", "node-info.yaml", ": lab-ceph02", ": lab-osd02"),
        ("bonds:\n  - {name: bond1, ports: [eth2, eth3], bridge: br-ex", "bonds:\n  - {name: bond1, ports: [eth2, eth3], bridge: br-out", "nic-configs/controller.yaml", "name: br-ex", "name: br-out"),
    ].into_iter().map(|(from, to, file, before, after)| {
        let file: &'static str = Box::leak(format!("{TEMPLATES}/{file}").into_boxed_str());
        change("osp13-ocp42", (from, to), file, before, after)
    }));
    all.extend([
        change("osp13-ocp42", ("apiFloatingIp: 192.168.122.164", "apiFloatingIp: 192.168.122.165"), INSTALL_CONFIG, "lbFloatingIP: 192.168.122.164", "lbFloatingIP: 192.168.122.165"),
        change("osp13-ocp42", ("cidr: 10.128.0.0/14", "cidr: 10.132.0.0/14"), INSTALL_CONFIG, "cidr: 10.128.0.0/14", "cidr: 10.132.0.0/14"),
        change("osp13-ocp42", ("service: [172.60.0.0/16]", "service: [172.30.0.0/16]"), INSTALL_CONFIG, "- 172.60.0.0/16", "- 172.30.0.0/16"),
        change("osp13-ocp42", ("workers: {replicas: 2", "workers: {replicas: 3"), INSTALL_CONFIG, "replicas: 2", "name: worker\n  hyperthreading: Enabled\n  platform: {}\n  replicas: 3"),
        change("osp13-ocp42", ("version: 4.2.4", "version: 4.16.1"), INSTALL_CONFIG, "machineCIDR: 10.0.0.0/16", "machineNetwork:\n  - cidr: 10.0.0.0/16"),
        change("osp13-ocp42", ("version: 4.2.4", "version: 4.16.1"), INSTALL_CONFIG, "computeFlavor: master", "apiFloatingIP: 192.168.122.164"),
        change("osp13-ocp42", ("pullSecret: secret:ocp-pull-secret", "pullSecret: secret:other"), INSTALL_CONFIG, "\"${secret:ocp-pull-secret}\"", "\"${secret:other}\""),
        change("osp13-ocp42", ("ingressFloatingIp: 192.168.122.180", "ingressFloatingIp: 192.168.122.181"), "machines/undercloud/home/stack/ocp4/install.sh", "--port \"$port\" 192.168.122.180", "--port \"$port\" 192.168.122.181"),
        change("osp13-ocp42", ("public: 192.168.122.150", "public: 192.168.122.151"), "projects/ocp-tenant/clouds.yaml", "auth_url: http://192.168.122.150:5000/v3", "auth_url: http://192.168.122.151:5000/v3"),
        change("osp13-ocp42", ("region: regionOne", "region: RegionTwo"), "projects/ocp-tenant/clouds.yaml", "region_name: regionOne", "region_name: RegionTwo"),
        change("osp13-ocp42", ("cores: 40", "cores: 44"), "projects/ocp-tenant/prepare.sh", "--cores 40", "--cores 44"),
        change("osp13-ocp42", ("disk: 25 GiB", "disk: 30 GiB"), "projects/ocp-tenant/prepare.sh", "--disk 25", "--disk 30"),
        change("osp13-ocp42", ("name: oauth-openshift.apps", "name: login.apps"), "clusters/ocp4/hosts", "192.168.122.180 oauth-openshift.apps.ocp4.osd2019.local", "192.168.122.180 login.apps.ocp4.osd2019.local"),
        change("osp13-ocp42", ("tunedProfile: network-latency", "tunedProfile: virtual-host"), "host/root/tune.sh", "tuned-adm profile network-latency", "tuned-adm profile virtual-host"),
        change("tripleo-queens", ("port: 7005", "port: 7006"), "host/root/firewall.sh", "--add-port=7001-7005/udp", "--add-port=7001-7004/udp"),
        change("tripleo-queens", ("port: 7001, username: admin", "port: 7001, username: root"), "host/root/virtualbmc.sh", "--port 7001 --username admin", "--port 7001 --username root"),
        change("tripleo-queens", ("ip: 192.168.255.200/24", "ip: 192.168.255.201/24"), "host/root/open-vswitch.sh", "ip address replace 192.168.255.200/24", "ip address replace 192.168.255.201/24"),
        change("tripleo-queens", ("- {interface: ens1f0, trunk: [100, 101, 102]}", "- {interface: ens1f0, trunk: [100, 101]}"), "host/etc/sysconfig/network-scripts/ifcfg-ens1f0", "trunks=100,101,102", "trunks=100,101\""),
        change("tripleo-queens", ("segment: 99", "segment: 98"), "projects/demo/prepare.sh", "--provider-segment 99", "--provider-segment 98"),
        change("okd45-upi", ("domain: okd.example", "domain: okd.test"), "machines/bastion/etc/coredns/Corefile", "file /etc/coredns/db.okd.example", "file /etc/coredns/db.okd.test"),
        change("okd45-upi", ("priority: 0, weight: 10", "priority: 0, weight: 20"), ZONE, "_etcd-server-ssl._tcp.okd.example. IN SRV 0 10 2380 etcd-0.okd.example.", "IN SRV 0 20 2380 etcd-0.okd.example."),
        change("okd45-upi", ("- {name: \"*.apps\", address: 172.18.22.243}", "- {name: \"*.apps\", address: 192.168.120.101}"), ZONE, "*.apps.okd.example. IN A 172.18.22.243", "*.apps.okd.example. IN A 192.168.120.101"),
        change("okd45-upi", ("ttl: 60", "ttl: 30"), ZONE, "$TTL 60", "$TTL 30"),
        change("okd45-upi", ("forwarders: [192.168.120.1]", "forwarders: [192.168.120.2]"), "machines/bastion/etc/coredns/Corefile", "forward . 192.168.120.1\n", "forward . 192.168.120.2\n"),
        change("okd45-upi", ("address: 192.168.120.103}\n  boot", "address: 192.168.120.113}\n  boot"), HAPROXY, "server master 192.168.120.103:22623", "server master 192.168.120.113:22623"),
        change("okd45-upi", ("balance: source", "balance: least-connections"), HAPROXY, "balance source\n    server bootstrap 192.168.120.102:6443", "balance leastconn\n    server bootstrap 192.168.120.102:6443"),
        change("okd45-upi", ("statsPort: 9000", "statsPort: 9001"), HAPROXY, "bind :9000", "bind :9001"),
        change("okd45-upi", ("port: 8080\n    imageUrl", "port: 8081\n    imageUrl"), "machines/bastion/etc/nginx/conf.d/okd-ignition.conf", "listen 8080;", "listen 8081;"),
        change("okd45-upi", ("gateway: 192.168.120.101", "gateway: 192.168.120.1"), "machines/master/kernel-arguments", "ip=192.168.120.103::192.168.120.101:255.255.255.0:master.okd.example:enp1s0:none", "ip=192.168.120.103::192.168.120.1:255.255.255.0:master.okd.example:enp1s0:none"),
        change("okd45-upi", ("schedulableMasters: false", "schedulableMasters: true"), "machines/bastion/root/okd/prepare.sh", "mastersSchedulable: false", "mastersSchedulable: true"),
        change("okd45-upi", ("port: 5000", "port: 5001"), "machines/bastion/etc/registry/config.yml", ":5000", ":5001"),
        change("okd45-upi", ("repository: openshift/okd", "repository: mirror/okd"), "machines/bastion/root/okd/install-config.yaml", "registry.okd.example:5000/openshift/okd", "registry.okd.example:5000/mirror/okd"),
        change("osa-magnum-capi", ("managementPodNetwork: 172.29.200.0/22", "managementPodNetwork: 172.29.208.0/22"), K8S, "cilium_ipv4_cidr: 172.29.200.0/22", "cilium_ipv4_cidr: 172.29.208.0/22"),
        change("osa-magnum-capi", ("conntrackMax: 1572864", "conntrackMax: 262144"), K8S, "openstack_host_nf_conntrack_max: 1572864", "openstack_host_nf_conntrack_max: 262144"),
        change("osa-magnum-capi", ("clusterApiVersion: 1.8.4", "clusterApiVersion: 1.10.5"), K8S, "cluster_api_version: 1.8.4", "cluster_api_version: 1.10.5"),
        change("osa-magnum-capi", ("infrastructureVersion: 0.11.2", "infrastructureVersion: 0.12.4"), K8S, "cluster_api_infrastructure_version: 0.11.2", "cluster_api_infrastructure_version: 0.12.4"),
        change("osa-magnum-capi", ("clusterctlVersion: 1.8.4", "managementVersion: 1.31.0"), K8S, "kubernetes_non_init", "kubernetes_version: 1.31.0"),
        change("osa-magnum-capi", ("driverVersion: v0.24.2", "driverVersion: v0.33.0"), "machines/aio1/etc/openstack_deploy/group_vars/magnum_all/main.yml", "magnum-cluster-api@v0.24.2", "magnum-cluster-api@v0.33.0"),
        change("osa-magnum-capi", ("networkDriver: calico", "networkDriver: cilium"), "machines/aio1/etc/openstack_deploy/group_vars/magnum_all/main.yml", "kubernetes_default_network_driver: calico", "kubernetes_default_network_driver: cilium"),
        change("osa-magnum-capi", ("proxyPort: 44355", "proxyPort: 44356"), "machines/aio1/etc/openstack_deploy/user_variables_proxy.yml", "PROXY_PORT: 44355", "PROXY_PORT: 44356"),
        change("osa-magnum-capi", ("address: 172.29.236.100", "address: 172.29.236.101"), "machines/aio1/etc/openstack_deploy/conf.d/k8s.yml", "ip: 172.29.236.100", "ip: 172.29.236.101"),
        change("osa-magnum-capi", ("branch: 29.0.0", "branch: 30.1.5"), "machines/aio1/root/deploy-openstack.sh", "git checkout 29.0.0", "git checkout 30.1.5"),
        change("osa-magnum-capi", ("- playbooks/setup-everything.yml", "- playbooks/setup-hosts.yml"), "machines/aio1/root/deploy-openstack.sh", "openstack-ansible playbooks/setup-everything.yml", "openstack-ansible playbooks/setup-hosts.yml"),
        change("osa-magnum-capi", ("reservedMemory: 32 GiB", "reservedMemory: 16 GiB"), "machines/aio1/etc/openstack_deploy/user_variables_lab.yml", "reserved_host_memory_mb: 32768", "reserved_host_memory_mb: 16384"),
        change("osa-magnum-capi", ("kubeTag: v1.31.1", "kubeTag: v1.30.5"), "clusters/workload/magnum.sh", "--labels kube_tag=v1.31.1", "--labels kube_tag=v1.30.5"),
        change("osa-magnum-capi", ("workers: {replicas: 2", "workers: {replicas: 3"), "clusters/workload/magnum.sh", "--node-count 2", "--node-count 3"),
        change("osa-magnum-capi", ("podNetwork: 10.100.0.0/16\n", "podNetwork: 10.101.0.0/16\n"), "clusters/workload/magnum.sh", "calico_ipv4pool=10.100.0.0/16", "calico_ipv4pool=10.101.0.0/16"),
    ]);
    all
}

#[test]
fn a_changed_lab_changes_the_file() {
    for Change { lab, change: (from, to), file, before, after } in changes() {
        let text = plain(&source(lab));
        assert!(text.contains(from), "{lab} has no {from}");
        let content = |text: &str| {
            let files = rendered(&read(lab, text));
            files.into_iter().find(|found| found.path_below() == file).unwrap_or_else(|| panic!("{lab} has no {file}")).content
        };
        let (old, new) = (content(&text), content(&text.replacen(from, to, 1)));
        assert!(old.contains(before), "{lab} {file}: no {before:?} in\n{old}");
        assert!(new.contains(after) && !old.contains(after), "{lab} {file}: {from} became {to}, and yet\n{new}");
    }
}

/// The templates write out the arguments by hand as their authors did; the renderer comes to the same from the other records.
#[test]
fn kernel_arguments_are_those_of_the_machines() {
    for name in ["okd45-upi", "okd45-upi-mended"] {
        let lab = read(name, &source(name));
        let files = rendered(&lab);
        for machine in ["bootstrap", "master", "worker"] {
            let path = format!("machines/{machine}/kernel-arguments");
            let file = files.iter().find(|file| file.path_below() == path).expect(&path);
            let Boot::Kernel(kernel) = &lab.machines.get(machine).expect(machine).boot else { panic!("{machine} boots otherwise") };
            assert_eq!(Some(file.content.trim_end()), kernel.args.as_deref(), "{name} {machine}");
        }
    }
}

/// What a lab brings as a file of its own stands as it is, in place of the one that would be made.
#[test]
fn a_file_of_the_lab_s_own_wins() {
    let own = "      - path: group_vars/k8s_all/main.yml\n        content: |\n          own: true\n      - path: env.d/k8s.yml";
    let text = source("osa-magnum-capi").replacen("      - path: env.d/k8s.yml", own, 1);
    let files = rendered(&read("osa-magnum-capi", &text));
    let found: Vec<_> = files.iter().filter(|file| file.path_below() == K8S).map(|file| file.content.as_str()).collect();
    assert_eq!(found, ["own: true\n"]);
}

#[test]
fn a_path_that_leaves_its_folder_and_a_second_file_at_one_path_are_refused() {
    let refused = |from: &str, to: &str| {
        let text = source("osa-magnum-capi");
        assert!(text.contains(from), "{from}");
        let lab = read("osa-magnum-capi", &text.replacen(from, to, 1));
        let instance = Instance { id: "0a1b2c3d".parse().unwrap(), prefix: String::new() };
        let problems = render::files(&Given::new(&lab, &instance, BTreeMap::new())).expect_err("refused");
        problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
    };
    let outside = refused("path: env.d/k8s.yml", "path: ../../root/.ssh/authorized_keys");
    assert!(outside.contains("leads out of its folder"), "{outside}");
    let twice = refused("path: env.d/k8s.yml", "path: user-collection-requirements.yml");
    assert!(twice.contains("two parts of the lab want this file"), "{twice}");
}

/// What the sheet of the Magnum lab tells stands in its files, whether the lab says it or every such deployment needs it.
#[test]
fn the_files_of_the_magnum_lab_have_the_figures_of_its_sheet() {
    let files = rendered(&read("osa-magnum-capi", &source("osa-magnum-capi")));
    let below = "machines/aio1/etc/openstack_deploy/";
    let all: String = files.iter().filter(|file| file.path_below().starts_with(below)).map(|file| file.content.as_str()).collect();
    #[rustfmt::skip]
    let figures = [
        "venv-support", "mcapi_vexxhost", "docker-image-py", "172.29.236.100", "leastconn", "15000", "15m", "5m", "/healthz",
        "cilium_ipv4_cidr: 172.29.200.0/22", "clusterctl_version: 1.8.4", "cluster_api_version: 1.8.4",
        "cluster_api_infrastructure_version: 0.11.2", "openstack_host_nf_conntrack_max: 1572864", "v0.24.2", "ExampleCorpRoot.crt",
        "cert_manager_type: x509keypair", "api_version: \"2.15\"", "PROXY_PORT: 44355", "/opt/mcapi_ansible_venv",
        "kubernetes_control_plane_group: k8s_container", "kubernetes_non_init_namespace: true", "lxc.apparmor.profile=unconfined",
        "proc:rw", "sys:rw", "upload_helm_chart_method: copy", "kubernetes_default_network_driver: calico", "endpoint: internalURL",
    ];
    for figure in figures {
        assert!(all.contains(figure), "{figure} is not in\n{all}");
    }
}
