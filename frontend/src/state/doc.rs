//! The document and its one writer. A command gives a diff; the diff says which signals change.

use std::{collections::BTreeMap, sync::Arc};

use labwright_shared::{
    document::{Change, Command, CommandError, Diff, Document, History},
    following::Edit,
    model::{Kind, Lab, Record, RecordRef},
    value::Name,
};
use leptos::prelude::*;

use crate::editor::{
    band::Band,
    geometry::Point,
    inside::Inside,
    layout::{self, Places},
    scene::{Card, Rail, Scene},
};

#[derive(Clone, Copy)]
pub struct Doc {
    history: StoredValue<History>,
    /// Counts the changes.
    pub revision: RwSignal<u64>,
    /// The records' identities by kind, in the document's order.
    lists: RwSignal<BTreeMap<Kind, ArcRwSignal<Vec<RecordRef>>>>,
    /// Signals of the records that somebody looks at.
    records: StoredValue<BTreeMap<RecordRef, ArcRwSignal<Record>>>,
    pub scene: RwSignal<Arc<Scene>>,
    cards: StoredValue<BTreeMap<Name, ArcRwSignal<Card>>>,
    rails: StoredValue<BTreeMap<Name, ArcRwSignal<Rail>>>,
    bands: StoredValue<BTreeMap<RecordRef, ArcRwSignal<Band>>>,
    /// The guests on machines and in clouds, as they were last worked out.
    inside: StoredValue<Arc<Inside>>,
    /// Counts the changes that may move guests.
    pub layers: RwSignal<u64>,
    pub can_undo: RwSignal<bool>,
    pub can_redo: RwSignal<bool>,
    /// The field that is being typed into: its edits count as one.
    typing: StoredValue<Option<String>>,
    untold: StoredValue<Option<Untold>>,
    is_another_lab: StoredValue<bool>,
}

/// What the checker has not been told of the document.
#[derive(Clone, Debug, Default)]
pub struct Untold {
    /// Whether it has to be told all of it.
    pub is_whole: bool,
    /// The text of the whole, before the edits; absent where there is none by now that the document was read from.
    pub text: Option<String>,
    pub edits: Vec<Edit>,
}

impl Doc {
    pub fn new() -> Self {
        let empty = Document::new(Lab::empty("lab".parse().expect("a well-formed name")));
        let mut lists = BTreeMap::new();
        for kind in Kind::ALL {
            lists.insert(kind, ArcRwSignal::new(empty.references(kind)));
        }
        Doc {
            history: StoredValue::new(History::new(empty)),
            revision: RwSignal::new(0),
            lists: RwSignal::new(lists),
            records: StoredValue::default(),
            scene: RwSignal::new(Arc::default()),
            cards: StoredValue::default(),
            rails: StoredValue::default(),
            bands: StoredValue::default(),
            inside: StoredValue::default(),
            layers: RwSignal::new(0),
            can_undo: RwSignal::new(false),
            can_redo: RwSignal::new(false),
            typing: StoredValue::new(None),
            untold: StoredValue::new(None),
            is_another_lab: StoredValue::new(false),
        }
    }

    /// Takes another document, with no way back to the one before; `text` is what it was read from.
    pub fn load(&self, document: Document, text: Option<String>) {
        self.untold.set_value(Some(Untold { is_whole: true, text, edits: Vec::new() }));
        self.is_another_lab.set_value(true);
        self.history.set_value(History::new(document));
        self.typing.set_value(None);
        // Every signal is looked at, rather than those that a diff names: what works diffs out comes later than the first lab.
        for (reference, signal) in self.records.get_value() {
            match self.with(|document| document.record(&reference)) {
                Some(now) if signal.with_untracked(|before| *before == now) => {}
                Some(now) => signal.set(now),
                None => self.records.update_value(|records| drop(records.remove(&reference))),
            }
        }
        Kind::ALL.into_iter().for_each(|kind| self.relist(kind));
        self.inside.set_value(Arc::default());
        self.rescene(None);
        self.layers.update(|count| *count += 1);
        set_if_new(self.can_undo, false);
        set_if_new(self.can_redo, false);
        self.revision.update(|revision| *revision += 1);
    }

    /// Lets the list of a kind's records be as the document has it.
    fn relist(&self, kind: Kind) {
        let now = self.with(|document| document.references(kind));
        let list = self.list(kind);
        if list.with_untracked(|list| *list != now) {
            list.set(now);
        }
    }

    /// What the checker has to be told next, which then counts as told; absent before the first lab.
    pub fn take_untold(&self) -> Option<Untold> {
        self.untold.try_update_value(|untold| untold.as_mut().map(std::mem::take)).flatten()
    }

    /// The checker knows nothing any more.
    pub fn tell_whole(&self) {
        self.untold.update_value(|untold| {
            if let Some(untold) = untold {
                *untold = Untold { is_whole: true, ..Untold::default() };
            }
        });
    }

