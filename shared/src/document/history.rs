use super::{Command, CommandError, Diff, Document};

/// A document with what was done to it, to take back and do again.
#[derive(Clone, Debug)]
pub struct History {
    document: Document,
    done: Vec<Diff>,
    undone: Vec<Diff>,
}

impl History {
    pub fn new(document: Document) -> Self {
        History { document, done: Vec::new(), undone: Vec::new() }
    }

    pub fn document(&self) -> &Document {
        &self.document
    }

    /// Carries a command out and remembers it; a command that changes nothing is not remembered.
    pub fn apply(&mut self, command: &Command) -> Result<Diff, CommandError> {
        let diff = self.document.apply(command)?;
        self.remember(diff.clone());
        Ok(diff)
    }

    /// Takes a whole other document in its place, as one step: typed YAML is such a change.
    pub fn replace(&mut self, document: Document) -> Diff {
        let diff = self.document.diff_to(&document);
        self.document = document;
        self.remember(diff.clone());
        diff
    }

    pub fn undo(&mut self) -> Option<Diff> {
        let diff = self.done.pop()?;
        let inverse = diff.inverse();
        self.document.apply_diff(&inverse);
        self.undone.push(diff);
        Some(inverse)
    }

    pub fn redo(&mut self) -> Option<Diff> {
        let diff = self.undone.pop()?;
        self.document.apply_diff(&diff);
        self.done.push(diff.clone());
        Some(diff)
    }

    pub fn can_undo(&self) -> bool {
        !self.done.is_empty()
    }

    pub fn can_redo(&self) -> bool {
        !self.undone.is_empty()
    }

    fn remember(&mut self, diff: Diff) {
        if !diff.is_empty() {
            self.done.push(diff);
            self.undone.clear();
        }
    }
}
