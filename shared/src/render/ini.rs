//! INI files as oslo.config reads them.

use std::fmt::Write as _;

/// Sections with their keys, in the order in which they were added.
#[derive(Default)]
pub struct Ini {
    sections: Vec<(String, Vec<(String, String)>)>,
}

impl Ini {
    /// Begins a section.
    pub fn section(&mut self, name: &str) -> &mut Self {
        self.sections.push((name.to_owned(), Vec::new()));
        self
    }

    /// Sets a key of the section that was begun last. oslo.config takes a line's rest as the value; a line break would begin another key.
    pub fn set(&mut self, key: &str, value: impl ToString) -> &mut Self {
        let value = value.to_string().replace(['\n', '\r'], " ");
        if let Some((_, keys)) = self.sections.last_mut() {
            keys.push((key.to_owned(), value));
        }
        self
    }

    /// Sets a key where there is a value.
    pub fn set_if(&mut self, key: &str, value: Option<impl ToString>) -> &mut Self {
        match value {
            Some(value) => self.set(key, value),
            None => self,
        }
    }

    pub fn write(&self) -> String {
        let mut out = String::new();
        for (index, (name, keys)) in self.sections.iter().enumerate() {
            let _ = writeln!(out, "{}[{name}]", if index == 0 { "" } else { "\n" });
            for (key, value) in keys {
                let _ = writeln!(out, "{key} = {value}");
            }
        }
        out
    }
}
