//! Bash scripts: words quoted, secrets taken from the environment.

use std::{collections::BTreeMap, fmt::Display};

use crate::value::SecretRef;

/// A bash script that stops at the first command that fails.
pub struct Script {
    about: String,
    secrets: BTreeMap<SecretRef, String>,
    lines: Vec<String>,
}

impl Script {
    /// A script that says in its first lines what it does.
    pub fn new(about: impl Into<String>) -> Script {
        Script { about: about.into(), secrets: BTreeMap::new(), lines: Vec::new() }
    }

    /// A comment: why the lines after it stand there.
    pub fn why(&mut self, text: &str) -> &mut Self {
        if !self.lines.is_empty() {
            self.lines.push(String::new());
        }
        self.lines.extend(text.lines().map(|line| format!("# {line}")));
        self
    }

    /// A line of bash as it is.
    pub fn line(&mut self, line: impl Into<String>) -> &mut Self {
        self.lines.push(line.into());
        self
    }

    /// A command of words; each is quoted where bash would read it otherwise. See [`word`] for words that stand as they are.
    pub fn run<W: Into<Word>>(&mut self, words: impl IntoIterator<Item = W>) -> &mut Self {
        let words: Vec<String> = words.into_iter().map(|word| word.into().0).collect();
        self.lines.push(words.join(" "));
        self
    }

    /// The word that stands for a secret's value, which the script takes from its environment.
    pub fn secret(&mut self, secret: &SecretRef) -> Word {
        let variable = variable(secret);
        self.secrets.insert(secret.clone(), variable.clone());
        Word(format!("\"${variable}\""))
    }

    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    pub fn write(&self) -> String {
        let mut out = format!("#!/usr/bin/env bash\n{}set -euo pipefail\n", super::file::comment(&self.about));
        if !self.secrets.is_empty() {
            out += "\n# Secrets come from the environment: no value stands in this file.\n";
        }
        for (secret, variable) in &self.secrets {
            out += &format!(": \"${{{variable}:?set it to the value of {secret}}}\"\n");
        }
        out += "\n";
        for line in &self.lines {
            out += line;
            out.push('\n');
        }
        out
    }
}

/// A word of a command, quoted.
pub struct Word(String);

impl Word {
    /// Text that bash is to read: a variable or a substitution, quoted by whoever wrote it.
    pub fn bash(text: impl Into<String>) -> Word {
        Word(text.into())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<T: Display> From<T> for Word {
    fn from(text: T) -> Word {
        Word(quote(&text.to_string()))
    }
}

/// A word as bash takes it literally.
pub fn quote(text: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_./:=,@%+".contains(c);
    if !text.is_empty() && text.chars().all(is_plain) { text.to_owned() } else { format!("'{}'", text.replace('\'', r"'\''")) }
}

/// The variable of a secret: `SECRET_` and its name, where `-`, `_` and `.` become `_`, `__` and `_DOT_`.
pub fn variable(secret: &SecretRef) -> String {
    let name = secret.name().as_str().replace('_', "__").replace('-', "_").replace('.', "_DOT_");
    format!("SECRET_{}", name.to_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use super::{Script, Word, quote};

    #[test]
    fn words_stay_words() {
        assert_eq!(quote("a b"), "'a b'");
        assert_eq!(quote("it's; rm -rf $HOME"), r"'it'\''s; rm -rf $HOME'");
        assert_eq!(quote(""), "''");
        assert_eq!(quote("--port=7001"), "--port=7001");
        assert_eq!(quote("~/x"), "'~/x'");
    }

    #[test]
    fn secrets_come_from_the_environment() {
        let mut script = Script::new("Adds a user.");
        let password = script.secret(&"secret:ocp-user_1".parse().unwrap());
        script.run([Word::from("user"), "add".into(), password]);
        let text = script.write();
        assert!(text.contains("user add \"$SECRET_OCP_USER__1\"\n"), "{text}");
        assert!(text.contains(": \"${SECRET_OCP_USER__1:?set it to the value of secret:ocp-user_1}\"\n"), "{text}");
    }
}