    /// Whether the document is another lab's than at the last [`Doc::saw_another_lab`].
    pub fn is_another_lab(&self) -> bool {
        self.is_another_lab.get_value()
    }

    pub fn saw_another_lab(&self) {
        self.is_another_lab.set_value(false);
    }

    /// Carries a command out.
    pub fn dispatch(&self, command: &Command) -> Result<(), CommandError> {
        self.typing.set_value(None);
        let diff = self.history.try_update_value(|history| history.apply(command)).expect("the page's state")?;
        self.follow(&diff);
        Ok(())
    }

    /// Carries out a command that comes from typing into `field`: with the edits before it in the same field it is one step back.
    pub fn dispatch_typed(&self, command: &Command, field: &str) -> Result<(), CommandError> {
        let goes_on = self.typing.with_value(|typing| typing.as_deref() == Some(field));
        let (diffs, typed) = self
            .history
            .try_update_value(|history| {
                let back = if goes_on { history.undo() } else { None };
                let diff = match history.apply(command) {
                    Ok(diff) => diff,
                    Err(error) => {
                        if back.is_some() {
                            history.redo();
                        }
                        return Err(error);
                    }
                };
                let typed = !diff.is_empty();
                Ok((back.into_iter().chain([diff]).collect::<Vec<_>>(), typed))
            })
            .expect("the page's state")?;
        self.typing.set_value(typed.then(|| field.to_owned()));
        diffs.iter().for_each(|diff| self.follow(diff));
        Ok(())
    }

    /// The field is left: what is typed there next is a step of its own.
    pub fn end_typing(&self) {
        self.typing.set_value(None);
    }

    /// Puts a whole other document in place, as one step.
    pub fn replace(&self, document: Document) {
        self.typing.set_value(None);
        let diff = self.history.try_update_value(|history| history.replace(document)).expect("the page's state");
        self.follow(&diff);
    }

    pub fn undo(&self) {
        self.step(History::undo);
    }

    pub fn redo(&self) {
        self.step(History::redo);
    }

    fn step(&self, step: impl FnOnce(&mut History) -> Option<Diff>) {
        self.typing.set_value(None);
        if let Some(diff) = self.history.try_update_value(step).flatten() {
            self.follow(&diff);
        }
    }

    /// The document as it is, without tracking.
    pub fn with<T>(&self, look: impl FnOnce(&Document) -> T) -> T {
        self.history.with_value(|history| look(history.document()))
    }

    pub fn lab<T>(&self, look: impl FnOnce(&Lab) -> T) -> T {
        self.with(|document| look(document.lab()))
    }

    /// A copy of the document; it shares its records.
    pub fn snapshot(&self) -> Document {
        self.with(Document::clone)
    }

    /// The identities of a kind's records, as a signal.
    pub fn list(&self, kind: Kind) -> ArcRwSignal<Vec<RecordRef>> {
        self.lists.with_untracked(|lists| lists[&kind].clone())
    }

    /// The record's signal; none for a record that is not there. One that goes keeps its last value.
    pub fn record(&self, reference: &RecordRef) -> Option<ArcRwSignal<Record>> {
        if let Some(signal) = self.records.with_value(|records| records.get(reference).cloned()) {
            return Some(signal);
        }
        let signal = ArcRwSignal::new(self.with(|document| document.record(reference))?);
        self.records.update_value(|records| drop(records.insert(reference.clone(), signal.clone())));
        Some(signal)
    }

    pub fn card(&self, id: &Name) -> Option<ArcRwSignal<Card>> {
        node(&self.cards, id, || self.scene.with_untracked(|scene| scene.card(id).cloned()))
    }

    pub fn rail(&self, id: &Name) -> Option<ArcRwSignal<Rail>> {
        node(&self.rails, id, || self.scene.with_untracked(|scene| scene.rail(id).cloned()))
    }

    pub fn band(&self, record: &RecordRef) -> Option<ArcRwSignal<Band>> {
        node(&self.bands, record, || self.scene.with_untracked(|scene| scene.band(record).cloned()))
    }

    pub fn inside(&self) -> Arc<Inside> {
        self.inside.get_value()
    }

    /// Draws guests where they are by now, and tells whether any was elsewhere.
    pub fn set_inside(&self, inside: Inside) -> bool {
        let is_new = self.inside.with_value(|before| **before != inside);
        if is_new {
            self.inside.set_value(Arc::new(inside));
            self.rescene(None);
        }
        is_new
    }

    /// Draws a record moved by so much without moving it in the document; `None` draws the document.
    pub fn preview(&self, moved: Option<(&RecordRef, Point)>) {
        self.rescene(moved);
    }

