use super::node::{Node, Value};

/// The path of a mapping's field.
pub fn field(parent: &str, key: &str) -> String {
    let mut path = parent.to_owned();
    push_field(&mut path, key);
    path
}

/// A path below a field or an item.
pub fn field_below(parent: &str, below: &str) -> String {
    match below.chars().next() {
        None => parent.to_owned(),
        Some('[') => format!("{parent}{below}"),
        Some(_) => format!("{parent}.{below}"),
    }
}

/// The path of a list's item: by its identity where it has one, otherwise by its number from 0.
pub fn item(parent: &str, index: usize, identity: Option<&str>) -> String {
    let mut path = parent.to_owned();
    push_item(&mut path, index, identity);
    path
}

pub fn push_field(path: &mut String, key: &str) {
    if !path.is_empty() {
        path.push('.');
    }
    path.push_str(key);
}

pub fn push_item(path: &mut String, index: usize, identity: Option<&str>) {
    path.push('[');
    match identity {
        Some(identity) => path.push_str(identity),
        None => path.push_str(&index.to_string()),
    }
    path.push(']');
}

/// The fields that may give a list's item its identity, the first that is there.
pub const IDENTITY: [&str; 4] = ["id", "name", "machine", "image"];

/// The identity of a list's item, if it is a mapping that has one.
pub fn identity(node: &Node) -> Option<&str> {
    match &node.value {
        Value::Mapping(_) => IDENTITY.iter().find_map(|key| node.get(key)?.as_text()),
        Value::Scalar { .. } | Value::Sequence(_) => None,
    }
}

/// The identity of a list's item in its serialised form.
pub fn json_identity(value: &serde_json::Value) -> Option<&str> {
    let object = value.as_object()?;
    IDENTITY.iter().find_map(|key| object.get(*key)?.as_str())
}

/// The place that holds a place: `a.b[c]` for `a.b[c].d`, `a.b` for `a.b[c]`.
pub fn parent(path: &str) -> Option<&str> {
    if path.is_empty() {
        return None;
    }
    if let Some(open) = path.strip_suffix(']').and_then(|inside| inside.rfind('[')) {
        return Some(&path[..open]);
    }
    // A dot inside brackets belongs to a name.
    let after_bracket = path.rfind(']').map_or(0, |at| at + 1);
    Some(
        path[after_bracket..]
            .rfind('.')
            .map_or(if after_bracket > 0 { &path[..after_bracket] } else { "" }, |dot| &path[..after_bracket + dot]),
    )
}
