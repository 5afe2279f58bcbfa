//! Reading a record's serialised form by the paths that commands and findings use.

use labwright_shared::yaml::json_identity;
use serde_json::Value;

/// The value at a path such as `ports[eth0].address`.
pub fn at<'a>(root: &'a Value, path: &str) -> Option<&'a Value> {
    let mut place = root;
    let mut rest = path;
    while !rest.is_empty() {
        if let Some(inside) = rest.strip_prefix('[') {
            let (id, after) = inside.split_once(']')?;
            let items = place.as_array()?;
            let by_id = items.iter().find(|item| json_identity(item) == Some(id));
            place = by_id.or_else(|| items.get(id.parse::<usize>().ok()?))?;
            rest = after.strip_prefix('.').unwrap_or(after);
        } else {
            let end = rest.find(['.', '[']).unwrap_or(rest.len());
            place = place.get(&rest[..end])?;
            rest = &rest[end..];
            rest = rest.strip_prefix('.').unwrap_or(rest);
        }
    }
    Some(place)
}

/// The value as a form shows it: nothing for what is absent.
pub fn text(root: &Value, path: &str) -> String {
    match at(root, path) {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(Value::Array(items)) => {
            items.iter().map(|item| item.as_str().map_or_else(|| item.to_string(), str::to_owned)).collect::<Vec<_>>().join("\n")
        }
        Some(other) => other.to_string(),
    }
}

/// The path of a field below another.
pub fn below(at: &str, key: &str) -> String {
    if at.is_empty() { key.to_owned() } else { format!("{at}.{key}") }
}

/// The texts of a list.
pub fn words(list: &Value) -> Vec<String> {
    list.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}

/// What an item says beside what it is known by, in a line.
pub fn summary(item: &Value) -> String {
    let identity = json_identity(item);
    let said = item.as_object().into_iter().flatten().filter_map(|(_, value)| match value {
        Value::String(text) if Some(text.as_str()) != identity => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Array(items) if items.len() == 1 => items[0].as_str().or_else(|| json_identity(&items[0])).map(str::to_owned),
        Value::Array(items) => Some(items.len().to_string()),
        _ => None,
    });
    said.take(5).collect::<Vec<_>>().join(" · ")
}

/// The names of a list's items as paths write them: the identity, or the number.
pub fn items(root: &Value, path: &str) -> Vec<String> {
    let Some(Value::Array(items)) = at(root, path) else { return Vec::new() };
    let name = |(index, item): (usize, &Value)| json_identity(item).map_or_else(|| index.to_string(), str::to_owned);
    items.iter().enumerate().map(name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn paths_lead_into_lists() {
        let root = json!({"ports": [{"name": "eth0", "address": "10.0.0.1"}, {"name": "eth.1"}], "after": ["a", "b"]});
        assert_eq!(text(&root, "ports[eth0].address"), "10.0.0.1");
        assert_eq!(text(&root, "ports[eth.1].name"), "eth.1");
        assert_eq!(text(&root, "ports[eth9].name"), "");
        assert_eq!(text(&root, "after"), "a\nb");
        assert_eq!(items(&root, "ports"), ["eth0", "eth.1"]);
        assert_eq!(items(&root, "after"), ["0", "1"]);
    }
}
