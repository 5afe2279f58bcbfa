use crate::{document, model::Lab, topology::Topology};

use super::{AddressBook, Holder, What, entries};

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
