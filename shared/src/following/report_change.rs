use std::cmp::Ordering;

use serde::{Deserialize, Serialize};

use crate::diagnostic::{Accepted, Diagnostic, Report};

/// What leads from one report to the next.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ReportChange {
    diagnostics: Vec<Piece<Diagnostic>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    accepted: Vec<Piece<Accepted>>,
}

/// A part of a list, in its order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Piece<T> {
    /// So many of the list before, from this place on.
    Kept {
        from: usize,
        count: usize,
    },
    New(Vec<T>),
}

impl ReportChange {
    pub fn between(before: &Report, after: &Report) -> Self {
        let by_finding = |one: &Accepted, other: &Accepted| one.diagnostic.compare(&other.diagnostic);
        ReportChange {
            diagnostics: pieces(&before.diagnostics, &after.diagnostics, Diagnostic::compare),
            accepted: pieces(&before.accepted, &after.accepted, by_finding),
        }
    }

    /// The next report, if `before` is the one that this leads from.
    pub fn apply(self, before: &Report) -> Option<Report> {
        Some(Report { diagnostics: joined(self.diagnostics, &before.diagnostics)?, accepted: joined(self.accepted, &before.accepted)? })
    }
}

/// Both lists are in the same order, so that one walk finds what stayed.
fn pieces<T: Clone + PartialEq>(before: &[T], after: &[T], order: impl Fn(&T, &T) -> Ordering) -> Vec<Piece<T>> {
    let mut pieces: Vec<Piece<T>> = Vec::new();
    let mut place = 0;
    for item in after {
        while before.get(place).is_some_and(|old| order(old, item) == Ordering::Less) {
            place += 1;
        }
        let stays = before.get(place).is_some_and(|old| old == item);
        match pieces.last_mut() {
            Some(Piece::Kept { from, count }) if stays && *from + *count == place => *count += 1,
            Some(Piece::New(new)) if !stays => new.push(item.clone()),
            _ if stays => pieces.push(Piece::Kept { from: place, count: 1 }),
            _ => pieces.push(Piece::New(vec![item.clone()])),
        }
        place += usize::from(stays);
    }
    pieces
}

fn joined<T: Clone>(pieces: Vec<Piece<T>>, before: &[T]) -> Option<Vec<T>> {
    let mut list = Vec::new();
    for piece in pieces {
        match piece {
            Piece::Kept { from, count } => list.extend_from_slice(before.get(from..from.checked_add(count)?)?),
            Piece::New(new) => list.extend(new),
        }
    }
    Some(list)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(before: &[u8], after: &[u8]) -> Vec<Piece<u8>> {
        let pieces = pieces(before, after, u8::cmp);
        assert_eq!(joined(pieces.clone(), before).unwrap(), after);
        pieces
    }

    #[test]
    fn only_what_is_new_is_told() {
        let kept = |from, count| Piece::Kept { from, count };
        assert_eq!(change(&[], &[1, 2]), [Piece::New(vec![1, 2])]);
        assert_eq!(change(&[1, 2, 4, 5], &[1, 2, 3, 4, 5]), [kept(0, 2), Piece::New(vec![3]), kept(2, 2)]);
        assert_eq!(change(&[1, 2, 3, 4], &[1, 4, 6, 7]), [kept(0, 1), kept(3, 1), Piece::New(vec![6, 7])]);
        assert_eq!(change(&[1, 1, 2], &[1, 2, 2]), [kept(0, 1), kept(2, 1), Piece::New(vec![2])]);
        assert_eq!(change(&[1, 2], &[]), []);
    }

    #[test]
    fn another_report_is_not_taken_for_the_one_before() {
        assert_eq!(joined(vec![Piece::Kept { from: 1, count: 3 }], &[1, 2, 3]), None);
        assert_eq!(joined(vec![Piece::Kept { from: 1, count: usize::MAX }], &[1]), None);
    }
}
