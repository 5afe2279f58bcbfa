//! What must hold of every lab: nothing that is written changes, nothing collides, and what was given stays.

use labwright_shared::{
    addresses::blanks::{Filling, fill},
    diagnostic::{Diagnostic, Severity},
    document::{Command, Document},
    facts::HostFacts,
    model::{Keyed, Kind, RecordRef},
    rules::check,
};
use proptest::{collection::vec, prelude::*, sample::select};
use serde_json::Value;

use super::{filled, host, lab};

#[derive(Clone, Debug)]
struct Machine {
    network: usize,
    /// The last part of its address, and whether that is one of IPv6.
    address: Option<(u8, bool)>,
    seeded: bool,
    lease: bool,
}

#[derive(Clone, Debug)]
struct Made {
    /// Mode, whether it has an address, an IPv6 address, a DHCP range.
    networks: Vec<(&'static str, bool, bool, bool)>,
    machines: Vec<Machine>,
    /// Whether there is a cluster of the machines, a director, an external network with floating IPs, a plane.
    cluster: bool,
    director: bool,
    floating: u8,
    plane: bool,
    /// What the cluster's services have of both families.
    services: &'static str,
}

prop_compose! {
    fn machine()(network in 0..3usize, address in proptest::option::weighted(0.3, (2..250u8, proptest::bool::weighted(0.3))), seeded: bool, lease in proptest::bool::weighted(0.2)) -> Machine {
        Machine { network, address, seeded, lease }
    }
}

prop_compose! {
    fn made()(
        networks in vec((select(vec!["nat", "routed", "isolated"]), any::<bool>(), proptest::bool::weighted(0.2), proptest::bool::weighted(0.3)), 1..4),
        machines in vec(machine(), 0..6), cluster: bool, director: bool, floating in 0..3u8, plane: bool,
        services in select(vec!["", "172.30.0.0/16", "fd02::/112", "172.30.0.0/16, fd02::/112"]),
    ) -> Made {
        Made { networks, machines, cluster, director, floating, plane, services }
    }
}

fn document(made: &Made) -> Document {
    let mut text = "networks:\n".to_owned();
    for (index, (mode, has_address, has_address6, has_range)) in made.networks.iter().enumerate() {
        let mut address = if *has_address { format!(", ip: 10.64.{}.1/24", index + 3) } else { String::new() };
        if *has_address6 {
            address += &format!(", ip6: \"fd00:64:0:{}::1/64\"", index + 3);
        }
        let range = if *has_range { format!(", dhcp: {{start: 10.64.{0}.150, end: 10.64.{0}.199}}", index + 3) } else { String::new() };
        text += &format!("- {{name: n{index}, mode: {mode}{address}{range}}}\n");
    }
    text += "images: [{name: i, path: i.qcow2}]\npools: [{name: p, path: /p}]\nmachines:\n- {name: u, role: director, vcpus: 8, memory: 24 GiB, ports: [{name: eth0, network: n0}]}\n";
    for (index, machine) in made.machines.iter().enumerate() {
        let network = machine.network % made.networks.len();
        let address = machine.address.map_or_else(String::new, |(last, is_v6)| match is_v6 {
            false => format!(", address: 10.64.{}.{last}", network + 3),
            true => format!(", address: \"fd00:64:0:{}::{last:x}\"", network + 3),
        });
        let seed = if machine.seeded { ", cloudInit: {}" } else { "" };
        let up = if machine.lease { ", up: {signal: lease}" } else { "" };
        text += &format!(
            "- {{name: m{index}, vcpus: 4, memory: 16 GiB, disks: [{{name: vda, pool: p, image: i}}], ports: [{{name: eth0, network: n{network}{address}}}]{seed}{up}}}\n"
        );
    }
    let nodes: Vec<String> = (0..made.machines.len()).map(|index| format!("{{machine: m{index}}}")).collect();
    let director =
        if made.director { "{director: {machine: u, localIp: 10.64.3.2/24, localInterface: eth0, introspect: true}}" } else { "existing" };
    let plane = if made.plane { ", planes: [{name: api, purpose: internal-api, vlan: 7, subnet: 10.64.40.0/24}]" } else { "" };
    text += &format!(
        "clouds:\n- {{name: c, deployment: {director}, nodes: [{}]{plane}, externalNetworks: [{{name: e, network: n0}}]}}\nprojects:\n- name: p\n  cloud: c\n  floatingIps: [{}]\n",
        nodes.join(", "),
        (0..made.floating).map(|_| "{network: e}").collect::<Vec<_>>().join(", ")
    );
    if made.cluster {
        let networks = if made.services.is_empty() { String::new() } else { format!(", networks: {{service: [{}]}}", made.services) };
        text += &format!("clusters:\n- {{name: k, installer: upi, controlPlane: {{nodes: [{}]}}{networks}}}\n", nodes.join(", "));
    }
    lab(&text)
}

/// Whether everything in one value stands in the other; fields and items may come.
fn stands(old: &Value, new: &Value) -> bool {
    match (old, new) {
        (Value::Object(old), Value::Object(new)) => old.iter().all(|(key, value)| new.get(key).is_some_and(|new| stands(value, new))),
        (Value::Array(old), Value::Array(new)) => old.len() == new.len() && old.iter().zip(new).all(|(old, new)| stands(old, new)),
        (old, new) => old == new,
    }
}

fn json(document: &Document) -> Value {
    serde_json::to_value(document.lab()).unwrap()
}

fn faults(document: &Document, facts: &HostFacts) -> Vec<Diagnostic> {
    let mut found = check(document.lab(), Some(facts), None).diagnostics;
    found.retain(|found| found.severity == Severity::Error || found.severity == Severity::Warning && found.rule.starts_with("addressing/"));
    found
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn filling_changes_nothing_collides_with_nothing_and_stays(made in made(), remove in 0..6usize) {
        let (before, facts) = (document(&made), host());
        let filling = fill(&before, Some(&facts));
        prop_assert_eq!(&filling, &fill(&before, Some(&facts)));
        let mut after = before.clone();
        let diff = after.apply(&filling.command()).unwrap();
        prop_assert!(stands(&json(&before), &json(&after)), "{filling:?}");

        // Nothing is left to fill, and nothing is wrong that was right.
        let again = fill(&after, Some(&facts));
        prop_assert_eq!(&again, &Filling { filled: Vec::new(), left: filling.left.clone() });
        let known: Vec<(String, String)> = faults(&before, &facts).iter().map(|found| (found.rule.clone(), found.subject.to_string())).collect();
        for found in faults(&after, &facts) {
            prop_assert!(known.contains(&(found.rule.clone(), found.subject.to_string())), "{found:?}\n{}", after.to_yaml());
        }

        // A machine goes and another comes: what the others were given stays, and only the new one is given something.
        let mut edited = after.clone();
        if let Some(machine) = after.lab().machines.iter().nth(1 + remove % made.machines.len().max(1)) {
            edited.apply(&Command::Remove { record: RecordRef::new(Kind::Machines, machine.id()) }).unwrap();
        }
        let come = lab("machines:\n- {name: z, vcpus: 1, memory: 1 GiB, cloudInit: {}, ports: [{name: eth0, network: n0}]}\n");
        let record = come.record(&RecordRef::new(Kind::Machines, &"z".parse().unwrap())).unwrap();
        edited.apply(&Command::Add { record: Box::new(record), index: None }).unwrap();
        prop_assert!(stands(&json(&edited), &json(&filled(&edited, Some(&facts)))));

        after.apply_diff(&diff.inverse());
        prop_assert_eq!(after.to_yaml(), before.to_yaml());
    }
}
