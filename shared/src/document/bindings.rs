//! Fields that stand for parameters: the document keeps what was written, the lab has what it is worth.

use std::{cmp::Reverse, collections::BTreeMap};

use serde_json::Value;

use crate::{
    model::{Kind, Parameter, RecordRef, Records},
    parameters::{self, Values},
    yaml::{self, Node, YamlError},
};

use super::{CommandError, Document, command, field};

/// What is written in fields that stand for parameters, by the fields' paths.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bindings(BTreeMap<String, String>);

impl Bindings {
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What is written in a field, if it stands for a parameter.
    pub fn at(&self, path: &str) -> Option<&str> {
        self.0.get(path).map(String::as_str)
    }

    /// Replaces the expressions of a text that was read by what they are worth.
    pub(super) fn resolve(node: &mut Node) -> Result<Bindings, Vec<YamlError>> {
        let Some(list) = node.get("parameters") else { return Ok(Bindings::default()) };
        // What is wrong with the parameters themselves is told when the lab is read.
        let Ok(list) = yaml::from_node::<Records<Parameter>>(list, "parameters") else { return Ok(Bindings::default()) };
        let values = parameters::values(&list).map_err(|error| vec![placed(node, &error)])?;
        let replace = |text: &str| parameters::is_bound(text).then(|| parameters::resolve(text, &values).map(|value| value.to_json()));
        let mut errors = Vec::new();
        let mut bindings = BTreeMap::new();
        for (key, part) in node.fields_mut() {
            if key != "parameters" {
                let done = part.substitute(key, &replace, &mut errors);
                bindings.extend(done.into_iter().map(|(below, text)| (yaml::path_below(key, &below), text)));
            }
        }
        if errors.is_empty() { Ok(Bindings(bindings)) } else { Err(errors) }
    }

    /// In an order in which they can be changed: what an item is known by is part of the paths below it, so it comes after them.
    fn inside_out(&self) -> Vec<(String, String)> {
        let mut fields: Vec<(String, String)> = self.0.clone().into_iter().collect();
        fields.sort_by_cached_key(|(path, _)| known_item(split(path).1).map(|(item, _)| Reverse(item.len())));
        fields
    }

    /// What stands below an item stands below its new name.
    fn rename(&mut self, from: &str, to: &str) {
        let moved = |path: &String| path.strip_prefix(from).filter(|rest| rest.starts_with('.')).map(|rest| format!("{to}{rest}"));
        let paths: Vec<(String, String)> = self.0.keys().filter_map(|path| Some((path.clone(), moved(path)?))).collect();
        for (old, new) in paths {
            if let Some(text) = self.0.remove(&old) {
                self.0.insert(new, text);
            }
        }
    }

    /// Puts what was written back into the printed form of a lab.
    pub(super) fn write_into(&self, lab: &mut Value) {
        for (path, text) in self.inside_out() {
            if field::get(lab, &path).is_some() {
                field::set(lab, &path, text.into());
            }
        }
    }
}

fn placed(node: &Node, error: &parameters::ParameterError) -> YamlError {
    let path = format!("parameters[{}].{}", error.parameter, error.field);
    let items = node.get("parameters").map(|list| list.items("parameters")).unwrap_or_default();
    let item = items.into_iter().find(|(at, _)| *at == format!("parameters[{}]", error.parameter)).map(|(_, item)| item);
    let position = item.map(|item| item.get(error.field).unwrap_or(item).start).unwrap_or(node.start);
    YamlError { message: error.message.clone(), position, path }
}

/// What a value that a command sets is worth; an expression is kept as what is written in the field.
pub(super) fn take(document: &mut Document, record: &RecordRef, at: &str, value: &Value) -> Result<Value, CommandError> {
    let Some(text) = value.as_str().filter(|text| record.kind != Kind::Parameters && parameters::is_bound(text)) else {
        return Ok(value.clone());
    };
    let unfit = |message: String| CommandError::Unfit { record: record.clone(), field: at.to_owned(), message };
    let values = parameters::values(&document.lab.parameters).map_err(|error| unfit(format!("{}: {}", error.parameter, error.message)))?;
    let worth = parameters::resolve(text, &values).map_err(unfit)?.to_json();
    document.bindings.0.insert(format!("{record}.{at}"), text.to_owned());
    Ok(worth)
}

