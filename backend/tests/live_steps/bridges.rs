//! `bridge.*`, on an Open vSwitch of the private libvirt's own.

use std::{fs::File, path::Path};

use labwright::{
    driver::open_vswitch,
    step::{Probe, StepError},
};
use labwright_shared::{
    facts::{Datapath, Mark},
    plan::{
        StepData,
        steps::{BridgeDefine, BridgePort, BridgeRef},
    },
};

use crate::support::{Bench, run};

/// Starts Open vSwitch, unless another test did.
fn bench(name: &str) -> Option<Bench> {
    let bench = Bench::new(name)?;
    let lock = File::create("/run/open-vswitch.lock").unwrap();
    lock.lock().unwrap();
    let database = "/etc/openvswitch/conf.db";
    if !Path::new(database).exists() {
        run("ovsdb-tool", &["create", database, "/usr/share/openvswitch/vswitch.ovsschema"]);
        run("ovsdb-server", &[database, "--remote=punix:/run/openvswitch/db.sock", "--pidfile", "--detach", "--log-file"]);
        run("ovs-vsctl", &["--no-wait", "init"]);
        run("ovs-vswitchd", &["--pidfile", "--detach", "--log-file"]);
    }
    Some(bench)
}

fn bridge(bench: &Bench, name: &str, ports: Vec<BridgePort>) -> BridgeDefine {
    let mark = Mark {
        instance: bench.instance.id.clone(),
        lab: "test".parse().unwrap(),
        record: "networks[test]".to_owned(),
        digest: BridgeDefine::digest_of(name, None, &ports),
    };
    // Both kinds of kernel have this one.
    BridgeDefine { name: name.to_owned(), datapath: Datapath::Netdev, mtu: None, ports, mark }
}

fn own(bridge: &str, vlan: u16, address: &str) -> BridgePort {
    let address = Some(address.parse().unwrap());
    BridgePort { name: format!("{bridge}-{vlan}"), internal: true, tag: Some(vlan), trunks: Vec::new(), address }
}

fn ovs(arguments: &[&str]) -> String {
    run("ovs-vsctl", arguments)
}

fn is_there(bridge: &str) -> bool {
    ovs(&["list-br"]).lines().any(|line| line == bridge)
}

#[test]
fn define_keeps_its_promises() {
    let Some(bench) = bench("br-define") else { return };
    let data = StepData::BridgeDefine(bridge(&bench, "bd", vec![own("bd", 100, "10.93.1.1/24"), own("bd", 101, "fd93::1/64")]));
    bench.complies(&data);
    bench.survives_a_kill_anywhere(&data, || {
        assert_eq!(ovs(&["get", "Port", "bd-101", "tag"]).trim(), "101");
        let addresses = run("ip", &["-brief", "address"]);
        assert!(addresses.contains("10.93.1.1/24") && addresses.contains("fd93::1/64"), "{addresses}");
    });
    assert!(!is_there("bd") && bench.ledger.is_empty());
}

#[test]
fn an_update_is_taken_back() {
    let Some(bench) = bench("br-update") else { return };
    let first = StepData::BridgeDefine(bridge(&bench, "bu", vec![own("bu", 100, "10.93.2.1/24"), own("bu", 102, "10.93.3.1/24")]));
    let mut other = own("bu", 100, "10.93.2.2/24");
    (other.tag, other.trunks) = (None, vec![103, 100]);
    let second = StepData::BridgeDefine(bridge(&bench, "bu", vec![other, own("bu", 101, "10.93.4.1/24")]));
    bench.apply(&first).unwrap();
    assert!(matches!(bench.probe(&second).unwrap(), Probe::Differs(_)));
    bench.apply(&second).unwrap();
    assert_eq!(bench.probe(&second).unwrap(), Probe::Done(None));
    assert_eq!(ovs(&["list-ports", "bu"]).split_whitespace().collect::<Vec<_>>(), ["bu-100", "bu-101"]);
    assert_eq!(ovs(&["get", "Port", "bu-100", "tag", "trunks"]).split_whitespace().collect::<String>(), "[][100,103]");
    assert!(!run("ip", &["address", "show", "bu-100"]).contains("10.93.2.1/24"), "the old address stays");
    bench.undo(&second).unwrap();
    assert_eq!(bench.probe(&first).unwrap(), Probe::Done(None), "the update's undo brings the old bridge back");
    bench.undo(&first).unwrap();
    assert!(!is_there("bu") && bench.ledger.is_empty());
}

