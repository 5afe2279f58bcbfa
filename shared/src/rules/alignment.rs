//! Which records of a list are the ones of another list, some edits before.

use std::sync::Arc;

use crate::model::{Keyed, Records};

/// More records that differ are not told apart.
const MOST: usize = 200;

/// How many records that came or went together are seen as such; the ones after more of them are taken for others.
const AHEAD: usize = 64;

/// What differs between two lists.
#[derive(Default)]
pub(super) struct Alignment {
    /// The records that differ, came, went or moved: their places before and after.
    pub touched: Vec<(Option<usize>, Option<usize>)>,
    /// For each place the one before; `None` for a record that came. Absent where no record has another place.
    pub before: Option<Vec<Option<usize>>>,
}

impl Alignment {
    /// `None` where too much differs.
    pub fn of<T: Clone + Keyed + PartialEq>(before: &Records<T>, after: &Records<T>) -> Option<Alignment> {
        if before.is_empty() != after.is_empty() {
            return None;
        }
        let (old, new): (Vec<&Arc<T>>, Vec<&Arc<T>>) = (before.shared().collect(), after.shared().collect());
        let is_one =
            |i: usize, j: usize| old.get(i).zip(new.get(j)).is_some_and(|(old, new)| Arc::ptr_eq(old, new) || old.id() == new.id());
        let (mut touched, mut went, mut came) = (Vec::new(), Vec::new(), Vec::new());
        let mut places: Vec<Option<usize>> = Vec::with_capacity(new.len());
        let mut i = 0;
        while i < old.len() || places.len() < new.len() {
            let j = places.len();
            if touched.len() + went.len() + came.len() > MOST {
                return None;
            }
            if is_one(i, j) {
                if !Arc::ptr_eq(old[i], new[j]) && old[i] != new[j] {
                    touched.push((Some(i), Some(j)));
                }
                places.push(Some(i));
                i += 1;
                continue;
            }
            let ahead = || (1..=AHEAD).find_map(|by| is_one(i + by, j).then_some((by, 0)).or(is_one(i, j + by).then_some((0, by))));
            let is_end = i == old.len() || j == new.len();
            let one_each = (usize::from(i < old.len()), usize::from(j < new.len()));
            let (less, more) = if is_end { one_each } else { ahead().unwrap_or(one_each) };
            went.extend(i..i + less);
            came.extend(j..j + more);
            i += less;
            places.resize(j + more, None);
        }
        // One that went and came is the same record elsewhere; of others, one takes over from another.
        let mut take_over = |is_heir: &dyn Fn(usize, usize) -> bool| {
            came.retain(|j| {
                let Some(at) = went.iter().position(|i| is_heir(*i, *j)) else { return true };
                let i = went.remove(at);
                touched.push((Some(i), Some(*j)));
                places[*j] = Some(i);
                false
            });
        };
        take_over(&|i, j| old[i].id() == new[j].id());
        take_over(&|_, _| true);
        touched.extend(went.into_iter().map(|i| (Some(i), None)));
        touched.extend(came.into_iter().map(|j| (None, Some(j))));
        let is_shifted = old.len() != new.len() || places.iter().enumerate().any(|(j, i)| *i != Some(j));
        Some(Alignment { touched, before: is_shifted.then_some(places) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Pool, Records};

    fn pools(names: &str) -> Records<Pool> {
        names.split_whitespace().map(|name| serde_json::from_value::<Pool>(serde_json::json!({ "name": name })).unwrap()).collect()
    }

    fn align(before: &str, after: &str) -> String {
        let Some(Alignment { touched, before }) = Alignment::of(&pools(before), &pools(after)) else { return "no".to_owned() };
        let place = |place: &Option<usize>| place.map_or("-".to_owned(), |place| place.to_string());
        let touched: Vec<String> = touched.iter().map(|(i, j)| format!("{}>{}", place(i), place(j))).collect();
        let places = before.map(|places| places.iter().map(place).collect::<Vec<_>>().join(" "));
        format!("{} | {}", touched.join(" "), places.unwrap_or_default())
    }

    #[test]
    fn what_came_went_and_moved_is_told_from_what_stayed() {
        assert_eq!(align("a b c", "a b c"), " | ");
        assert_eq!(align("a b c", "a x c"), "1>1 | ");
        assert_eq!(align("a b c", "a x b c"), "->1 | 0 - 1 2");
        assert_eq!(align("a b c", "a c"), "1>- | 0 2");
        assert_eq!(align("a b c", "a b"), "2>- | 0 1");
        assert_eq!(align("a b c d", "b c d a"), "0>3 | 1 2 3 0");
        assert_eq!(align("a b c d", "d a b c"), "3>0 | 3 0 1 2");
        assert_eq!(align("a b c d", "a x d y"), "1>1 2>3 | 0 1 3 2");
        assert_eq!(align("a a b", "a b"), "1>- | 0 2");
        assert_eq!((align("", "a"), align("a", "")), ("no".to_owned(), "no".to_owned()));
    }

    #[test]
    fn many_that_differ_are_not_told_apart() {
        let names = |letter: char, count: usize| (0..count).map(|number| format!("{letter}{number} ")).collect::<String>();
        assert_eq!(align(&names('a', 201), &names('b', 201)), "no");
        assert_ne!(align(&names('a', 100), &names('b', 100)), "no");
    }
}
