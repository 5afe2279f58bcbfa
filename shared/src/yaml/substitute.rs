//! Texts of a document that stand for other values.

use super::{
    YamlError,
    node::{Node, Value},
    path,
};

/// A text that was replaced: its path, and what stood there.
pub type Substituted = (String, String);

impl Node {
    /// Replaces every text for which `replace` has a value. A value that is not a text stands as if it had been written without quotes.
    pub fn substitute(
        &mut self,
        at: &str,
        replace: &dyn Fn(&str) -> Option<Result<serde_json::Value, String>>,
        errors: &mut Vec<YamlError>,
    ) -> Vec<Substituted> {
        let mut done = Vec::new();
        match &mut self.value {
            Value::Scalar { text, plain, block } => match replace(text) {
                None => {}
                Some(Err(message)) => errors.push(YamlError { message, position: self.start, path: at.to_owned() }),
                Some(Ok(json)) => {
                    done.push((String::new(), std::mem::take(text)));
                    (*text, *plain, *block) = match json {
                        serde_json::Value::String(value) => (value, false, false),
                        value => (value.to_string(), true, false),
                    };
                }
            },
            Value::Mapping(entries) => {
                for (key, node) in entries {
                    let inside = node.substitute(&path::field(at, &key.text), replace, errors);
                    done.extend(inside.into_iter().map(|(below, text)| (path::field_below(&key.text, &below), text)));
                }
            }
            Value::Sequence(items) => {
                for (index, item) in items.iter_mut().enumerate() {
                    let inside = item.substitute(&path::item(at, index, None), replace, errors);
                    // An item may be known by what was replaced.
                    let own = path::item("", index, path::identity(item));
                    done.extend(inside.into_iter().map(|(below, text)| (path::field_below(&own, &below), text)));
                }
            }
        }
        done
    }
}
