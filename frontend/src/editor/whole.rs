//! A record as its text: what was typed becomes commands, field by field.

use labwright_shared::{
    document::Command,
    model::{Keyed, Kind, Lab, Record, RecordRef},
    yaml,
};
use serde_json::{Map, Value, json};

use super::free;

/// The edits that make a record what the text says; the first thing that does not fit, with its place.
pub fn edits(record: &RecordRef, before: &Value, text: &str) -> Result<Command, String> {
    let after: Map<String, Value> = yaml::from_str(text).map_err(|errors| errors.first().map(ToString::to_string).unwrap_or_default())?;
    let none = Map::new();
    let before = before.as_object().unwrap_or(&none);
    let gone = before.keys().filter(|key| !after.contains_key(*key)).map(|key| (key.clone(), Value::Null));
    let new = after.iter().filter(|(key, value)| before.get(*key) != Some(value)).map(|(key, value)| (key.clone(), value.clone()));
    let commands = gone.chain(new).map(|(field, value)| Command::Set { record: record.clone(), field, value }).collect();
    Ok(Command::Batch { commands })
}

/// A new record of a kind that is edited as text, with what it cannot do without.
pub fn made(lab: &Lab, kind: Kind) -> Option<Record> {
    let name = free::name(lab, kind, kind.singular());
    let first = |names: Option<&labwright_shared::value::Name>, otherwise: &str| names.map_or(otherwise.to_owned(), ToString::to_string);
    let project = || first(lab.projects.iter().next().map(Keyed::name), "project");
    let fields = match kind {
        Kind::Parameters => json!({ "name": name, "default": "value" }),
        Kind::Projects => json!({ "name": name, "cloud": first(lab.clouds.iter().next().map(Keyed::name), "cloud") }),
        Kind::Servers => json!({ "name": name, "project": project(), "flavor": "flavor" }),
        Kind::Clusters => json!({ "name": name, "installer": "ipi", "project": project() }),
        _ => json!({ "name": name }),
    };
    yaml::from_json(&json!({ kind.key(): fields })).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use labwright_shared::document::Document;

    fn lab() -> Lab {
        Lab::empty("lab".parse().unwrap())
    }

    #[test]
    fn new_records_fit_and_refer_to_the_first_of_what_they_need() {
        let mut document = Document::new(lab());
        for kind in [Kind::Clouds, Kind::Projects, Kind::Servers, Kind::Clusters] {
            let record = made(document.lab(), kind).unwrap();
            document.apply(&Command::Add { record: Box::new(record), index: None }).unwrap();
        }
        assert_eq!(document.lab().projects.iter().next().unwrap().cloud.as_str(), "cloud");
        assert_eq!(document.lab().clusters.iter().next().unwrap().project.as_ref().unwrap().as_str(), "project");
    }

    #[test]
    fn only_fields_that_differ_are_set() {
        let record: RecordRef = "clouds[c]".parse().unwrap();
        let before = json!({ "name": "c", "release": "queens", "description": "old" });
        let edits = edits(&record, &before, "name: c\nrelease: train\n").unwrap();
        let Command::Batch { commands } = edits else { panic!("one batch") };
        let fields: Vec<_> = commands
            .iter()
            .map(|command| match command {
                Command::Set { field, value, .. } => (field.as_str(), value.clone()),
                other => panic!("{other:?}"),
            })
            .collect();
        assert_eq!(fields, [("description", Value::Null), ("release", json!("train"))]);
    }

    #[test]
    fn a_text_that_does_not_read_says_where() {
        let record: RecordRef = "clouds[c]".parse().unwrap();
        let said = edits(&record, &json!({}), "name: [c\n").unwrap_err();
        assert!(said.contains('2') || said.contains("line"), "{said}");
    }
}
