//! `network.*`

use labwright::step::{Probe, StepError, Undone};
use labwright_shared::plan::{
    StepData,
    steps::{NetworkDefine, NetworkDhcp, NetworkRef},
};

use crate::support::{Bench, virsh, virsh_fails, virsh_xml};

fn network(bench: &Bench, name: &str, third: u8, version: &str) -> NetworkDefine {
    let uuid = bench.uuid(name);
    let last = if version == "1" { 99 } else { 88 };
    let xml = format!(
        "<network><name>{name}</name><uuid>{uuid}</uuid>{}<bridge name='vb-{third}'/><ip address='10.91.{third}.1' prefix='24'>\
         <dhcp><range start='10.91.{third}.10' end='10.91.{third}.{last}'/></dhcp></ip></network>",
        bench.mark(name, version)
    );
    NetworkDefine { name: name.to_owned(), uuid, autostart: true, xml }
}

fn foreign(name: &str, third: u8) {
    virsh_xml(
        "net-define",
        &format!("<network><name>{name}</name><bridge name='vf-{third}'/><ip address='10.92.{third}.1' prefix='24'/></network>"),
    );
}

#[test]
fn define_keeps_its_promises() {
    let Some(bench) = Bench::new("net-define") else { return };
    let data = StepData::NetworkDefine(network(&bench, "nd", 1, "1"));
    bench.complies(&data);
    bench.survives_a_kill_anywhere(&data, || assert!(virsh(&["net-info", "nd"]).contains("Active:         yes")));
    assert!(virsh_fails(&["net-info", "nd"]));
}

#[test]
fn an_update_reaches_the_running_network_and_is_taken_back() {
    let Some(bench) = Bench::new("net-update") else { return };
    let (first, second) = (StepData::NetworkDefine(network(&bench, "nu", 2, "1")), StepData::NetworkDefine(network(&bench, "nu", 2, "2")));
    bench.apply(&first).unwrap();
    assert!(matches!(bench.probe(&second).unwrap(), Probe::Differs(_)));
    bench.apply(&second).unwrap();
    assert_eq!(bench.probe(&second).unwrap(), Probe::Done(None));
    assert!(virsh(&["net-dumpxml", "nu"]).contains("10.91.2.88"), "the running network still has its old range");
    bench.undo(&second).unwrap();
    assert_eq!(bench.probe(&first).unwrap(), Probe::Done(None), "the update's undo brings the old definition back");
    bench.undo(&first).unwrap();
    assert!(virsh_fails(&["net-info", "nu"]));
}

#[test]
fn a_network_that_cannot_start_is_not_left_behind() {
    let Some(bench) = Bench::new("net-clash") else { return };
    bench.apply(&StepData::NetworkDefine(network(&bench, "nc1", 3, "1"))).unwrap();
    // The same bridge and addresses under another name.
    let mut clash = network(&bench, "nc2", 3, "1");
    clash.xml = clash.xml.replace("vb-3", "vb-33");
    let error = bench.apply(&StepData::NetworkDefine(clash)).unwrap_err().to_string();
    assert!(error.contains("already in use") && error.contains("choose others"), "{error}");
    assert!(virsh_fails(&["net-info", "nc2"]));
    bench.undo(&StepData::NetworkDefine(network(&bench, "nc1", 3, "1"))).unwrap();
}

#[test]
fn what_is_not_ours_is_left_alone() {
    let Some(bench) = Bench::new("net-foreign") else { return };
    foreign("nf", 4);
    let look = || virsh(&["net-dumpxml", "nf"]) + &virsh(&["net-info", "nf"]);
    bench.leaves_alone(&StepData::NetworkDefine(network(&bench, "nf", 4, "1")), look);
    bench.leaves_alone(&StepData::NetworkDelete(NetworkRef { name: "nf".to_owned() }), look);
    // Another instance's network is as foreign as anybody's.
    let Some(other) = Bench::new("net-other") else { return };
    other.apply(&StepData::NetworkDefine(network(&other, "no", 5, "1"))).unwrap();
    bench.leaves_alone(&StepData::NetworkDefine(network(&bench, "no", 5, "1")), || virsh(&["net-dumpxml", "no"]));
    other.undo(&StepData::NetworkDefine(network(&other, "no", 5, "1"))).unwrap();
    virsh(&["net-undefine", "nf"]);
}

#[test]
fn an_unmarked_document_is_not_defined() {
    let Some(bench) = Bench::new("net-unmarked") else { return };
    let mut data = network(&bench, "nm", 6, "1");
    data.xml = data.xml.replace(&bench.mark("nm", "1"), "");
    assert!(matches!(bench.apply(&StepData::NetworkDefine(data)), Err(StepError::Refused(_))));
    assert!(virsh_fails(&["net-info", "nm"]));
}

