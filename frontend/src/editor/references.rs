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

/// Removes a record. Ports on it are unplugged, disks made from it are blank, nobody waits for it; what cannot do without it stays, and the rules tell.
pub fn removal(lab: &Lab, record: &RecordRef) -> Command {
    let mut commands = Vec::new();
    for reference in to(lab, record).into_iter().rev() {
        let is_item = reference.field.ends_with(']');
        let is_optional =
            reference.field.ends_with(".network") || reference.field.ends_with(".image") && reference.field.starts_with("disks");
        if is_item {
            commands.push(Command::Drop { record: reference.record, field: reference.field });
        } else if is_optional {
            commands.push(Command::Set { record: reference.record, field: reference.field, value: serde_json::Value::Null });
        }
    }
    commands.push(Command::Remove { record: record.clone() });
    Command::Batch { commands }
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
}
