//! Who holds and claims what, and what is lost when parts fail.

use super::{Desk, shipped};

#[test]
fn capacity_tells_holders_and_the_curve() {
    let desk = Desk::new();
    let (lab, facts) = (shipped("templates/osp13-ocp42.lab.yaml"), shipped("facts/newkvm.facts.yaml"));
    let said = desk.run(&["capacity", &lab, "--facts", &facts]);
    assert_eq!((said.code, said.err.as_str()), (0, ""), "{}", said.out);
    for words in ["osp13-ocp42 on newkvm\n", "L1 compute node overcloud-compute01 of openstack\n", "ocp4: bootstrap gone"] {
        assert!(said.out.contains(words), "{words} in {}", said.out);
    }
    let json = desk.run(&["capacity", &lab, "--facts", &facts, "--format", "json"]).json();
    let holders = json["account"]["holders"].as_array().unwrap();
    let host = holders.iter().find(|holder| holder["kind"] == "host").unwrap();
    let memory = host["budgets"].as_array().unwrap().iter().find(|budget| budget["resource"] == "memory").unwrap();
    assert_eq!(memory["claimed"], 154u64 << 30);
    assert_eq!(memory["ratioFrom"], "host.overcommit.memory");
    let stages = json["profile"]["stages"].as_array().unwrap();
    for curve in json["profile"]["curves"].as_array().unwrap() {
        assert!((curve["peak"]["stage"].as_u64().unwrap() as usize) < stages.len(), "{curve}");
    }
    // Without a host the same, with what is not known left out.
    let unknown = desk.run(&["capacity", &lab, "--format", "json"]).json();
    assert_eq!(unknown["account"]["isHostKnown"], false);
    assert!(unknown["account"]["holders"][0]["budgets"][0].get("capacity").is_none());
}

#[test]
fn what_if_fails_parts_together_or_each_in_turn() {
    let desk = Desk::new();
    let lab = shipped("templates/osp13-ocp42.lab.yaml");
    let said = desk.run(&["what-if", &lab, "--fail", "machines[overcloud-ctrl01]", "--fail", "machines[overcloud-ctrl02]"]);
    assert_eq!((said.code, said.err.as_str()), (0, ""), "{}", said.out);
    assert!(said.out.contains("Galera of openstack loses its majority: it loses 2 of 3 members, and needs 2"), "{}", said.out);
    let json = desk.run(&["what-if", &lab, "--fail", "machines[overcloud-ctrl01]", "--format", "json"]).json();
    assert_eq!((&json["effect"], &json["failed"]), (&"weakened".into(), &serde_json::json!(["machines[overcloud-ctrl01]"])));
    let sweep = desk.run(&["what-if", &lab, "--format", "json"]).json();
    assert_eq!(sweep["failures"].as_array().unwrap().len(), 10);
    assert_eq!(sweep["shared"][0]["machine"], "overcloud-compute01");
    let text = desk.run(&["what-if", &lab]);
    assert!(text.out.starts_with("osp13-ocp42: each machine and each pool failed in turn\n"), "{}", text.out);
    let nobody = desk.run(&["what-if", &lab, "--fail", "machines[nobody]"]);
    assert_eq!(nobody.code, 2, "{}", nobody.out);
    assert!(nobody.err.contains("machines[nobody] is nothing of the lab that can fail"), "{}", nobody.err);
    assert_eq!(desk.run(&["what-if", &lab, "--fail", "nonsense["]).code, 2);
}
