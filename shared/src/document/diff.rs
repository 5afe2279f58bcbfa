use std::{collections::BTreeMap, sync::Arc};

use crate::{
    model::{Keyed, Kind, Record, RecordRef, Records, View},
    value::Name,
    yaml::Comments,
};

use super::{Bindings, Document, records};

/// What changed between two documents: undo is its inverse, the page's patch and the server's message are the same value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Diff {
    /// In an order in which they can be applied.
    pub changes: Vec<Change>,
    /// Positions before and after, when they changed.
    pub view: Option<(View, View)>,
    /// Comments before and after, when they changed.
    pub comments: Option<Box<(Comments, Comments)>>,
    /// Fields that stand for parameters before and after, when they changed.
    pub bindings: Option<Box<(Bindings, Bindings)>>,
}

/// What happened to one record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    pub reference: RecordRef,
    /// The record's place in its list.
    pub index: usize,
    /// Absent for an added record.
    pub before: Option<Record>,
    /// Absent for a removed record.
    pub after: Option<Record>,
}

impl Diff {
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty() && self.view.is_none() && self.comments.is_none() && self.bindings.is_none()
    }

    /// What takes this diff back.
    pub fn inverse(&self) -> Diff {
        let swap = |change: &Change| Change { before: change.after.clone(), after: change.before.clone(), ..change.clone() };
        Diff {
            changes: self.changes.iter().rev().map(swap).collect(),
            view: self.view.clone().map(|(before, after)| (after, before)),
            comments: self.comments.as_ref().map(|both| Box::new((both.1.clone(), both.0.clone()))),
            bindings: self.bindings.as_ref().map(|both| Box::new((both.1.clone(), both.0.clone()))),
        }
    }

    /// The records that the diff touches.
    pub fn touched(&self) -> impl Iterator<Item = &RecordRef> {
        self.changes.iter().map(|change| &change.reference)
    }
}

pub(super) fn apply(document: &mut Document, diff: &Diff) {
    for change in &diff.changes {
        match (&change.before, &change.after) {
            (Some(_), Some(after)) => records::set(&mut document.lab, change.index, after.clone()),
            (None, Some(after)) => records::insert(&mut document.lab, change.index, after.clone()),
            (Some(_), None) => records::remove(&mut document.lab, change.reference.kind, change.index),
            (None, None) => {}
        }
    }
    if let Some((_, after)) = &diff.view {
        document.lab.view = after.clone();
    }
    if let Some(both) = &diff.bindings {
        document.bindings = both.1.clone();
    }
    if let Some(both) = &diff.comments {
        document.comments = both.1.clone();
    }
}

/// The diff that leads from one document to another: removals, then additions and moves, then what differs.
pub(super) fn between(from: &Document, to: &Document) -> Diff {
    let mut diff = Diff::default();
    for kind in Kind::ALL {
        if kind.is_single() {
            let reference = RecordRef::single(kind);
            let (before, after) = (from.record(&reference), to.record(&reference));
            if before != after {
                diff.changes.push(Change { reference, index: 0, before, after });
            }
        }
    }
    let changes = &mut diff.changes;
    list(&from.lab.parameters, &to.lab.parameters, Kind::Parameters, Record::Parameters, changes);
    list(&from.lab.images, &to.lab.images, Kind::Images, Record::Images, changes);
    list(&from.lab.pools, &to.lab.pools, Kind::Pools, Record::Pools, changes);
    list(&from.lab.networks, &to.lab.networks, Kind::Networks, Record::Networks, changes);
    list(&from.lab.machines, &to.lab.machines, Kind::Machines, Record::Machines, changes);
    list(&from.lab.clouds, &to.lab.clouds, Kind::Clouds, Record::Clouds, changes);
    list(&from.lab.projects, &to.lab.projects, Kind::Projects, Record::Projects, changes);
    list(&from.lab.servers, &to.lab.servers, Kind::Servers, Record::Servers, changes);
    list(&from.lab.clusters, &to.lab.clusters, Kind::Clusters, Record::Clusters, changes);
    list(&from.lab.scales, &to.lab.scales, Kind::Scales, Record::Scales, changes);
    if from.lab.view != to.lab.view {
        diff.view = Some((from.lab.view.clone(), to.lab.view.clone()));
    }
    if from.bindings != to.bindings {
        diff.bindings = Some(Box::new((from.bindings.clone(), to.bindings.clone())));
    }
    if from.comments != to.comments {
        diff.comments = Some(Box::new((from.comments.clone(), to.comments.clone())));
    }
    diff
}

