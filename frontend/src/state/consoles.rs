//! The serial consoles that are open.

use leptos::prelude::*;

#[derive(Clone, Copy)]
pub struct Consoles {
    /// Machines by name, in the order in which they were opened.
    pub open: RwSignal<Vec<String>>,
    pub shown: RwSignal<Option<String>>,
}

impl Consoles {
    pub fn new() -> Self {
        Consoles { open: RwSignal::default(), shown: RwSignal::new(None) }
    }

    pub fn show(&self, machine: &str) {
        if self.open.with_untracked(|open| !open.iter().any(|name| name == machine)) {
            self.open.update(|open| open.push(machine.to_owned()));
        }
        self.shown.set(Some(machine.to_owned()));
    }

    pub fn close(&self, machine: &str) {
        self.open.update(|open| open.retain(|name| name != machine));
        if self.shown.with_untracked(|shown| shown.as_deref() == Some(machine)) {
            self.shown.set(self.open.with_untracked(|open| open.last().cloned()));
        }
    }

    pub fn clear(&self) {
        self.open.set(Vec::new());
        self.shown.set(None);
    }
}

impl Default for Consoles {
    fn default() -> Self {
        Consoles::new()
    }
}
