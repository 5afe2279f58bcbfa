use std::collections::BTreeMap;

use super::{
    node::{Node, Value},
    path,
    source::walk,
};

/// The comments of a document, each with the place it belongs to: a line of its own to the next place, one at a line's end to the last place on that line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Comments(BTreeMap<String, Comment>);

/// The comments of one place, with their `#`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Comment {
    pub before: Vec<String>,
    pub trailing: Option<String>,
}

/// The path under which comments after the last place are kept.
pub(super) const TAIL: &str = "";

impl Comments {
    /// The comments in a text that was read into `root`.
    pub fn of(text: &str, root: &Node) -> Self {
        if !text.contains('#') {
            return Comments::default();
        }
        let lines: Vec<&str> = text.lines().collect();
        let mut places: Vec<Place> = Vec::new();
        let mut covered: BTreeMap<usize, usize> = BTreeMap::new(); // Line -> first column that no scalar covers.
        walk(root, "", root.start, &mut |path, start, node| {
            if !path.is_empty() {
                let ends_here = (node.start.line == start.line && node.end.line == start.line).then_some(node.end.column);
                places.push(Place { line: start.line, path: path.to_owned(), ends_here });
            }
            cover(&mut covered, node, &lines);
        });
        keys(root, &mut |key| {
            let end = covered.entry(key.0).or_default();
            *end = (*end).max(key.1);
        });
        let mut comments = Comments::default();
        let mut next = 0;
        for (index, line) in lines.iter().copied().enumerate() {
            let number = index + 1;
            while next < places.len() && places[next].line < number {
                next += 1;
            }
            let from = covered.get(&number).copied().unwrap_or(0);
            let Some(rest) = line.char_indices().nth(from).map_or((from == 0).then_some(line), |(at, _)| Some(&line[at..])) else {
                continue;
            };
            let Some(comment) = comment_in(rest) else { continue };
            let is_own_line = line.trim_start().starts_with('#');
            let here = &places[next..places.partition_point(|place| place.line <= number)];
            if is_own_line {
                let path = places.get(next).map_or(TAIL, |place| place.path.as_str());
                comments.0.entry(path.to_owned()).or_default().before.push(comment.to_owned());
            } else if let Some(path) = last_on_line(here) {
                comments.0.entry(path.to_owned()).or_default().trailing = Some(comment.to_owned());
            } else {
                // On a line that only closes something: keep it with what comes next.
                let path = places.get(next).map_or(TAIL, |place| place.path.as_str());
                comments.0.entry(path.to_owned()).or_default().before.push(comment.to_owned());
            }
        }
        comments
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn get(&self, path: &str) -> Option<&Comment> {
        self.0.get(path)
    }

    /// The lines before a place, which are then printed: of two places with one path the first has them.
    pub(super) fn take_before(&mut self, path: &str) -> Vec<String> {
        self.0.get_mut(path).map(|comment| std::mem::take(&mut comment.before)).unwrap_or_default()
    }

    /// The comment at the end of a place's line, which is then printed.
    pub(super) fn take_trailing(&mut self, path: &str) -> Option<String> {
        self.0.get_mut(path)?.trailing.take()
    }

    /// Whether a comment stands at a place inside this one.
    pub(super) fn has_inside(&self, place: &str) -> bool {
        self.0
            .range(place.to_owned()..)
            .map(|(path, _)| path.as_str())
            .take_while(|path| path.starts_with(place))
            .any(|path| path != place && is_within(path, place))
    }

    /// The comments of a place and of all inside it, taken out.
    pub fn take(&mut self, place: &str) -> Vec<(String, Comment)> {
        let inside: Vec<String> = self
            .0
            .range(place.to_owned()..)
            .map(|(path, _)| path)
            .take_while(|path| path.starts_with(place))
            .filter(|path| is_within(path, place))
            .cloned()
            .collect();
        inside.into_iter().filter_map(|path| self.0.remove(&path).map(|comment| (path, comment))).collect()
    }

    pub fn put(&mut self, comments: impl IntoIterator<Item = (String, Comment)>) {
        self.0.extend(comments);
    }

    /// Moves comments of places that are not in `present` to the nearest place around them that is.
    pub(super) fn settled(&self, present: &std::collections::BTreeSet<String>) -> Comments {
        let mut settled = Comments::default();
        for (path, comment) in &self.0 {
            let mut place = path.as_str();
            while !place.is_empty() && !present.contains(place) {
                place = path::parent(place).unwrap_or("");
            }
            let kept = settled.0.entry(place.to_owned()).or_default();
            if place == path {
                kept.before.extend(comment.before.iter().cloned());
                kept.trailing.clone_from(&comment.trailing);
            } else {
                kept.before.extend(comment.before.iter().cloned());
                kept.before.extend(comment.trailing.iter().cloned());
            }
        }
        settled
    }
}

fn is_within(path: &str, place: &str) -> bool {
    path.strip_prefix(place).is_some_and(|rest| rest.is_empty() || rest.starts_with('.') || rest.starts_with('['))
}

/// The comment at the end of a line's part that holds no scalar.
fn comment_in(rest: &str) -> Option<&str> {
    let at = rest.find('#')?;
    let before = &rest[..at];
    before
        .chars()
        .all(|c| {
            c.is_whitespace()
                || matches!(c, ']' | '}' | ',' | ':' | '-' | '[' | '{' | '|' | '>' | '"' | '\'' | '+' | '&' | '*' | '!')
                || c.is_ascii_alphanumeric() && before.contains(['|', '>', '&', '*', '!'])
        })
        .then_some(rest[at..].trim_end())
}

/// A place of the document in its text.
struct Place {
    line: usize,
    path: String,
    /// The column at which the place ends, if it is all on its line.
    ends_here: Option<usize>,
}

/// The place that a comment at the end of a line belongs to: the last one that is all on the line, with what it holds (`ports[eth0]` and not `ports[eth0].network`); otherwise the last one that begins there.
fn last_on_line(places: &[Place]) -> Option<&str> {
    let mut last: Option<&Place> = None;
    for place in places.iter().filter(|place| place.ends_here.is_some()) {
        if last.is_none_or(|last| place.ends_here > last.ends_here) {
            last = Some(place);
        }
    }
    last.or(places.last()).map(|place| place.path.as_str())
}

/// Notes what a scalar covers: nothing there is a comment.
fn cover(covered: &mut BTreeMap<usize, usize>, node: &Node, lines: &[&str]) {
    let Value::Scalar { block, .. } = &node.value else { return };
    let (start, end) = (node.start, node.end);
    if *block {
        // Its lines are those as far in as the first one, and empty ones; a comment after it stands further out.
        for line in start.line..=end.line.min(lines.len()) {
            let text = lines[line - 1];
            let indent = text.len() - text.trim_start_matches(' ').len();
            if text.trim().is_empty() || indent + 1 >= start.column {
                covered.insert(line, usize::MAX);
            }
        }
        return;
    }
    for line in start.line..end.line {
        covered.insert(line, usize::MAX);
    }
    let until = covered.entry(end.line).or_default();
    *until = (*until).max(end.column - 1);
}

fn keys(node: &Node, visit: &mut impl FnMut((usize, usize))) {
    match &node.value {
        Value::Scalar { .. } => {}
        Value::Sequence(items) => items.iter().for_each(|item| keys(item, visit)),
        Value::Mapping(entries) => {
            for (key, value) in entries {
                visit((key.end.line, key.end.column - 1));
                keys(value, visit);
            }
        }
    }
}
