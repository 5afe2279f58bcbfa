//! Commands of `openstack` that make what is not there yet.

use crate::render::script::{Script, Word, quote};

/// The words of a command.
pub struct Words(Vec<Word>);

impl Words {
    /// A command of `openstack`.
    pub fn new(command: &str) -> Words {
        Words(std::iter::once("openstack").chain(command.split(' ')).map(Word::from).collect())
    }

    pub fn word(mut self, word: impl Into<Word>) -> Self {
        self.0.push(word.into());
        self
    }

    pub fn option(self, name: &str, value: impl Into<Word>) -> Self {
        self.word(name).word(value)
    }

    pub fn option_if(self, name: &str, value: Option<impl Into<Word>>) -> Self {
        match value {
            Some(value) => self.option(name, value),
            None => self,
        }
    }

    pub fn flag(self, name: &str, is_set: bool) -> Self {
        if is_set { self.word(name) } else { self }
    }

    pub fn text(&self) -> String {
        self.0.iter().map(Word::as_str).collect::<Vec<_>>().join(" ")
    }
}

/// Runs the command unless a thing of that name is there: `openstack flavor show NAME` finds it.
pub fn unless_shown(script: &mut Script, what: &str, name: &str, command: Words) {
    script.line(format!("openstack {what} show {} >/dev/null 2>&1 ||\n  {}", quote(name), command.text()));
}

/// Runs the command unless the project has a thing of that name: names are unique inside a project at best.
pub fn unless_listed(script: &mut Script, what: &str, project: &str, name: &str, command: Words) {
    let (project, name) = (quote(project), quote(name));
    script.line(format!("[ -n \"$(openstack {what} list --project {project} --name {name} -f value -c ID)\" ] ||\n  {}", command.text()));
}
