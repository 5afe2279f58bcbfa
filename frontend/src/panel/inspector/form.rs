//! A record under edit: its fields by path, as commands and findings name them.

use std::collections::BTreeSet;

use labwright_shared::{
    diagnostic::Diagnostic,
    document::{Command, CommandError},
    model::RecordRef,
};
use leptos::prelude::*;
use serde_json::Value;

use crate::{editor::json, state::App};

#[derive(Clone, Copy)]
pub struct Form {
    pub app: App,
    record: StoredValue<RecordRef>,
    /// The record in its serialised form.
    json: Memo<Value>,
    /// The findings on the record.
    pub findings: Memo<Vec<Diagnostic>>,
    /// The fields that are on the form, to know which findings have no place on it.
    shown: RwSignal<BTreeSet<String>>,
}

impl Form {
    /// The form of a record that is there.
    pub fn new(app: App, record: &RecordRef) -> Option<Self> {
        let signal = app.doc.record(record)?;
        let json = Memo::new(move |_| {
            let value = signal.with(|record| serde_json::to_value(record).unwrap_or_default());
            // A record is written under its kind's key.
            match value {
                Value::Object(mut fields) => fields.values_mut().next().map(Value::take).unwrap_or_default(),
                _ => Value::Null,
            }
        });
        let own = record.clone();
        let findings = Memo::new(move |_| {
            app.checks
                .report
                .with(|report| report.diagnostics.iter().filter(|diagnostic| diagnostic.subject.record == own).cloned().collect())
        });
        Some(Form { app, record: StoredValue::new(record.clone()), json, findings, shown: RwSignal::default() })
    }

    pub fn record(&self) -> RecordRef {
        self.record.get_value()
    }

    /// The field's text, as a signal.
    pub fn text(&self, path: &str) -> Memo<String> {
        let (json, path) = (self.json, path.to_owned());
        Memo::new(move |_| json.with(|json| json::text(json, &path)))
    }

    /// The field's value, as a signal; null where absent.
    pub fn value(&self, path: &str) -> Memo<Value> {
        let (json, path) = (self.json, path.to_owned());
        Memo::new(move |_| json.with(|json| json::at(json, &path).cloned().unwrap_or_default()))
    }

    /// The whole record, as a signal.
    pub fn whole(&self) -> Memo<Value> {
        self.json
    }

    /// The names of a list's items.
    pub fn items(&self, path: &str) -> Memo<Vec<String>> {
        let (json, path) = (self.json, path.to_owned());
        Memo::new(move |_| json.with(|json| json::items(json, &path)))
    }

    pub fn set(&self, path: &str, value: Value) -> Result<(), String> {
        let is_removal = value.is_null();
        self.app.doc.dispatch(&self.setting(path, value)).map_err(|error| say(&error, is_removal))
    }

    /// Sets from typing: what is typed into one field is one step back.
    pub fn set_typed(&self, path: &str, value: Value) -> Result<(), String> {
        let is_removal = value.is_null();
        let key = format!("{}.{path}", self.record());
        self.app.doc.dispatch_typed(&self.setting(path, value), &key).map_err(|error| say(&error, is_removal))
    }

    fn setting(&self, path: &str, value: Value) -> Command {
        Command::Set { record: self.record(), field: path.to_owned(), value }
    }

    pub fn append(&self, path: &str, value: Value) -> Result<(), String> {
        let command = Command::Append { record: self.record(), field: path.to_owned(), value };
        self.app.doc.dispatch(&command).map_err(|error| say(&error, false))
    }

    pub fn drop_item(&self, path: &str) {
        let command = Command::Drop { record: self.record(), field: path.to_owned() };
        crate::canvas::gesture::run(self.app, &command);
    }

    /// Says that the form has the field.
    pub fn shows(&self, path: &str) {
        if self.shown.with_untracked(|shown| !shown.contains(path)) {
            self.shown.update(|shown| {
                shown.insert(path.to_owned());
            });
        }
    }

    /// The findings on one field.
    pub fn at_field(&self, path: &str) -> Memo<Vec<Diagnostic>> {
        let (findings, path) = (self.findings, path.to_owned());
        Memo::new(move |_| {
            findings.with(|all| all.iter().filter(|one| one.subject.field.as_deref() == Some(path.as_str())).cloned().collect())
        })
    }

    /// The findings on the record itself, and on fields that the form does not show.
    pub fn elsewhere(&self) -> Memo<Vec<Diagnostic>> {
        let (findings, shown) = (self.findings, self.shown);
        Memo::new(move |_| {
            let shown = shown.get();
            findings.with(|all| {
                all.iter().filter(|one| one.subject.field.as_ref().is_none_or(|field| !shown.contains(field))).cloned().collect()
            })
        })
    }
}

/// Why a value does not fit, in the core's words as far as they are for people.
fn say(error: &CommandError, is_removal: bool) -> String {
    match error {
        CommandError::Unfit { .. } if is_removal => "This can't be empty.".to_owned(),
        CommandError::Unfit { message, .. } => capital(message),
        other => capital(&other.to_string()),
    }
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}