#[test]
fn delete_keeps_its_promises() {
    let Some(bench) = Bench::new("net-delete") else { return };
    let define = StepData::NetworkDefine(network(&bench, "nx", 7, "1"));
    let delete = StepData::NetworkDelete(NetworkRef { name: "nx".to_owned() });
    bench.apply(&define).unwrap();
    bench.deletes(&delete);
    assert_eq!(bench.probe(&define).unwrap(), Probe::Absent);
}

#[test]
fn start_keeps_its_promises() {
    let Some(bench) = Bench::new("net-start") else { return };
    let define = StepData::NetworkDefine(network(&bench, "ns", 8, "1"));
    let start = StepData::NetworkStart(NetworkRef { name: "ns".to_owned() });
    bench.apply(&define).unwrap();
    virsh(&["net-destroy", "ns"]);
    bench.complies(&start);
    bench.undo(&define).unwrap();
    // A foreign network may be started, but not stopped again: others may use it since.
    foreign("nsf", 9);
    let start = StepData::NetworkStart(NetworkRef { name: "nsf".to_owned() });
    bench.apply(&start).unwrap();
    assert!(matches!(bench.undo(&start).unwrap(), Undone::Kept(_)));
    virsh(&["net-destroy", "nsf"]);
    virsh(&["net-undefine", "nsf"]);
}

fn with_dhcp(name: &str, third: u8) {
    virsh_xml(
        "net-define",
        &format!(
            "<network><name>{name}</name><bridge name='vd-{third}'/><ip address='10.93.{third}.1' prefix='24'><dhcp><range start='10.93.{third}.20' end='10.93.{third}.30'/>\
             <range start='10.93.{third}.2' end='10.93.{third}.9'/><host mac='52:54:00:00:00:{third:02}' ip='10.93.{third}.5'/></dhcp></ip></network>"
        ),
    );
    virsh(&["net-start", name]);
}

#[test]
fn a_foreign_networks_dhcp_is_changed_and_put_back_to_the_byte() {
    let Some(bench) = Bench::new("net-dhcp") else { return };
    with_dhcp("nh", 10);
    let range = |start: u8, end: u8| labwright_shared::value::IpRange {
        start: format!("10.93.10.{start}").parse().unwrap(),
        end: format!("10.93.10.{end}").parse().unwrap(),
    };
    let before = vec![range(20, 30), range(2, 9)];
    let look = || virsh(&["net-dumpxml", "nh"]) + &virsh(&["net-dumpxml", "--inactive", "nh"]);
    let original = look();
    let off = StepData::NetworkDhcp(NetworkDhcp { name: "nh".to_owned(), before: before.clone(), after: Vec::new() });
    bench.complies(&off);
    assert_eq!(look(), original);
    assert!(bench.ledger.is_empty(), "{:?}", bench.ledger.claims());
    bench.survives_a_kill_anywhere(&off, || {
        let now = look();
        assert!(!now.contains("<range") && now.contains("10.93.10.5"), "{now}");
    });
    assert_eq!(look(), original);
    // Another range, then the step with which a destroy puts the old ones back.
    let moved = NetworkDhcp { name: "nh".to_owned(), before: before.clone(), after: vec![range(100, 110)] };
    bench.apply(&StepData::NetworkDhcp(moved.clone())).unwrap();
    assert_eq!(virsh(&["net-dumpxml", "nh"]).matches("<range").count(), 1);
    let back = StepData::NetworkDhcp(NetworkDhcp { name: "nh".to_owned(), before: moved.after, after: before });
    assert_eq!(bench.probe(&back).unwrap(), Probe::Absent);
    bench.apply(&back).unwrap();
    assert_eq!(bench.probe(&back).unwrap(), Probe::Done(None));
    assert_eq!(look(), original);
    assert!(bench.ledger.is_empty(), "nothing is owed any more");
    virsh(&["net-destroy", "nh"]);
    virsh(&["net-undefine", "nh"]);
}

#[test]
fn dhcp_that_changed_since_the_plan_is_left_alone() {
    let Some(bench) = Bench::new("net-dhcp-moved") else { return };
    with_dhcp("nhm", 11);
    let data = StepData::NetworkDhcp(NetworkDhcp { name: "nhm".to_owned(), before: Vec::new(), after: vec![] });
    // The plan saw none, and none is wanted, but the network hands out addresses.
    assert!(matches!(bench.probe(&data).unwrap(), Probe::Differs(_)));
    let before = virsh(&["net-dumpxml", "nhm"]);
    assert!(matches!(bench.apply(&data), Err(StepError::Refused(_))));
    assert_eq!(virsh(&["net-dumpxml", "nhm"]), before);
    assert!(bench.ledger.is_empty());
    virsh(&["net-destroy", "nhm"]);
    virsh(&["net-undefine", "nhm"]);
}
