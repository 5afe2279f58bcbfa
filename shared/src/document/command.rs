use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    model::{Keyed, Kind, Point, Record, RecordRef, Suppression},
    value::Name,
    yaml,
};

use super::{Diff, Document, bindings, diff, field, records, references};

/// A change to a document, as a gesture, a form or a fix makes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Command {
    /// Add a record, at the end of its list or at an index.
    Add {
        record: Box<Record>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        index: Option<usize>,
    },
    /// Remove a record. What refers to it stays as it is: the checks tell.
    Remove { record: RecordRef },
    /// Set one field of a record to a value; `null` takes an optional field away. `field` is a path such as `ports[eth0].address`.
    Set { record: RecordRef, field: String, value: serde_json::Value },
    /// Add an item at the end of a record's list, such as `ports`.
    Append { record: RecordRef, field: String, value: serde_json::Value },
    /// Take an item out of a record's list; `field` is the item's path, such as `ports[eth0]`.
    Drop { record: RecordRef, field: String },
    /// Give a record another name; its identity stays, and what refers to it follows.
    Rename { record: RecordRef, to: Name },
    /// Move a machine, a network or a cloud on the canvas.
    Place { record: RecordRef, at: Point },
    /// Accept a finding, with a reason.
    Suppress { suppression: Suppression },
    /// Several changes as one.
    Batch { commands: Vec<Command> },
}

/// Why a command does not fit; the document is as it was.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CommandError {
    #[error("there is no {0} in the lab")]
    NoSuchRecord(RecordRef),
    #[error("{record} has no field {field}")]
    NoSuchField { record: RecordRef, field: String },
    #[error("{record}: {field}: {message}")]
    Unfit { record: RecordRef, field: String, message: String },
    #[error("the lab has a {kind} named {name} already")]
    NameTaken { kind: &'static str, name: Name },
    #[error("{0} can't be added, removed or renamed")]
    Fixed(RecordRef),
}

/// Changes the document and tells how.
pub(super) fn carry_out(document: &mut Document, command: &Command) -> Result<Diff, CommandError> {
    let before = document.clone();
    step(document, command)?;
    bindings::keep(&before, document)?;
    Ok(diff::between(&before, document))
}

fn step(document: &mut Document, command: &Command) -> Result<(), CommandError> {
    match command {
        Command::Add { record, index } => add(document, record, *index),
        Command::Remove { record } => remove(document, record),
        Command::Set { record, field, value } => {
            let value = bindings::take(document, record, field, value)?;
            edit(document, record, field, |json, path| field::set(json, path, value))
        }
        Command::Append { record, field, value } => edit(document, record, field, |json, path| field::append(json, path, value.clone())),
        Command::Drop { record, field } => {
            edit(document, record, field, field::drop_item)?;
            document.comments.take(&format!("{record}.{field}"));
            Ok(())
        }
        Command::Rename { record, to } => rename(document, record, to),
        Command::Place { record, at } => place(document, record, *at),
        Command::Suppress { suppression } => {
            document.lab.settings.suppress.push(suppression.clone());
            Ok(())
        }
        Command::Batch { commands } => commands.iter().try_for_each(|command| step(document, command)),
    }
}

fn add(document: &mut Document, record: &Record, index: Option<usize>) -> Result<(), CommandError> {
    let reference = record.reference();
    let Some(id) = &reference.id else { return Err(CommandError::Fixed(reference)) };
    let kind = reference.kind;
    if records::position(&document.lab, &reference).is_some() || records::has_name(&document.lab, kind, id.as_str()) {
        return Err(CommandError::NameTaken { kind: kind.singular(), name: id.clone() });
    }
    let index = index.unwrap_or(usize::MAX).min(records::count(&document.lab, kind));
    records::insert(&mut document.lab, index, record.clone());
    Ok(())
}

fn remove(document: &mut Document, reference: &RecordRef) -> Result<(), CommandError> {
    let Some(id) = &reference.id else { return Err(CommandError::Fixed(reference.clone())) };
    let index = records::position(&document.lab, reference).ok_or_else(|| CommandError::NoSuchRecord(reference.clone()))?;
    records::remove(&mut document.lab, reference.kind, index);
    document.comments.take(&reference.to_string());
    match reference.kind {
        Kind::Machines => drop(document.lab.view.machines.remove(id)),
        Kind::Networks => drop(document.lab.view.networks.remove(id)),
        Kind::Clouds => drop(document.lab.view.clouds.remove(id)),
        _ => {}
    }
    Ok(())
}

