//! `labwright topology`.

use super::{Desk, shipped};

#[test]
fn topology_tells_who_answers_and_how_large_packets_may_be() {
    let desk = Desk::new();
    let lab = shipped("templates/tripleo-queens.lab.yaml");
    let said = desk.run(&["topology", &lab]);
    assert_eq!((said.code, said.err.as_str()), (0, ""), "{}", said.out);
    for words in [
        "VLAN 100 of ovs-network-1  192.168.255.0/24  MTU unknown; others may answer there\n",
        "  DHCP     the director of overcloud (192.168.255.11-192.168.255.50); introspection of overcloud",
        "MTU, from the wire to the pods\n",
        "1400   1450 (mtu of ctlplane of overcloud), less 50 of VXLAN over IPv4\n",
    ] {
        assert!(said.out.contains(words), "{words} in {}", said.out);
    }
    let json = desk.run(&["topology", &lab, "--format", "json"]).json();
    let tenant = json["budget"].as_array().unwrap().iter().find(|place| place["subject"] == "projects[demo].networks[net-1].mtu").unwrap();
    assert_eq!((&tenant["mtu"], &tenant["largest"], &tenant["given"]), (&1450.into(), &1400.into(), &true.into()));
    let segment = json["segments"].as_array().unwrap().iter().find(|segment| segment["vlan"] == 100).unwrap();
    assert_eq!(segment["pxe"], serde_json::json!(["the director of overcloud"]));
    assert_eq!(desk.run(&["topology", "no-such.lab.yaml"]).code, 2);
}
