//! A lab under edit: the structured document is the truth, commands change it, diffs take changes back, YAML is its print.

mod bindings;
mod command;
mod diff;
mod field;
mod history;
mod read;
pub mod records;
pub mod references;

pub use bindings::Bindings;
pub use command::{Command, CommandError};
pub use diff::{Change, Diff};
pub use history::History;
pub use read::{ReadDocument, read};

use crate::{
    model::{Kind, Lab, Record, RecordRef},
    value::Sha256,
    yaml::{self, Comments},
};

/// A lab with the comments of its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    lab: Lab,
    comments: Comments,
    bindings: Bindings,
}

impl Document {
    pub fn new(lab: Lab) -> Self {
        Document { lab, comments: Comments::default(), bindings: Bindings::default() }
    }

    pub fn lab(&self) -> &Lab {
        &self.lab
    }

    /// The document's canonical text.
    pub fn to_yaml(&self) -> String {
        let mut value = serde_json::to_value(&self.lab).expect("a lab serialises");
        self.bindings.write_into(&mut value);
        yaml::print_with(&value, &self.comments)
    }

    /// The digest of what is built: the content without comments and positions.
    pub fn content_digest(&self) -> Sha256 {
        let content = Lab { view: Default::default(), settings: Default::default(), parameters: Default::default(), ..self.lab.clone() };
        Sha256::of(yaml::to_string(&content).as_bytes())
    }

    /// The record of that kind and identity.
    pub fn record(&self, reference: &RecordRef) -> Option<Record> {
        records::get(&self.lab, reference)
    }

    /// Carries a command out. A command that does not fit leaves the document as it is.
    pub fn apply(&mut self, command: &Command) -> Result<Diff, CommandError> {
        let mut next = self.clone();
        let diff = command::carry_out(&mut next, command)?;
        *self = next;
        Ok(diff)
    }

    /// Applies a diff that this document's history made.
    pub fn apply_diff(&mut self, diff: &Diff) {
        diff::apply(self, diff);
    }

    /// What leads from this document to another one, as one diff.
    pub fn diff_to(&self, other: &Document) -> Diff {
        diff::between(self, other)
    }

    /// The identities of the records of a kind, in the document's order.
    pub fn references(&self, kind: Kind) -> Vec<RecordRef> {
        records::references(&self.lab, kind)
    }
}