    /// Lets the signals follow a diff.
    fn follow(&self, diff: &Diff) {
        self.untold.update_value(|untold| {
            let untold = untold.get_or_insert_with(|| Untold { is_whole: true, ..Untold::default() });
            // Without a text to begin from all is told as it is then.
            if !untold.is_whole || untold.text.is_some() {
                untold.edits.extend(diff.changes.iter().filter_map(Edit::of));
            }
        });
        for change in &diff.changes {
            let signal = self.records.with_value(|records| records.get(&change.reference).cloned());
            match (signal, &change.after) {
                (Some(signal), Some(after)) => signal.set(after.clone()),
                (Some(_), None) => self.records.update_value(|records| drop(records.remove(&change.reference))),
                (None, _) => {}
            }
        }
        let mut kinds: Vec<Kind> = diff
            .changes
            .iter()
            .filter(|change| change.before.is_none() || change.after.is_none())
            .map(|change| change.reference.kind)
            .collect();
        kinds.dedup();
        for kind in kinds {
            self.relist(kind);
        }
        if diff.view.is_some() || diff.changes.iter().any(moves_things) {
            self.rescene(None);
        }
        if diff.changes.iter().any(moves_guests) {
            self.layers.update(|count| *count += 1);
        }
        let (can_undo, can_redo) = self.history.with_value(|history| (history.can_undo(), history.can_redo()));
        set_if_new(self.can_undo, can_undo);
        set_if_new(self.can_redo, can_redo);
        if !diff.is_empty() {
            self.revision.update(|revision| *revision += 1);
        }
    }

    /// Works out anew where things are, and tells those that moved.
    fn rescene(&self, moved: Option<(&RecordRef, Point)>) {
        let scene = self.lab(|lab| {
            let inside = self.inside.get_value();
            let mut places: Places = layout::places(lab, &inside);
            if let Some((record, by)) = moved {
                layout::shifted(lab, &mut places, record, by);
            }
            Scene::at(lab, &inside, &places)
        });
        update(&self.cards, scene.cards.iter().map(|card| (&card.id, card)));
        update(&self.rails, scene.rails.iter().map(|rail| (&rail.id, rail)));
        update(&self.bands, scene.bands.iter().map(|band| (&band.record, band)));
        self.scene.set(Arc::new(scene));
    }
}

impl Default for Doc {
    fn default() -> Self {
        Doc::new()
    }
}

/// Whether a change can move something on the canvas: only names, modes, ports and being there do.
fn moves_things(change: &Change) -> bool {
    match (&change.before, &change.after) {
        (Some(Record::Machines(before)), Some(Record::Machines(after))) => before.ports != after.ports || before.name != after.name,
        (Some(Record::Networks(before)), Some(Record::Networks(after))) => before.name != after.name || before.mode != after.mode,
        (Some(_), Some(_)) => matches!(change.reference.kind, Kind::Clouds | Kind::Projects | Kind::Clusters),
        _ => !matches!(change.reference.kind, Kind::Images | Kind::Pools | Kind::Parameters | Kind::Scales),
    }
}

/// Whether a change can move a guest to another machine, or make one come or go.
fn moves_guests(change: &Change) -> bool {
    matches!(change.reference.kind, Kind::Machines | Kind::Clouds | Kind::Projects | Kind::Servers | Kind::Clusters)
}

fn set_if_new<T: PartialEq + Send + Sync + 'static>(signal: RwSignal<T>, value: T) {
    if signal.with_untracked(|now| *now != value) {
        signal.set(value);
    }
}

/// What a drawn thing is known by.
trait Key: Clone + Ord + Send + Sync + 'static {}

impl<K: Clone + Ord + Send + Sync + 'static> Key for K {}

type Signals<K, T> = StoredValue<BTreeMap<K, ArcRwSignal<T>>>;

fn node<K: Key, T: Clone + Send + Sync + 'static>(
    signals: &Signals<K, T>,
    id: &K,
    make: impl FnOnce() -> Option<T>,
) -> Option<ArcRwSignal<T>> {
    if let Some(signal) = signals.with_value(|signals| signals.get(id).cloned()) {
        return Some(signal);
    }
    let signal = ArcRwSignal::new(make()?);
    signals.update_value(|signals| drop(signals.insert(id.clone(), signal.clone())));
    Some(signal)
}

fn update<'a, K: Key, T: Clone + PartialEq + Send + Sync + 'static>(signals: &Signals<K, T>, now: impl Iterator<Item = (&'a K, &'a T)>) {
    let mut there = signals.get_value();
    for (id, value) in now {
        if let Some(signal) = there.remove(id)
            && signal.with_untracked(|before| before != value)
        {
            signal.set(value.clone());
        }
    }
    // What is left is drawn no more.
    if !there.is_empty() {
        signals.update_value(|signals| signals.retain(|id, _| !there.contains_key(id)));
    }
}

#[cfg(test)]
mod tests;
