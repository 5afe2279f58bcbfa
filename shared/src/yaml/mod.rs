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

pub use comments::{Comment, Comments};
pub use error::{Position, YamlError};
pub use node::{Limits, Node};
pub use path::json_identity;
pub use print::{print, print_with};
pub use source::SourceMap;

use serde::{Serialize, de::DeserializeOwned};

/// Reads one value from a document; every unknown field is named, and the first value that does not fit.
pub fn from_str<T: DeserializeOwned>(text: &str) -> Result<T, Vec<YamlError>> {
    let node = Node::parse(text, &Limits::default()).map_err(|error| vec![error])?;
    decode::decode(&node, "")
}

/// Reads a value from a part of a document; `at` is the part's path.
pub fn from_node<T: DeserializeOwned>(node: &Node, at: &str) -> Result<T, Vec<YamlError>> {
    decode::decode(node, at)
}

/// The canonical print of a value.
///
/// # Panics
/// When a type's `Serialize` fails or makes a map with keys that are not strings; no type of the core does.
pub fn to_string<T: Serialize>(value: &T) -> String {
    let value = serde_json::to_value(value).expect("the core's types serialise");
    print(&value)
}
