use std::collections::BTreeMap;

use super::{
    Position,
    node::{Node, Value},
    path,
};

/// Where each place of a document stands in its text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SourceMap(BTreeMap<String, Position>);

impl SourceMap {
    pub fn of(root: &Node) -> Self {
        let mut map = SourceMap::default();
        walk(root, "", root.start, &mut |path, start, _| {
            map.0.insert(path.to_owned(), start);
        });
        map
    }

    /// The place's position, or that of the nearest place around it.
    pub fn find(&self, path: &str) -> Option<Position> {
        let mut path = path;
        loop {
            if let Some(position) = self.0.get(path) {
                return Some(*position);
            }
            path = path::parent(path)?;
        }
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
