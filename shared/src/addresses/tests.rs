use crate::{document, model::Lab, topology::Topology};

use super::{AddressBook, Claim, Entry, Holder, What, clash, entries};

fn lab(text: &str) -> Lab {
    let text = format!("apiVersion: labwright.dev/v1alpha1\nkind: Lab\nmetadata: {{name: t}}\n{text}");
    document::read(&text).unwrap_or_else(|errors| panic!("{errors:?}")).document.lab().clone()
}

const LAB: &str = "
networks:
- {name: lan, mode: nat, ip: 10.1.0.1/24, dhcp: {start: 10.1.0.2, end: 10.1.0.9}}
machines:
- {name: m, role: bastion, vcpus: 1, memory: 1 GiB, ports: [{name: eth0, network: lan, address: 10.1.0.10}]}
clouds:
- name: c
  externalNetworks: [{name: public, network: lan, subnet: 10.1.0.0/24, pool: {start: 10.1.0.12, end: 10.1.0.20}}]
projects:
- {name: p, cloud: c, floatingIps: [{network: public, address: 10.1.0.12}]}
";

#[test]
fn the_book_has_every_layer() {
    let lab = lab(LAB);
    let entries = entries(&lab, None);
    let labels: Vec<&str> = entries.iter().filter(|entry| entry.holder != Holder::Software).map(|entry| entry.label.as_str()).collect();
    assert_eq!(
        labels,
        [
            "network lan",
            "the host on lan",
            "libvirt's DHCP range on lan",
            "eth0 of m",
            "public of c",
            "the pool of public of c",
            "a floating IP of p"
        ]
    );
    // All of them count on one segment: the external network is the L0 network.
    let first = entries[0].segment.unwrap();
    assert!(entries.iter().filter(|entry| entry.holder != Holder::Software).all(|entry| entry.segment == Some(first)));
}

#[test]
fn the_next_free_address_is_beside_holders_and_pools() {
    let lab = lab(LAB);
    let topology = Topology::of(&lab, None);
    let book = AddressBook::of(&topology);
    let segment = topology.underlay("lan", None).unwrap();
    // .1 is the host's, .2 to .9 libvirt's, .10 the machine's.
    assert_eq!(book.free(segment, "10.1.0.0/24".parse().unwrap()), Some("10.1.0.11".parse().unwrap()));
    // All 30 addresses from .0 to .20 are taken there but .11.
    assert_eq!(book.free(segment, "10.1.0.12/30".parse().unwrap()), None);
    assert!(book.on(segment).any(|entry| matches!(entry.what, What::Pool(_))));
}

const UPPER: &str = "
networks:
- {name: lan, mode: nat, ip: 10.1.0.1/24}
machines:
- {name: m, role: controller, vcpus: 1, memory: 1 GiB, ports: [{name: eth0, network: lan}]}
clouds:
- name: c
  nodes: [{machine: m}]
  planes: [{name: api, purpose: internal-api, network: lan, subnet: 10.1.0.0/24, gateway: 10.1.0.2, vip: 10.1.0.3}]
  externalNetworks: [{name: public, network: lan, subnet: 10.1.0.0/24, gateway: 10.1.0.2}]
  endpoints: {public: 10.1.0.4, internal: 10.1.0.3}
projects:
- name: p
  cloud: c
  networks: [{name: n, subnets: [{name: s, cidr: 10.2.0.0/24}]}]
  routers: [{name: r, external: public, subnets: [s]}]
  ports: [{name: vip, network: n, address: 10.2.0.5}]
servers:
- {name: v, project: p, flavor: f, ports: [{network: n, floatingIp: 10.1.0.9}]}
clusters:
- {name: k, installer: upi, project: p, networks: {machine: 10.2.0.0/24, join: 100.65.0.0/16}, vips: {api: [10.2.0.5], ingress: [10.2.0.6], apiFloatingIp: 10.1.0.10}}
";

#[test]
fn what_stands_for_another_is_in_the_book_and_clashes_with_nothing() {
    let lab = lab(UPPER);
    let topology = Topology::of(&lab, None);
    let book = AddressBook::of(&topology);
    let label = |entry: &Entry<'_>| {
        let segment = entry.segment.map(|segment| topology.segment(segment).label()).unwrap_or_default();
        format!("{}: {segment}", entry.label)
    };
    let upper = book.entries.iter().filter(|entry| entry.claim != Claim::Holds || entry.label.contains("join network of"));
    let labels: Vec<String> = upper.map(label).collect();
    assert_eq!(
        labels,
        [
            "the gateway of api of c: lan",
            "the VIP of api of c: lan",
            "the gateway of public of c: lan",
            "the public endpoint of c: lan",
            "the internal endpoint of c: lan",
            "the gateway of s of p: n of p",
            "the port vip of p: n of p",
            "the floating IP of v: lan",
            "the join network of k: ",
            "the virtual address of the API of k: n of p",
            "the virtual address of the router of k: n of p",
            "the floating IP of the API of k: lan"
        ]
    );
    for (at, one) in book.entries.iter().enumerate() {
        for other in &book.entries[at + 1..] {
            let is_one =
                one.segment.is_some() && one.segment == other.segment && one.what == other.what && !matches!(one.what, What::Prefix(_));
            assert!(!is_one || !clash(&topology, one, other), "{} and {}", one.label, other.label);
        }
    }
    let at = |text: &str| book.entries.iter().find(|entry| entry.label == text).unwrap();
    // Were they one address, they would.
    assert!(clash(&topology, at("the VIP of api of c"), at("the gateway of api of c")));
}