fn list<T: Clone + PartialEq + Keyed>(from: &Records<T>, to: &Records<T>, kind: Kind, wrap: fn(T) -> Record, changes: &mut Vec<Change>) {
    if from.is_same(to) {
        return;
    }
    let (from, to): (Vec<&Arc<T>>, Vec<&Arc<T>>) = (from.shared().collect(), to.shared().collect());
    let ids = || [&from, &to].map(|records| records.iter().map(|record| record.id()).collect());
    let is_same = |a: usize, b: usize| Arc::ptr_eq(from[a], to[b]) || from[a] == to[b];
    let has_same_id = |place: usize| from[place].id() == to[place].id();
    let moves = in_place(from.len(), to.len(), &is_same, &has_same_id).unwrap_or_else(|| moves(&ids(), &is_same));
    for Move { index, before, after } in moves {
        let (before, after) = (before.map(|place| from[place]), after.map(|place| to[place]));
        changes.push(Change {
            reference: RecordRef { kind, id: before.or(after).map(|record| record.id().clone()) },
            index,
            before: before.map(|record| wrap((**record).clone())),
            after: after.map(|record| wrap((**record).clone())),
        });
    }
}

/// A [`Change`] of a list of whatever kind: the record's places in the list before and in the one after.
struct Move {
    index: usize,
    before: Option<usize>,
    after: Option<usize>,
}

/// The records that differ, where each is still in its place, as after most edits.
fn in_place(from: usize, to: usize, is_same: &dyn Fn(usize, usize) -> bool, has_same_id: &dyn Fn(usize) -> bool) -> Option<Vec<Move>> {
    let changed: Vec<usize> = (0..from.min(to)).filter(|place| !is_same(*place, *place)).collect();
    if from != to || !changed.iter().all(|place| has_same_id(*place)) {
        return None;
    }
    Some(changed.into_iter().map(|place| Move { index: place, before: Some(place), after: Some(place) }).collect())
}

fn moves([from, to]: &[Vec<&Name>; 2], is_same: &dyn Fn(usize, usize) -> bool) -> Vec<Move> {
    let common = (0..from.len().min(to.len())).take_while(|place| is_same(*place, *place)).count();
    let goes = |index, place| Move { index, before: Some(place), after: None };
    let comes = |index| Move { index, before: None, after: Some(index) };
    let (before, after) = (places(from), places(to));
    if before.len() < from.len() || after.len() < to.len() {
        // Two records of one identity can be told apart by their places only: what follows the common part goes and comes anew.
        let gone = (common..from.len()).rev().map(|index| goes(index, index));
        return gone.chain((common..to.len()).map(comes)).collect();
    }
    let mut stays = vec![false; from.len()];
    longest_ascent(&to.iter().filter_map(|id| before.get(id).copied()).collect::<Vec<_>>()).for_each(|place| stays[place] = true);
    // What does not stay goes, from the end so that the indices before stay true; what is wanted comes, from the beginning.
    let mut moves: Vec<Move> = (0..from.len()).rev().filter(|place| !stays[*place]).map(|place| goes(place, place)).collect();
    for (index, id) in to.iter().enumerate() {
        match before.get(id).copied().filter(|old| stays[*old]) {
            Some(old) if is_same(old, index) => {}
            Some(old) => moves.push(Move { index, before: Some(old), after: Some(index) }),
            None => moves.push(comes(index)),
        }
    }
    moves
}

/// The most of the numbers, none twice, that ascend in the order they are given, from the last: what stays where the rest is moved.
fn longest_ascent(numbers: &[usize]) -> impl Iterator<Item = usize> {
    // Of all ascents of one length the one with the least end, and of each number the one before it in its ascent.
    let (mut ends, mut previous): (Vec<usize>, Vec<Option<usize>>) = (Vec::new(), Vec::new());
    for (place, number) in numbers.iter().enumerate() {
        let length = ends.partition_point(|end| numbers[*end] < *number);
        previous.push(length.checked_sub(1).map(|shorter| ends[shorter]));
        match ends.get_mut(length) {
            Some(end) => *end = place,
            None => ends.push(place),
        }
    }
    std::iter::successors(ends.last().copied(), move |place| previous[*place]).map(|place| numbers[place])
}

fn places<'a>(ids: &[&'a Name]) -> BTreeMap<&'a Name, usize> {
    let mut places = BTreeMap::new();
    for (place, id) in ids.iter().copied().enumerate() {
        places.insert(id, place);
    }
    places
}
