use std::{collections::BTreeMap, sync::OnceLock};

use super::{
    Position,
    node::{Node, Value},
    path,
};

/// Where each place of a document stands in its text; worked out when it is first asked.
#[derive(Clone, Debug, Default)]
pub struct SourceMap {
    root: Option<Node>,
    places: OnceLock<BTreeMap<String, Position>>,
}

impl SourceMap {
    pub fn of(root: Node) -> Self {
        SourceMap { root: Some(root), places: OnceLock::new() }
    }

    fn places(&self) -> &BTreeMap<String, Position> {
        self.places.get_or_init(|| {
            let mut places = BTreeMap::new();
            if let Some(root) = &self.root {
                walk(root, "", root.start, &mut |path, start, _| {
                    places.insert(path.to_owned(), start);
                });
            }
            places
        })
    }

    /// The place's position, or that of the nearest place around it.
    pub fn find(&self, path: &str) -> Option<Position> {
        let mut path = path;
        loop {
            if let Some(position) = self.places().get(path) {
                return Some(*position);
            }
            path = path::parent(path)?;
        }
    }
}

impl PartialEq for SourceMap {
    fn eq(&self, other: &Self) -> bool {
        self.places() == other.places()
    }
}

/// Visits every place in the text's order: its path, where it starts (a field with its name) and its node.
pub(super) fn walk(node: &Node, at: &str, start: Position, visit: &mut impl FnMut(&str, Position, &Node)) {
    visit(at, start, node);
    match &node.value {
        Value::Scalar { .. } => {}
        Value::Sequence(items) => {
            for (index, item) in items.iter().enumerate() {
                walk(item, &path::item(at, index, path::identity(item)), item.start, visit);
            }
        }
        Value::Mapping(entries) => {
            for (key, value) in entries {
                walk(value, &path::field(at, &key.text), key.start, visit);
            }
        }
    }
}
