//! What differs between two labs, as far as it decides which rules look again.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use serde_json::Value;

use crate::model::{Keyed, Kind, Lab, Records};

use super::{
    Input, RULES,
    alignment::Alignment,
    groups::{Grouped, Groups, key_of},
    numbers::{NONE, Numbers},
    support::edit::Located,
    trace::{Unit, all_names, is_of, named, unit},
};

/// What differs.
#[derive(Default)]
pub(super) struct Changes {
    /// Kinds of which everything may be another thing.
    pub lost: BTreeSet<Kind>,
    /// Kinds of which records came, went or moved.
    pub lists: BTreeSet<Kind>,
    /// Kinds of which a name is another one, or means another record.
    pub names: BTreeSet<Kind>,
    /// The keys of the fields that differ, in any record of a kind.
    fields: BTreeMap<Kind, BTreeSet<String>>,
    /// The records that differ, and the groups that they are in or were, and the names that they have or had.
    pub units: BTreeSet<Unit>,
    /// The records that went.
    pub gone: Vec<Unit>,
}

impl Changes {
    /// Takes what is kept of the records along.
    pub fn between(before: &Lab, after: &Lab, groups: &mut Groups, numbers: &mut Numbers) -> Changes {
        let mut changes = Changes::default();
        let singles = [
            (Kind::Metadata, before.metadata != after.metadata),
            (Kind::Host, before.host != after.host),
            (Kind::Settings, before.settings != after.settings),
        ];
        changes.lost.extend(singles.into_iter().filter(|(_, differs)| *differs).map(|(kind, _)| kind));
        changes.list(&before.parameters, &after.parameters, groups, numbers);
        changes.list(&before.images, &after.images, groups, numbers);
        changes.list(&before.pools, &after.pools, groups, numbers);
        changes.list(&before.networks, &after.networks, groups, numbers);
        changes.list(&before.machines, &after.machines, groups, numbers);
        changes.list(&before.clouds, &after.clouds, groups, numbers);
        changes.list(&before.projects, &after.projects, groups, numbers);
        changes.list(&before.servers, &after.servers, groups, numbers);
        changes.list(&before.clusters, &after.clusters, groups, numbers);
        changes.list(&before.scales, &after.scales, groups, numbers);
        changes
    }

    pub fn is_empty(&self) -> bool {
        self.lost.is_empty() && self.units.is_empty()
    }

    /// Notes what differs between two lists.
    fn list<T: Located + Grouped + PartialEq + Serialize>(
        &mut self,
        before: &Records<T>,
        after: &Records<T>,
        groups: &mut Groups,
        numbers: &mut Numbers,
    ) {
        if before.is_same(after) {
            return;
        }
        let Some(Alignment { touched, before: places }) = Alignment::of(before, after) else {
            self.lost.insert(T::KIND);
            groups.forget::<T>();
            numbers.forget(T::KIND);
            return;
        };
        let of_gone = |place: &Option<usize>| place.map(|place| numbers.at(T::KIND, place));
        let were: Vec<Option<usize>> = touched.iter().map(|(before, _)| of_gone(before)).collect();
        if let Some(places) = places {
            let number = |place: Option<usize>| place.and_then(|place| u32::try_from(numbers.at(T::KIND, place)).ok()).unwrap_or(NONE);
            let by_place = places.into_iter().map(number).collect();
            numbers.set(T::KIND, by_place);
            self.lists.insert(T::KIND);
            self.names(T::KIND);
        }
        for ((a, b), was) in touched.into_iter().zip(were) {
            let number = b.map(|place| numbers.at(T::KIND, place));
            let (a, b) = (a.and_then(|place| before.at(place)), b.and_then(|place| after.at(place)));
            self.gone.extend(was.filter(|_| number.is_none()).map(|number| unit(T::KIND, number)));
            let Some(number) = number.or(was) else { continue };
            self.record(number, a, b);
            groups.change(number, a, b, &mut |unit| {
                self.units.insert(unit);
            });
        }
    }

    /// Notes that a record differs, came or went.
    fn record<T: Located + Serialize>(&mut self, number: usize, before: Option<&T>, after: Option<&T>) {
        self.units.insert(unit(T::KIND, number));
        for record in before.into_iter().chain(after) {
            self.units.extend([record.name(), record.id()].map(|name| named(T::KIND, key_of(&[name.as_str()]))));
        }
        let (Some(before), Some(after)) = (before, after) else { return };
        let fields = differing(before, after);
        if fields.contains("name") || fields.contains("id") {
            self.names(T::KIND);
        }
        self.fields.entry(T::KIND).or_default().extend(fields);
    }

    fn names(&mut self, kind: Kind) {
        self.names.insert(kind);
        self.units.insert(all_names(kind));
    }

    /// Whether a rule that reads this must look at everything again.
    pub fn concern(&self, input: Input) -> bool {
        let Some(kind) = input.kind() else { return false };
        if self.lost.contains(&kind) {
            return true;
        }
        match input {
            Input::Records(kind) => self.lists.contains(&kind) || self.units.iter().any(|unit| is_of(*unit, kind)),
            Input::Fields(kind, keys) => self.lists.contains(&kind) || self.has_changed(kind, keys),
            _ => false,
        }
    }

    /// Whether any rule must look at what is around the changes.
    pub fn stir_any(&self) -> bool {
        RULES.iter().any(|rule| rule.reads.iter().any(|input| self.stir(*input)))
    }

    /// Whether a rule that reads this by the graph must.
    pub fn stir(&self, input: Input) -> bool {
        let Input::Around(kind, keys) = input else { return false };
        self.names.contains(&kind) || self.has_changed(kind, keys) || keys.is_empty() && self.fields.contains_key(&kind)
    }

    fn has_changed(&self, kind: Kind, keys: &[&str]) -> bool {
        self.fields.get(&kind).is_some_and(|fields| keys.iter().any(|key| fields.contains(*key)))
    }
}

/// The keys of the fields in which two records differ; of their identities, whether they are written down or not.
fn differing<T: Keyed + Serialize>(a: &T, b: &T) -> BTreeSet<String> {
    let [Ok(Value::Object(before)), Ok(Value::Object(after))] = [a, b].map(serde_json::to_value) else { return BTreeSet::new() };
    let keys = before.keys().chain(after.keys()).filter(|key| before.get(*key) != after.get(*key) && *key != "id");
    keys.cloned().chain((a.id() != b.id()).then(|| "id".to_owned())).collect()
}
