//! Machines go out of a lab with everything that names them.

use std::{collections::BTreeSet, net::IpAddr};

use crate::{
    document::{Command, references},
    model::{Keyed, Kind, Lab, Machine, RecordRef},
    rules::support::{cluster::addresses, edit::Located},
};

/// What takes machines out: list items that stand for them go, and so do records of the DNS that lead to them. `None` where one of them is
/// named as the only one of its kind, such as a load balancer.
pub(super) fn take_out(lab: &Lab, machines: &[&Machine]) -> Option<Vec<Command>> {
    let is_gone = |name: &crate::value::Name| machines.iter().any(|machine| machine.name == *name);
    let mut drops: Vec<Command> = Vec::new();
    let mut is_bound = false;
    references::of_lab(lab, &mut |owner, kind, field, name| {
        if kind != Kind::Machines || !is_gone(name) || owner.kind == Kind::Machines && is_gone(owner.name) {
            return;
        }
        let record = owner.reference();
        match item(&field) {
            Some(item) => drops.push(Command::Drop { record, field: item.to_owned() }),
            None if owner.kind == Kind::Servers => drops.push(Command::Set { record, field, value: serde_json::Value::Null }),
            // The bootstrap is a part of the cluster that may be absent.
            None if field == "bootstrap.machine" => {
                drops.push(Command::Set { record, field: "bootstrap".to_owned(), value: serde_json::Value::Null });
            }
            None => is_bound = true,
        }
    });
    if is_bound {
        return None;
    }
    drops.extend(dns(lab, machines));
    // From the last to the first, so that the numbers of items before stay true.
    drops.reverse();
    drops.dedup();
    drops.extend(machines.iter().map(|machine| Command::Remove { record: machine.reference() }));
    Some(drops)
}

/// The list item that a reference makes: `nodes[a].machine` is `nodes[a]`, `after[0]` is itself.
fn item(field: &str) -> Option<&str> {
    if field.ends_with(']') {
        return Some(field);
    }
    field.strip_suffix(".machine").filter(|item| item.ends_with(']'))
}

/// Records that lead to the machines' addresses, and what leads to those.
fn dns(lab: &Lab, machines: &[&Machine]) -> Vec<Command> {
    let gone: BTreeSet<IpAddr> = machines.iter().flat_map(|machine| addresses(machine)).collect();
    let kept: BTreeSet<IpAddr> =
        lab.machines.iter().filter(|machine| machines.iter().all(|gone| gone.name != machine.name)).flat_map(addresses).collect();
    let mut drops = Vec::new();
    for cluster in lab.clusters.iter() {
        let records = &cluster.dns.records;
        let is_gone = |address: Option<IpAddr>| address.is_some_and(|address| gone.contains(&address) && !kept.contains(&address));
        let names: BTreeSet<&str> = records.iter().filter(|record| is_gone(record.address)).map(|record| record.name.as_str()).collect();
        for (index, record) in records.iter().enumerate() {
            let leads = record.target.as_ref().and_then(|target| target.split('.').next()).is_some_and(|target| names.contains(target));
            if is_gone(record.address) || leads {
                let record = RecordRef::new(Kind::Clusters, cluster.id());
                drops.push(Command::Drop { record, field: format!("dns.records[{index}]") });
            }
        }
    }
    drops
}
