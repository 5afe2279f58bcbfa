//! Text that is typed into the YAML page and not applied yet. It outlives a change of tab.

use labwright_shared::{
    document::{self, Document, ReadDocument},
    yaml::YamlError,
};
use leptos::prelude::*;

use super::App;

#[derive(Clone, Copy)]
pub struct YamlDraft {
    /// The typed text; the document's own where absent.
    pub text: RwSignal<Option<String>>,
    /// The document's text when the typing began: when it changes meanwhile, that is told.
    pub base: StoredValue<Option<String>>,
}

impl YamlDraft {
    pub fn new() -> Self {
        YamlDraft { text: RwSignal::new(None), base: StoredValue::new(None) }
    }

    pub fn drop_draft(&self) {
        self.text.set(None);
        self.base.set_value(None);
    }

    /// Takes what was typed, or nothing if it is what the document says anyway.
    pub fn typed(&self, app: App, text: String) {
        let own = app.doc.with(Document::to_yaml);
        if text == own {
            self.drop_draft();
            return;
        }
        if self.base.with_value(Option::is_none) {
            self.base.set_value(Some(own));
        }
        self.text.set(Some(text));
    }
}

impl Default for YamlDraft {
    fn default() -> Self {
        YamlDraft::new()
    }
}

/// Reads the text and puts it in place as one step.
pub fn apply(app: App, text: &str) -> Result<(), Vec<YamlError>> {
    let ReadDocument { document, .. } = document::read(text)?;
    app.doc.replace(document);
    app.yaml.drop_draft();
    Ok(())
}