#[test]
fn what_is_not_ours_is_left_alone() {
    let Some(bench) = bench("br-foreign") else { return };
    ovs(&["add-br", "bf", "--", "set", "Bridge", "bf", "datapath_type=netdev"]);
    let look = || ovs(&["--columns=_uuid,name,ports,external_ids,datapath_type", "list", "Bridge", "bf"]);
    bench.leaves_alone(&StepData::BridgeDefine(bridge(&bench, "bf", vec![own("bf", 100, "10.93.5.1/24")])), look);
    bench.leaves_alone(&StepData::BridgeDelete(BridgeRef { name: "bf".to_owned() }), look);
    assert!(bench.ledger.is_empty());
    // A port that is another bridge's stays there, and nothing of ours is left.
    ovs(&["add-port", "bf", "bz-100", "--", "set", "Interface", "bz-100", "type=internal"]);
    let error = bench.apply(&StepData::BridgeDefine(bridge(&bench, "bz", vec![own("bz", 100, "10.93.5.1/24")]))).unwrap_err();
    assert!(error.to_string().contains("attached to bridge bf") && error.to_string().contains("take it out"), "{error}");
    assert!(!is_there("bz") && ovs(&["port-to-br", "bz-100"]).trim() == "bf" && bench.ledger.is_empty());
    ovs(&["del-br", "bf"]);
}

#[test]
fn an_interface_that_is_not_there_leaves_nothing() {
    let Some(bench) = bench("br-uplink") else { return };
    let uplink = BridgePort { name: "nosuch0".to_owned(), internal: false, tag: None, trunks: vec![100], address: None };
    let error = bench.apply(&StepData::BridgeDefine(bridge(&bench, "bn", vec![uplink]))).unwrap_err();
    assert!(matches!(error, StepError::Refused(_)) && error.to_string().contains("No such device"), "{error}");
    assert!(!is_there("bn") && bench.ledger.is_empty());
}

#[test]
fn delete_keeps_its_promises() {
    let Some(bench) = bench("br-delete") else { return };
    bench.apply(&StepData::BridgeDefine(bridge(&bench, "bx", vec![own("bx", 100, "10.93.6.1/24")]))).unwrap();
    let delete = StepData::BridgeDelete(BridgeRef { name: "bx".to_owned() });
    ovs(&["add-port", "bx", "bx-stray", "--", "set", "Interface", "bx-stray", "type=internal"]);
    let error = bench.apply(&delete).unwrap_err();
    assert!(matches!(error, StepError::Refused(_)) && error.to_string().contains("bx-stray"), "{error}");
    ovs(&["del-port", "bx", "bx-stray"]);
    bench.deletes(&delete);
    assert!(bench.ledger.is_empty());
    // Taken away by somebody else: what is noted of it goes all the same.
    bench.apply(&StepData::BridgeDefine(bridge(&bench, "bx", Vec::new()))).unwrap();
    ovs(&["del-br", "bx"]);
    assert!(matches!(bench.probe(&delete).unwrap(), Probe::Differs(_)));
    bench.apply(&delete).unwrap();
    assert!(bench.probe(&delete).unwrap() == Probe::Done(None) && bench.ledger.is_empty());
}

#[test]
fn facts_tell_of_bridges() {
    let Some(bench) = bench("br-facts") else { return };
    let data = bridge(&bench, "bt", vec![own("bt", 100, "10.93.7.1/24")]);
    bench.apply(&StepData::BridgeDefine(data.clone())).unwrap();
    let facts = open_vswitch::facts();
    assert_eq!(facts.running, Some(true));
    let seen = facts.bridge("bt").unwrap();
    assert_eq!((seen.works, seen.datapath, &seen.mark), (Some(true), Some(Datapath::Netdev), &Some(data.mark.clone())));
    assert_eq!(data.difference(seen), None);
    assert_eq!(BridgeDefine::of_seen(seen), Some(data.clone()));
    bench.undo(&StepData::BridgeDefine(data)).unwrap();
}
