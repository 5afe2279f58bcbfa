//! Each kind of blank, and the shipped templates.

use std::{fs, path::PathBuf};

use expect_test::{Expect, expect};
use labwright_shared::{
    addresses::blanks::{self, fill},
    document::{self, Command, Document},
    facts::HostFacts,
    model::RecordRef,
};

use super::{filled, host, lab, lines};

fn fills(sections: &str, expected: Expect) {
    let document = lab(sections);
    let filling = fill(&document, Some(&host()));
    expected.assert_eq(&lines(&filling));
    let again = fill(&filled(&document, Some(&host())), Some(&host()));
    assert_eq!((again.filled, again.left), (Vec::new(), filling.left));
}

#[test]
fn a_network_that_leads_out_gets_a_prefix_that_nothing_uses() {
    fills(
        "networks:\n- {name: a, mode: nat}\n- {name: b, mode: routed}\n- {name: c, mode: isolated}\n",
        expect![[r#"
        networks[a].ip = 10.64.2.1/24 (libvirt makes no network that leads out without an address of the host's on a)
        networks[b].ip = 10.64.3.1/24 (libvirt makes no network that leads out without an address of the host's on b)
    "#]],
    );
}

#[test]
fn a_prefix_follows_from_what_stands_there() {
    fills(
        "networks:\n- {name: a, mode: nat}\n- {name: b, mode: isolated, dhcp: {start: 10.5.0.100, end: 10.5.0.200}}\n\
         machines:\n- {name: m, vcpus: 1, memory: 1 GiB, ports: [{name: eth0, network: a, address: 10.4.0.1}]}\n",
        expect![[r#"
            networks[a].ip = 10.4.0.2/24 (libvirt makes no network that leads out without an address of the host's on a)
            networks[b].ip = 10.5.0.1/24 (libvirt's DHCP server needs an address on b)
        "#]],
    );
    let two = "networks:\n- {name: a, mode: nat}\nmachines:\n\
         - {name: m, vcpus: 1, memory: 1 GiB, ports: [{name: eth0, network: a, address: 10.4.0.1}, {name: eth1, network: a, address: 10.5.0.1}]}\n";
    fills(
        two,
        expect![[r#"
        networks[a].ip stays blank: 10.5.0.1 does not lie in 10.4.0.0/24 like the others (libvirt makes no network that leads out without an address of the host's on a)
    "#]],
    );
}

#[test]
fn the_host_is_the_gateway_of_a_cloud_that_names_one() {
    fills(
        "networks:\n- {name: a, mode: nat}\nclouds:\n- {name: c, externalNetworks: [{name: public, network: a, subnet: 10.7.0.0/24, gateway: 10.7.0.254}]}\n",
        expect![[r#"
            networks[a].ip = 10.7.0.254/24 (libvirt makes no network that leads out without an address of the host's on a)
        "#]],
    );
}

#[test]
fn machines_that_others_reach_get_addresses() {
    fills(
        "networks:\n- {name: a, mode: nat, ip: 10.1.0.1/24, dhcp: {start: 10.1.0.2, end: 10.1.0.9}}\n- {name: b, mode: isolated}\nmachines:\n\
         - {name: lb, role: bastion, vcpus: 1, memory: 1 GiB, cloudInit: {}, ports: [{name: eth0, network: b}, {name: eth1, network: a}]}\n\
         - {name: m0, vcpus: 1, memory: 1 GiB, ports: [{name: eth0, network: a}]}\n\
         - {name: m1, vcpus: 1, memory: 1 GiB, ports: [{name: eth0, network: a, address: 10.1.0.11}]}\n\
         - {name: w, vcpus: 1, memory: 1 GiB, ports: [{name: eth0, network: b}]}\n\
         - {name: other, vcpus: 1, memory: 1 GiB, ports: [{name: eth0, network: a}]}\n\
         clusters:\n- {name: k, installer: upi, bastion: lb, loadBalancer: {machine: lb}, controlPlane: {nodes: [{machine: m0}, {machine: m1}]}, workers: {nodes: [{machine: w}]}}\n",
        expect![[r#"
            machines[lb].ports[eth1].address = 10.1.0.10 (lb is the load balancer of k)
            machines[m0].ports[eth0].address = 10.1.0.12 (m0 is a master of k)
            machines[w].ports[eth0].address stays blank: none of its networks has a prefix and libvirt's DHCP server, or a prefix and the machine cloud-init data (w is a worker of k)
        "#]],
    );
}

#[test]
fn addresses_that_are_named_anywhere_are_nobodys_to_get() {
    fills(
        "networks:\n- {name: a, mode: nat, ip: 10.1.0.1/24}\nmachines:\n- {name: lb, vcpus: 1, memory: 1 GiB, cloudInit: {}, ports: [{name: eth0, network: a}]}\n\
         clusters:\n- {name: k, installer: upi, bastion: lb, dns: {forwarders: [10.1.0.2], records: [{name: api, address: 10.1.0.3}]}, ignition: {machine: lb, imageUrl: \"http://10.1.0.4:8080/x\"}}\n",
        expect![[r#"
            machines[lb].ports[eth0].address = 10.1.0.5 (lb is the server of the ignition files of k)
        "#]],
    );
}

#[test]
fn a_director_gets_its_ranges_and_pools() {
    fills(
        "networks:\n- {name: prov, mode: isolated}\n- {name: out, mode: nat, ip: 10.9.0.1/24}\nmachines:\n\
         - {name: u, role: director, vcpus: 8, memory: 16 GiB, ports: [{name: eth0, network: prov}]}\n\
         - {name: n, role: controller, vcpus: 4, memory: 8 GiB, ports: [{name: eth0, network: prov}, {name: eth1, network: out}]}\n\
         clouds:\n- name: c\n  deployment: {director: {machine: u, localIp: 192.168.24.1/24, localInterface: eth0, introspect: true}}\n  nodes: [{machine: n}]\n  \
         planes:\n  - {name: api, purpose: internal-api, vlan: 20, subnet: 172.17.1.0/24, vip: 172.17.1.130}\n  - {name: storage, purpose: storage, vlan: 30}\n  \
         externalNetworks: [{name: public, network: out}, {name: unused, network: out, subnet: 10.9.0.0/24}]\n\
         projects: [{name: p, cloud: c, floatingIps: [{network: public}, {network: public, address: 10.9.0.130}]}]\n",
        expect![[r#"
            clouds[c].externalNetworks[public].subnet = 10.9.0.0/24 (public stands on a network that has a prefix)
            clouds[c].deployment.director.dhcp = 192.168.24.128 to 192.168.24.152 (the director of c gives its nodes addresses)
            clouds[c].deployment.director.inspection = 192.168.24.153 to 192.168.24.177 (the director of c introspects its nodes)
            clouds[c].planes[api].pool = 172.17.1.131 to 172.17.1.147 (nodes of c get their addresses on api from there)
            clouds[c].externalNetworks[public].pool = 10.9.0.131 to 10.9.0.148 (floating IPs and routers on public get their addresses from there)
        "#]],
    );
}

#[test]
fn virtual_addresses_lie_outside_what_is_handed_out() {
    fills(
        "networks:\n- {name: a, mode: nat, ip: 10.1.0.1/24}\nmachines:\n- {name: n, vcpus: 8, memory: 16 GiB, ports: [{name: eth0, network: a, address: 10.1.0.2}]}\n\
         clouds:\n- {name: c, deployment: {kolla: {networkInterface: eth0}}, nodes: [{machine: n}]}\n- {name: d, deployment: {kolla: {}}, nodes: [{machine: n}]}\n\
         projects:\n- {name: p, cloud: c, networks: [{name: t, subnets: [{name: s, cidr: 10.2.0.0/24, pools: [{start: 10.2.0.10, end: 10.2.0.254}]}, {name: whole, cidr: 10.3.0.0/24}]}]}\n\
         clusters:\n- {name: k, installer: ipi, project: p, networks: {subnet: s}}\n- {name: l, installer: ipi, project: p, networks: {subnet: whole}}\n- {name: m, installer: ipi, project: p}\n",
        expect![[r#"
            clouds[c].deployment.kolla.internalVip = 10.1.0.3 (kolla-ansible sets c up behind one address)
            clusters[k].vips.api = 10.2.0.2 (on s, which is there already, the installer takes no address by itself)
            clusters[k].vips.ingress = 10.2.0.3 (on s, which is there already, the installer takes no address by itself)
            clouds[d].deployment.kolla.internalVip stays blank: the network of networkInterface and its prefix are not known, or it is full (kolla-ansible sets d up behind one address)
            clusters[l].vips.api stays blank: all of 10.3.0.0/24 is handed out: give whole a pool that leaves something (on whole, which is there already, the installer takes no address by itself)
            clusters[l].vips.ingress stays blank: all of 10.3.0.0/24 is handed out: give whole a pool that leaves something (on whole, which is there already, the installer takes no address by itself)
        "#]],
    );
}

#[test]
fn a_range_is_given_where_somebody_asks_and_nobody_answers() {
    let network = "networks:\n- {name: a, mode: nat, ip: 10.1.0.1/24DHCP}\nimages: [{name: i, path: i.qcow2}]\npools: [{name: p, path: /p}]\nmachines:\n";
    let asks = "- {name: m, vcpus: 1, memory: 1 GiB, disks: [{name: vda, pool: p, image: i}], ports: [{name: eth0, network: a}]}\n";
    fills(
        &(network.replace("DHCP", "") + asks),
        expect![[r#"
        networks[a].dhcp = 10.1.0.128 to 10.1.0.254 (eth0 of m asks for an address, and nobody answers)
    "#]],
    );
    fills(&(network.replace("DHCP", ", dhcp: none") + asks), expect![]);
    let lease = "- {name: m, vcpus: 1, memory: 1 GiB, up: {signal: lease}, ports: [{name: eth0, network: a}]}\n- {name: n, vcpus: 1, memory: 1 GiB, ports: [{name: eth0, network: a, address: 10.1.0.200}]}\n";
    fills(
        &(network.replace("DHCP", "") + lease),
        expect![[r#"
        networks[a].dhcp = 10.1.0.128 to 10.1.0.199 (m counts as up with a lease)
    "#]],
    );
}

#[test]
fn the_templates_leave_little_blank() {
    let mut files: Vec<PathBuf> =
        fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../static/templates")).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let mut text = String::new();
    for file in files {
        let document = document::read(&fs::read_to_string(&file).unwrap()).unwrap().document;
        let facts = host();
        text += &format!("{}:\n{}", document.lab().metadata.name, lines(&fill(&document, Some(&facts))));
    }
    expect![[r#"
        first-lab:
        okd45-upi-mended:
        okd45-upi:
        osa-magnum-capi:
        osp13-l1:
        osp13-ocp42:
        tripleo-queens-corrected:
        tripleo-queens:
    "#]]
    .assert_eq(&text);
}

/// A network alone, as it is once the book has given it an address and a range.
fn addressed(network: &str, others: &str, facts: Option<&HostFacts>) -> String {
    let mut document = lab(&format!("networks:\n- {network}\n{others}"));
    let record: RecordRef = "networks[n]".parse().unwrap();
    let commands = blanks::network(&document, facts, &record);
    document.apply(&Command::Batch { commands }).unwrap();
    let network = document.lab().networks.by_id("n").unwrap();
    let range = network.dhcp_range().map(|range| format!("{} to {}", range.start, range.end));
    format!("{} {}", network.ip.map_or("-".to_owned(), |ip| ip.to_string()), range.unwrap_or("-".to_owned()))
}

#[test]
fn a_new_network_gets_what_the_book_gives_next() {
    let given = "10.64.0.1/24 10.64.0.128 to 10.64.0.254";
    for mode in ["nat", "isolated", "routed"] {
        assert_eq!(addressed(&format!("{{name: n, mode: {mode}}}"), "", None), given, "{mode}");
    }
    assert_eq!(addressed("{name: n, mode: bridge, bridge: br0}", "", None), "- -");
    assert_eq!(addressed("{name: n, mode: nat, ip: 10.9.0.1/24, dhcp: none}", "", None), "10.9.0.1/24 -");
    // What others have is not given, on the host neither.
    assert_eq!(
        addressed("{name: n, mode: isolated}", "- {name: o, mode: nat, ip: 10.64.0.1/23}\n", None).split(' ').next(),
        Some("10.64.2.1/24")
    );
    assert_eq!(addressed("{name: n, mode: isolated}", "", Some(&host())).split(' ').next(), Some("10.64.2.1/24"));
}

#[test]
fn a_new_network_gets_the_address_that_filling_would_give_it() {
    let document = lab("networks:\n- {name: a, mode: nat, ip: 10.64.0.1/24}\n- {name: n, mode: nat}\n");
    let filled = filled(&document, Some(&host()));
    let mut by_itself = document.clone();
    let commands = blanks::network(&document, Some(&host()), &"networks[n]".parse().unwrap());
    by_itself.apply(&Command::Batch { commands }).unwrap();
    let ip = |document: &Document| document.lab().networks.by_id("n").unwrap().ip;
    assert!(ip(&filled).is_some());
    assert_eq!(ip(&by_itself), ip(&filled));
}

#[test]
fn a_director_with_a_certificate_gets_addresses_for_its_endpoints() {
    let cloud = |certificate: bool| {
        format!(
            "networks:\n- {{name: ctl, mode: isolated}}\n\
             machines:\n- {{name: d, role: director, vcpus: 1, memory: 1 GiB, ports: [{{name: eth0, network: ctl}}]}}\n\
             clouds:\n- name: c\n  release: train\n  deployment:\n    director: {{machine: d, localIp: 10.20.0.1/24, localInterface: eth0, dhcp: {{start: 10.20.0.3, end: 10.20.0.99}}, introspect: false, generateServiceCertificate: {certificate}}}\n"
        )
    };
    fills(
        &cloud(true),
        expect![[r#"
        clouds[c].deployment.director.publicHost = 10.20.0.2 (the director of c has a certificate, and answers with it on an address of its own)
        clouds[c].deployment.director.adminHost = 10.20.0.100 (the director of c has a certificate, and answers with it on an address of its own)
    "#]],
    );
    fills(&cloud(false), expect![[""]]);
}
