//! Text that is typed into the YAML page and not applied yet. It outlives a change of tab.

use labwright_shared::{
    document::{self, Document, ReadDocument},
    yaml::YamlError,
};
use leptos::prelude::*;

use super::{App, ui::Tab};

#[derive(Clone, Copy)]
pub struct YamlDraft {
    /// The typed text; the document's own where absent.
    pub text: RwSignal<Option<String>>,
    /// The document's text when the typing began: when it changes meanwhile, that is told.
    pub base: StoredValue<Option<String>>,
    /// The place of the lab whose line is to be shown, and a count so that the same one can be gone to twice.
    pub sought: RwSignal<Option<(String, u32)>>,
}

impl YamlDraft {
    pub fn new() -> Self {
        YamlDraft { text: RwSignal::new(None), base: StoredValue::new(None), sought: RwSignal::new(None) }
    }

    /// Shows the line of a place of the lab, such as `machines[a].memory`.
    pub fn seek(&self, app: App, place: String) {
        let count = self.sought.with_untracked(|sought| sought.as_ref().map_or(0, |(_, count)| *count)) + 1;
        self.sought.set(Some((place, count)));
        app.ui.tab.set(Tab::Yaml);
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
