//! Blanks of IPv6.

use expect_test::{Expect, expect};
use labwright_shared::{
    addresses::blanks::fill,
    document::{Command, Document},
    model::Kind,
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

/// Two masters and a load balancer of a cluster whose services have these prefixes, on a network.
fn cluster(network: &str, services: &str) -> String {
    let mut text = format!("networks:\n- {{name: a, mode: {network}}}\nmachines:\n");
    for name in ["lb", "m0", "m1"] {
        text += &format!("- {{name: {name}, vcpus: 4, memory: 16 GiB, cloudInit: {{}}, ports: [{{name: eth0, network: a}}]}}\n");
    }
    text + &format!(
        "clusters:\n- {{name: k, installer: upi, loadBalancer: {{machine: lb}}, controlPlane: {{nodes: [{{machine: m0}}, {{machine: m1}}]}}, networks: {{service: [{services}]}}}}\n"
    )
}

#[test]
fn nodes_of_a_cluster_of_ipv6_get_a_prefix_of_the_labs_own() {
    fills(
        &cluster("nat", "\"fd02::/112\""),
        expect![[r#"
        networks[a].ip6 = fd78:558a:3ef0::1/64 (IPv6 leads out of a through the host)
        machines[lb].ports[eth0].address = fd78:558a:3ef0::2 (lb is the load balancer of k)
        machines[m0].ports[eth0].address = fd78:558a:3ef0::3 (m0 is a master of k)
        machines[m1].ports[eth0].address = fd78:558a:3ef0::4 (m1 is a master of k)
    "#]],
    );
}

#[test]
fn a_cluster_of_both_families_gets_both_prefixes() {
    fills(
        &cluster("nat", "172.30.0.0/16, \"fd02::/112\""),
        expect![[r#"
        networks[a].ip = 10.64.2.1/24 (libvirt makes no network that leads out without an address of the host's on a)
        networks[a].ip6 = fd78:558a:3ef0::1/64 (IPv6 leads out of a through the host)
        machines[lb].ports[eth0].address = 10.64.2.2 (lb is the load balancer of k)
        machines[m0].ports[eth0].address = 10.64.2.3 (m0 is a master of k)
        machines[m1].ports[eth0].address = 10.64.2.4 (m1 is a master of k)
    "#]],
    );
    fills(
        &cluster("isolated", "172.30.0.0/16, \"fd02::/112\""),
        expect![[r#"
        machines[lb].ports[eth0].address stays blank: none of its networks has a prefix and libvirt's DHCP server, or a prefix and the machine cloud-init data (lb is the load balancer of k)
        machines[m0].ports[eth0].address stays blank: none of its networks has a prefix and libvirt's DHCP server, or a prefix and the machine cloud-init data (m0 is a master of k)
        machines[m1].ports[eth0].address stays blank: none of its networks has a prefix and libvirt's DHCP server, or a prefix and the machine cloud-init data (m1 is a master of k)
    "#]],
    );
}

#[test]
fn the_hosts_address_follows_what_stands_there() {
    fills(
        "networks:\n- {name: a, mode: nat, ip: 10.1.0.1/24}\n- {name: b, mode: isolated, dhcp: {start: \"fd07::100\", end: \"fd07::1ff\"}}\n- {name: c, mode: isolated}\n- {name: d, mode: isolated}\n- {name: e, mode: nat}\n\
         machines:\n- {name: m, vcpus: 1, memory: 1 GiB, ports: [{name: eth0, network: a, address: \"fd06::1\"}, {name: eth1, network: d, address: \"fd09::1\"}]}\n\
         - {name: n, vcpus: 1, memory: 1 GiB, cloudInit: {}, ports: [{name: eth0, network: c, address: \"fd08::5\"}]}\n\
         clouds:\n- {name: c, externalNetworks: [{name: public, network: e, subnet: \"2001:db8::/64\", gateway: \"2001:db8::fe\"}]}\n",
        expect![[r#"
            networks[a].ip6 = fd06::2/64 (IPv6 leads out of a through the host)
            networks[b].ip6 = fd07::1/64 (libvirt's DHCP server needs an IPv6 address on b)
            networks[c].ip6 = fd08::1/64 (the seed of n needs the prefix of eth0's address)
            networks[e].ip6 = 2001:db8::fe/64 (IPv6 leads out of e through the host)
        "#]],
    );
    fills(
        "networks:\n- {name: a, mode: nat}\nmachines:\n- {name: m, vcpus: 1, memory: 1 GiB, ports: [{name: eth0, network: a, address: \"fd06::1\"}, {name: eth1, network: a, address: \"fd07::1\"}]}\n",
        expect![[r#"
            networks[a].ip6 stays blank: fd07::1 does not lie in fd06::/64 like the others (IPv6 leads out of a through the host)
        "#]],
    );
}

#[test]
fn addresses_are_of_ipv6_where_nothing_else_is_there() {
    fills(
        "networks:\n- {name: a, mode: nat, ip6: \"fd06::1/64\"}\nmachines:\n\
         - {name: lb, vcpus: 4, memory: 16 GiB, cloudInit: {}, ports: [{name: eth0, network: a}]}\n\
         - {name: n, vcpus: 8, memory: 16 GiB, ports: [{name: eth0, network: a, address: \"fd06::2\"}]}\n\
         clouds:\n- {name: c, deployment: {kolla: {networkInterface: eth0}}, nodes: [{machine: n}], externalNetworks: [{name: public, network: a}]}\n\
         clusters:\n- {name: k, installer: upi, loadBalancer: {machine: lb}}\n",
        expect![[r#"
            clouds[c].externalNetworks[public].subnet = fd06::/64 (public stands on a network that has a prefix)
            machines[lb].ports[eth0].address = fd06::3 (lb is the load balancer of k)
            clouds[c].deployment.kolla.internalVip = fd06::4 (kolla-ansible sets c up behind one address)
        "#]],
    );
}

#[test]
fn another_lab_has_another_prefix_and_a_second_network_the_next() {
    let text = cluster("nat", "\"fd02::/112\"");
    let prefix = |document: &Document| filled(document, None).lab().networks.iter().next().unwrap().ip6.unwrap().subnet();
    let first = prefix(&lab(&text));
    let mut other = lab(&text);
    other.apply(&Command::Set { record: RecordRef::single(Kind::Metadata), field: "name".to_owned(), value: "other".into() }).unwrap();
    assert!(!first.overlaps(prefix(&other)));
    let two = text.replace("networks:\n", &format!("networks:\n- {{name: z, mode: nat, ip6: \"{first}\"}}\n").replace("::/64", "::1/64"));
    let second = filled(&lab(&two), None).lab().networks.iter().nth(1).unwrap().ip6.unwrap().subnet();
    assert!(second != first && second.first() > first.last());
}
