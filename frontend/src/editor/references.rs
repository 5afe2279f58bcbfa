//! What refers to a record, and how a record goes together with what refers to it.

use labwright_shared::{
    document::{Command, records, references},
    model::{Kind, Lab, RecordRef},
    value::Name,
};

/// A field that names a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    pub record: RecordRef,
    /// The name of the record that the field stands in.
    pub name: Name,
    pub field: String,
}

impl Reference {
    /// `alice, eth0`, for a list.
    pub fn say(&self) -> String {
        let inside = self.field.split_once('[').and_then(|(_, rest)| rest.split_once(']')).map(|(item, _)| item);
        match (inside, self.field.starts_with("after")) {
            (_, true) => format!("{} starts after it", self.name),
            (Some(item), _) => format!("{}, {item}", self.name),
            (None, _) => format!("{}, {}", self.name, self.field.replace('.', " ")),
        }
    }
}

/// Everything that refers to a record by name.
pub fn to(lab: &Lab, record: &RecordRef) -> Vec<Reference> {
    let Some(name) = name_of(lab, record) else { return Vec::new() };
    let mut found = Vec::new();
    references::of_lab(lab, &mut |owner, kind, field, other| {
        if kind != record.kind || *other != name {
            return;
        }
        // A scale's entry goes by what it names: the whole of it refers.
        let field = match owner.kind {
            Kind::Scales => field.rfind(']').map_or(field.clone(), |end| field[..=end].to_owned()),
            _ => field,
        };
        found.push(Reference { record: owner.reference(), name: owner.name.clone(), field });
    });
    found
}

/// Removes a record and what stands in it: a cloud with its projects, a project with its servers and clusters. Ports on it are unplugged,
/// disks made from it are blank, it is no node any more, nobody waits for it; what cannot do without it stays, and the rules tell.
pub fn removal(lab: &Lab, record: &RecordRef) -> Command {
    let mut gone = vec![record.clone()];
    let mut next = 0;
    while let Some(of) = gone.get(next) {
        let within: Vec<RecordRef> =
            to(lab, of).into_iter().filter(|reference| stands_in(reference, of)).map(|reference| reference.record).collect();
        for record in within {
            if !gone.contains(&record) {
                gone.push(record);
            }
        }
        next += 1;
    }
    let mut commands = Vec::new();
    for of in &gone {
        for reference in to(lab, of).into_iter().rev().filter(|reference| !gone.contains(&reference.record)) {
            commands.extend(letting_go(reference));
        }
    }
    commands.extend(gone.into_iter().rev().map(|record| Command::Remove { record }));
    Command::Batch { commands }
}

/// Whether the one who refers goes with what it refers to.
fn stands_in(reference: &Reference, of: &RecordRef) -> bool {
    match of.kind {
        Kind::Clouds => reference.field == "cloud",
        Kind::Projects => reference.field == "project",
        _ => false,
    }
}

/// The command after which nothing refers by this field; none where the field cannot do without.
fn letting_go(reference: Reference) -> Option<Command> {
    let Reference { record, field, .. } = reference;
    // An entry that goes by what it names goes as a whole: a cloud's node, a cluster's, a backend.
    let entry = field.strip_suffix(".machine").or_else(|| field.strip_suffix(".server")).filter(|entry| entry.ends_with(']'));
    if let Some(entry) = entry {
        return Some(Command::Drop { record, field: entry.to_owned() });
    }
    if field.ends_with(']') {
        return Some(Command::Drop { record, field });
    }
    let is_optional = field.ends_with(".network")
        || field.ends_with(".image") && field.starts_with("disks")
        || matches!(field.as_str(), "host" | "bastion" | "dns.server" | "mirror.machine" | "magnum.management");
    is_optional.then_some(Command::Set { record, field, value: serde_json::Value::Null })
}

/// The name that people see of a record that has one.
pub fn name_of(lab: &Lab, record: &RecordRef) -> Option<Name> {
    let id = record.id.as_ref().map(Name::as_str)?;
    records::names(lab, record.kind).into_iter().find(|(other, _)| other.as_str() == id).map(|(_, name)| name.clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use labwright_shared::document::{Document, read};

    #[test]
    fn a_removal_leaves_nothing_hanging_that_can_be_let_go() {
        let text = "apiVersion: labwright.dev/v1alpha1\nkind: Lab\nmetadata: {name: l}\nimages: [{name: i, path: i.qcow2}]\npools: [{name: p, path: /p}]\nnetworks: [{name: n, mode: nat}]\nmachines:\n- {name: a, vcpus: 1, memory: 1 GiB, ports: [{name: eth0, network: n}], disks: [{name: vda, pool: p, image: i}]}\n- {name: b, vcpus: 1, memory: 1 GiB, after: [a]}\n";
        let mut document: Document = read(text).unwrap().document;
        for record in ["networks[n]", "images[i]", "machines[a]"] {
            let record: RecordRef = record.parse().unwrap();
            assert_eq!(to(document.lab(), &record).len(), 1, "{record}");
            document.apply(&removal(document.lab(), &record)).unwrap();
        }
        assert!(document.lab().machines.get("b").unwrap().after.is_empty());
        assert!(document.lab().networks.is_empty());
    }

    #[test]
    fn a_cloud_goes_with_what_stands_in_it_and_a_machine_without_its_cloud() {
        let text = include_str!("../../../static/templates/osp13-ocp42.lab.yaml");
        let mut document: Document = read(text).unwrap().document;
        let machine: RecordRef = "machines[overcloud-ceph01]".parse().unwrap();
        document.apply(&removal(document.lab(), &machine)).unwrap();
        assert_eq!(to(document.lab(), &machine), []);
        assert_eq!(document.lab().clouds.iter().next().unwrap().nodes.len(), 6);
        document.apply(&removal(document.lab(), &"clouds[openstack]".parse().unwrap())).unwrap();
        let lab = document.lab();
        assert!(lab.clouds.is_empty() && lab.projects.is_empty() && lab.clusters.is_empty());
        assert_eq!(lab.machines.len(), 7);
    }
}
