//! YAML both ways: read with positions, comments and limits; printed canonically.
//!
//! Every place in a document has a path such as `machines[undercloud].ports[eth0].address`: list items stand by their identity where they have one, so that positions, comments and findings keep their place when the order changes.

mod comments;
mod decode;
mod error;
mod node;
mod path;
mod print;
mod source;
mod substitute;

pub use comments::{Comment, Comments};
pub(crate) use error::in_order;
pub use error::{Position, YamlError};
pub use node::{Limits, Node};
pub use path::{IDENTITY, field_below as path_below, json_identity};
pub use print::{print, print_plain, print_with};
pub use source::SourceMap;
pub use substitute::Substituted;

use decode::Form;
use serde::{Serialize, de::DeserializeOwned};

/// Reads one value from a document; every unknown field is named, and the first value that does not fit.
pub fn from_str<T: DeserializeOwned>(text: &str) -> Result<T, Vec<YamlError>> {
    let node = Node::parse(text, &Limits::default()).map_err(|error| vec![error])?;
    decode::decode(&node, "", Form::Yaml)
}

/// Reads a value from a part of a document; `at` is the part's path.
pub fn from_node<T: DeserializeOwned>(node: &Node, at: &str) -> Result<T, Vec<YamlError>> {
    decode::decode(node, at, Form::Yaml)
}

/// Reads a value from its JSON form; the error's path tells where.
pub fn from_json<T: DeserializeOwned>(value: &serde_json::Value) -> Result<T, YamlError> {
    decode::decode(&Node::from_json(value), "", Form::Json).map_err(|mut errors| errors.swap_remove(0))
}

/// The canonical print of a value.
///
/// # Panics
/// When a type's `Serialize` fails or makes a map with keys that are not strings; no type of the core does.
pub fn to_string<T: Serialize>(value: &T) -> String {
    let value = serde_json::to_value(value).expect("the core's types serialise");
    print(&value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;
    use serde_json::{Value, json};

    #[derive(Debug, PartialEq, Deserialize)]
    struct Thing {
        text: Option<String>,
        #[serde(default)]
        count: u32,
    }

    #[test]
    fn json_texts_stay_texts() {
        for text in ["null", "~", "", "true", "12", "1.5"] {
            let thing = Thing { text: Some(text.to_owned()), count: 0 };
            assert_eq!(from_json::<Thing>(&json!({ "text": text, "new": [1] })).unwrap(), thing);
        }
        assert_eq!(from_json::<Thing>(&json!({ "text": null, "count": 3 })).unwrap(), Thing { text: None, count: 3 });
        let value = json!({ "a": [null, true, -1, 1.5, u64::MAX, "null", "1", {}], "b": 1e300 });
        assert_eq!(from_json::<Value>(&value).unwrap(), value);
    }

    #[test]
    fn json_tells_texts_from_numbers() {
        let error = |value: Value| from_json::<Vec<Thing>>(&value).map_err(|error| (error.path, error.message)).unwrap_err();
        let expected = |path: &str, message: &str| (path.to_owned(), message.to_owned());
        assert_eq!(error(json!([{ "text": 5 }])), expected("[0].text", "expected a text, found 5"));
        assert_eq!(error(json!([{ "count": "5" }])), expected("[0].count", "expected a whole number from 0 to 4294967295, found \"5\""));
        assert_eq!(error(json!([{ "name": "a", "count": -1 }])).0, "[a].count");
    }
}
