use serde::{Deserialize, Serialize};

use crate::{
    document::{Change, records},
    model::{Kind, Lab, Record},
};

/// What happened to one record, without what it was before. `at` is its place in its list, from 0.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Edit {
    Set { at: usize, record: Box<Record> },
    Insert { at: usize, record: Box<Record> },
    Remove { at: usize, kind: Kind },
}

impl Edit {
    /// What a document's change does; nothing for one that changes nothing.
    pub fn of(change: &Change) -> Option<Edit> {
        let at = change.index;
        Some(match (&change.before, &change.after) {
            (Some(_), Some(after)) => Edit::Set { at, record: Box::new(after.clone()) },
            (None, Some(after)) => Edit::Insert { at, record: Box::new(after.clone()) },
            (Some(_), None) => Edit::Remove { at, kind: change.reference.kind },
            (None, None) => return None,
        })
    }

    /// Makes the edit.
    ///
    /// # Panics
    /// When the lab has no such place: it is not the lab that the edit was made in.
    pub(super) fn make(self, lab: &mut Lab) {
        match self {
            Edit::Set { at, record } => records::set(lab, at, *record),
            Edit::Insert { at, record } => records::insert(lab, at, *record),
            Edit::Remove { at, kind } => records::remove(lab, kind, at),
        }
    }
}