/// After a command: fields follow their parameters, and a field that was given another value stands for none any more.
pub(super) fn keep(before: &Document, after: &mut Document) -> Result<(), CommandError> {
    let is_changed = before.lab.parameters != after.lab.parameters;
    let values = || parameters::values(&after.lab.parameters).map_err(|error| of_parameter(&error.parameter, error.field, error.message));
    let values: Values = if is_changed { values()? } else { Values::new() };
    if after.bindings.is_empty() {
        return Ok(());
    }
    let (old, new) = (printed(before, &after.bindings), printed(after, &after.bindings));
    let is_new = |path: &str| before.bindings.at(path) != after.bindings.at(path);
    let gone: Vec<String> = after
        .bindings
        .0
        .keys()
        .filter(|path| !new.contains_key(*path) || !is_new(path) && old.get(*path) != new.get(*path))
        .cloned()
        .collect();
    for path in gone {
        after.bindings.0.remove(&path);
    }
    if !is_changed {
        return Ok(());
    }
    for (path, text) in after.bindings.inside_out() {
        let (name, at) = split(&path);
        let Some(record) = name.parse::<RecordRef>().ok() else { continue };
        let unfit = |message: String| CommandError::Unfit { record: record.clone(), field: at.to_owned(), message };
        let worth = parameters::resolve(&text, &values).map_err(unfit)?;
        let mut renamed = None;
        command::edit(after, &record, at, |json, _| {
            field::set(json, at, worth.to_json())?;
            renamed = known_item(at).filter(|(item, _)| field::get(json, item).is_none());
            Some(())
        })?;
        if let Some((item, list)) = renamed {
            after.bindings.rename(&format!("{name}.{item}"), &format!("{name}.{list}[{worth}]"));
        }
    }
    Ok(())
}

/// The item of a list, and the list, if the field of a record may be what the item is known by.
fn known_item(at: &str) -> Option<(&str, &str)> {
    let (item, key) = at.rsplit_once('.')?;
    let list = item.strip_suffix(']').filter(|_| yaml::IDENTITY.contains(&key))?;
    Some((item, &list[..list.rfind('[')?]))
}

fn of_parameter(name: &str, field: &str, message: String) -> CommandError {
    match name.parse() {
        Ok(name) => CommandError::Unfit { record: RecordRef::new(Kind::Parameters, &name), field: field.to_owned(), message },
        Err(_) => CommandError::Unfit { record: RecordRef::single(Kind::Metadata), field: field.to_owned(), message },
    }
}

/// The fields that stand for parameters, as a document has them.
fn printed(document: &Document, bindings: &Bindings) -> BTreeMap<String, Value> {
    let mut fields = BTreeMap::new();
    let mut records: BTreeMap<&str, Option<Value>> = BTreeMap::new();
    for path in bindings.0.keys() {
        let (name, at) = split(path);
        let of_record = || {
            let reference: RecordRef = name.parse().ok()?;
            let value = serde_json::to_value(document.record(&reference)?).ok()?;
            value.get(reference.kind.key()).cloned()
        };
        let json = records.entry(name).or_insert_with(of_record);
        if let Some(value) = json.as_ref().and_then(|json| field::get(json, at)) {
            fields.insert(path.clone(), value.clone());
        }
    }
    fields
}

/// `machines[a].memory` as `machines[a]` and `memory`; `host.reserve.memory` as `host` and `reserve.memory`.
fn split(path: &str) -> (&str, &str) {
    let end = match (path.find('['), path.find('.')) {
        (Some(open), dot) if dot.is_none_or(|dot| open < dot) => path.find(']').map_or(path.len(), |close| close + 1),
        (_, Some(dot)) => dot,
        (_, None) => path.len(),
    };
    let (record, at) = path.split_at(end);
    (record, at.strip_prefix('.').unwrap_or(at))
}