/// Changes a record through its serialised form, so that one command serves every field of every kind.
pub(super) fn edit(
    document: &mut Document,
    reference: &RecordRef,
    field: &str,
    change: impl FnOnce(&mut serde_json::Value, &str) -> Option<()>,
) -> Result<(), CommandError> {
    let missing = || CommandError::NoSuchRecord(reference.clone());
    let unfit = |message: String| CommandError::Unfit { record: reference.clone(), field: field.to_owned(), message };
    let index = records::position(&document.lab, reference).ok_or_else(missing)?;
    let record = records::get(&document.lab, reference).ok_or_else(missing)?;
    let mut json = serde_json::to_value(&record).map_err(|error| unfit(error.to_string()))?;
    let inner = json.get_mut(record.kind().key()).ok_or_else(missing)?;
    change(inner, field).ok_or_else(|| CommandError::NoSuchField { record: reference.clone(), field: field.to_owned() })?;
    let record: Record = yaml::from_json(&json).map_err(|error| unfit(error.message))?;
    if record.reference() != *reference {
        return Err(unfit("a name changes by renaming".to_owned()));
    }
    records::set(&mut document.lab, index, record);
    Ok(())
}

fn rename(document: &mut Document, reference: &RecordRef, to: &Name) -> Result<(), CommandError> {
    let missing = || CommandError::NoSuchRecord(reference.clone());
    if reference.kind == Kind::Metadata {
        document.lab.metadata.name = to.clone();
        return Ok(());
    }
    if reference.kind == Kind::Host {
        document.lab.host.name = to.clone();
        return Ok(());
    }
    let (Some(id), false) = (&reference.id, matches!(reference.kind, Kind::Scales | Kind::Parameters)) else {
        return Err(CommandError::Fixed(reference.clone()));
    };
    let index = records::position(&document.lab, reference).ok_or_else(missing)?;
    let mut record = records::get(&document.lab, reference).ok_or_else(missing)?;
    let from = record.name().ok_or_else(missing)?.clone();
    if from == *to {
        return Ok(());
    }
    let is_taken = records::has_name(&document.lab, reference.kind, to.as_str())
        || records::position(&document.lab, &RecordRef::new(reference.kind, to)).is_some_and(|other| other != index);
    if is_taken {
        return Err(CommandError::NameTaken { kind: reference.kind.singular(), name: to.clone() });
    }
    record.set_name(to, id);
    records::set(&mut document.lab, index, record);
    follow(document, reference.kind, &from, to)
}

/// Lets every reference to a renamed record follow. From the last field to the first: an item may be known by the name that it refers by.
fn follow(document: &mut Document, kind: Kind, from: &Name, to: &Name) -> Result<(), CommandError> {
    let mut fields = Vec::new();
    references::of_lab(&document.lab, &mut |owner, of, field, name| {
        if of == kind && name == from {
            fields.push((owner.reference(), field));
        }
    });
    for (record, path) in fields.iter().rev() {
        edit(document, record, path, |json, path| field::set(json, path, to.as_str().into()))?;
    }
    Ok(())
}

fn place(document: &mut Document, reference: &RecordRef, at: Point) -> Result<(), CommandError> {
    let missing = || CommandError::NoSuchRecord(reference.clone());
    let id = reference.id.clone().ok_or_else(missing)?;
    records::position(&document.lab, reference).ok_or_else(missing)?;
    match reference.kind {
        Kind::Machines => document.lab.view.machines.insert(id, at),
        Kind::Networks => document.lab.view.networks.insert(id, at),
        Kind::Clouds => document.lab.view.clouds.insert(id, at),
        _ => return Err(CommandError::Fixed(reference.clone())),
    };
    Ok(())
}

impl Record {
    /// The name that people see, of a record that has one.
    pub fn name(&self) -> Option<&Name> {
        Some(match self {
            Record::Parameters(parameter) => parameter.name(),
            Record::Images(image) => image.name(),
            Record::Pools(pool) => pool.name(),
            Record::Networks(network) => network.name(),
            Record::Machines(machine) => machine.name(),
            Record::Clouds(cloud) => cloud.name(),
            Record::Projects(project) => project.name(),
            Record::Servers(server) => server.name(),
            Record::Clusters(cluster) => cluster.name(),
            Record::Scales(scale) => scale.name(),
            Record::Metadata(_) | Record::Host(_) | Record::Settings(_) => return None,
        })
    }

    fn set_name(&mut self, to: &Name, id: &Name) {
        let (name, explicit_id) = match self {
            Record::Images(image) => (&mut image.name, &mut image.id),
            Record::Pools(pool) => (&mut pool.name, &mut pool.id),
            Record::Networks(network) => (&mut network.name, &mut network.id),
            Record::Machines(machine) => (&mut machine.name, &mut machine.id),
            Record::Clouds(cloud) => (&mut cloud.name, &mut cloud.id),
            Record::Projects(project) => (&mut project.name, &mut project.id),
            Record::Servers(server) => (&mut server.name, &mut server.id),
            Record::Clusters(cluster) => (&mut cluster.name, &mut cluster.id),
            Record::Parameters(_) | Record::Scales(_) | Record::Metadata(_) | Record::Host(_) | Record::Settings(_) => return,
        };
        *name = to.clone();
        *explicit_id = (id != to).then(|| id.clone());
    }
}
