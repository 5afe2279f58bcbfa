//! What differs between two labs, as far as it decides which rules look again.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use serde::Serialize;
use serde_json::Value;

use crate::model::{Kind, Lab, Records};

use super::{
    Input, RULES,
    groups::{Grouped, Groups},
    support::edit::Located,
    trace::{Unit, is_of, unit},
};

/// More records of a kind than this are not told apart: all are looked at again.
const MOST: usize = 200;

/// What differs.
#[derive(Default)]
pub(super) struct Changes {
    /// Kinds of which other records are there, or the same ones under other names or in another order.
    pub shapes: BTreeSet<Kind>,
    /// The keys of the fields that differ, in any record of a kind.
    fields: BTreeMap<Kind, BTreeSet<String>>,
    /// The records that differ, and the groups that they are in or were.
    pub units: BTreeSet<Unit>,
}

impl Changes {
    pub fn between(before: &Lab, after: &Lab, groups: &mut Groups) -> Changes {
        let mut changes = Changes::default();
        let singles = [
            (Kind::Metadata, before.metadata != after.metadata),
            (Kind::Host, before.host != after.host),
            (Kind::Settings, before.settings != after.settings),
        ];
        changes.shapes.extend(singles.into_iter().filter(|(_, differs)| *differs).map(|(kind, _)| kind));
        changes.list(&before.parameters, &after.parameters, groups);
        changes.list(&before.images, &after.images, groups);
        changes.list(&before.pools, &after.pools, groups);
        changes.list(&before.networks, &after.networks, groups);
        changes.list(&before.machines, &after.machines, groups);
        changes.list(&before.clouds, &after.clouds, groups);
        changes.list(&before.projects, &after.projects, groups);
        changes.list(&before.servers, &after.servers, groups);
        changes.list(&before.clusters, &after.clusters, groups);
        changes.list(&before.scales, &after.scales, groups);
        changes
    }

    pub fn is_empty(&self) -> bool {
        self.shapes.is_empty() && self.units.is_empty()
    }

    /// Notes what differs between two lists.
    fn list<T: Located + Grouped + PartialEq + Serialize>(&mut self, before: &Records<T>, after: &Records<T>, groups: &mut Groups) {
        if before.is_same(after) {
            return;
        }
        let pairs = || before.shared().zip(after.shared()).enumerate().filter(|(_, (a, b))| !Arc::ptr_eq(a, b) && a != b);
        let is_other = |a: &T, b: &T| a.name() != b.name() || a.id() != b.id();
        if before.len() != after.len() || pairs().any(|(_, (a, b))| is_other(a, b)) || pairs().nth(MOST).is_some() {
            self.shapes.insert(T::KIND);
            groups.forget::<T>();
            return;
        }
        for (place, (a, b)) in pairs() {
            self.units.insert(unit(T::KIND, place));
            self.fields.entry(T::KIND).or_default().extend(differing(a.as_ref(), b.as_ref()));
            groups.change(place, a.as_ref(), b.as_ref(), &mut |unit| {
                self.units.insert(unit);
            });
        }
    }

    /// Whether a rule that reads this must look at everything again.
    pub fn concern(&self, input: Input) -> bool {
        let Some(kind) = input.kind() else { return false };
        if self.shapes.contains(&kind) {
            return true;
        }
        match input {
            Input::Records(kind) => self.units.iter().any(|unit| is_of(*unit, kind)),
            Input::Fields(kind, keys) => self.fields.get(&kind).is_some_and(|fields| keys.iter().any(|key| fields.contains(*key))),
            _ => false,
        }
    }

    /// Whether any rule must.
    pub fn stir_any(&self) -> bool {
        RULES.iter().any(|rule| rule.reads.iter().any(|input| self.stir(*input)))
    }

    /// Whether a rule that reads this by the graph must look at what is around the changes.
    pub fn stir(&self, input: Input) -> bool {
        let Input::Around(kind, keys) = input else { return false };
        self.fields.get(&kind).is_some_and(|fields| keys.is_empty() || keys.iter().any(|key| fields.contains(*key)))
    }
}

/// The keys of the fields in which two records differ.
fn differing<T: Serialize>(a: &T, b: &T) -> Vec<String> {
    let [Ok(Value::Object(a)), Ok(Value::Object(b))] = [a, b].map(serde_json::to_value) else { return Vec::new() };
    let keys: BTreeSet<&String> = a.keys().chain(b.keys()).collect();
    keys.into_iter().filter(|key| a.get(*key) != b.get(*key)).cloned().collect()
}
