use std::collections::{BTreeMap, BTreeSet};

use crate::{
    plan::Plan,
    render::script::{Word, variable},
    value::SecretRef,
};

use super::{
    helper::Helper,
    text::{self, Piece},
};

/// The steps of a script, and what they need of its head.
pub struct Writer<'a> {
    pub plan: &'a Plan,
    pub digest: String,
    pub lines: Vec<String>,
    pub helpers: BTreeSet<Helper>,
    /// The checks of each secret's value.
    pub secrets: BTreeMap<SecretRef, BTreeSet<&'static str>>,
    indent: usize,
}

impl<'a> Writer<'a> {
    pub fn new(plan: &'a Plan) -> Self {
        Writer { plan, digest: plan.digest().to_string(), lines: Vec::new(), helpers: BTreeSet::new(), secrets: BTreeMap::new(), indent: 0 }
    }

    /// Puts functions into the script, with those that they call.
    pub fn uses(&mut self, helpers: &[Helper]) {
        for helper in helpers {
            if self.helpers.insert(*helper) {
                self.uses(helper.needs());
            }
        }
    }

    pub fn blank(&mut self) {
        self.lines.push(String::new());
    }

    pub fn line(&mut self, line: impl AsRef<str>) {
        self.lines.push(format!("{:indent$}{}", "", line.as_ref(), indent = self.indent * 2));
    }

    /// A comment.
    pub fn why(&mut self, text: &str) {
        for line in text.lines() {
            self.line(format!("# {line}"));
        }
    }

    /// A command of words, each quoted where bash would read it otherwise.
    pub fn run(&mut self, words: impl IntoIterator<Item = impl Into<Word>>) {
        self.line(command(words));
    }

    /// What stands between two lines, set in.
    pub fn block(&mut self, begin: &str, end: &str, inside: impl FnOnce(&mut Self)) {
        self.line(begin);
        self.indent += 1;
        inside(self);
        self.indent -= 1;
        self.line(end);
    }

    /// A command whose standard input is a text.
    pub fn feed(&mut self, words: impl IntoIterator<Item = impl Into<Word>>, content: &str) {
        let command = command(words);
        if text::is_readable(content) {
            let end = text::end_of(content);
            self.line(format!("{command} <<'{end}'"));
            self.lines.push(format!("{content}{end}"));
        } else {
            self.line(format!("printf {} | {command}", text::format(&[Piece::Text(content)])));
        }
    }

    /// The same for a text in which secrets stand as `${secret:NAME}`; their values come from variables.
    pub fn feed_with_secrets(&mut self, words: impl IntoIterator<Item = impl Into<Word>>, content: &str) {
        let pieces = text::pieces(content);
        let mut any = false;
        for piece in &pieces {
            if let Piece::Secret { secret, quoted } = piece {
                any = true;
                self.secrets.entry(secret.clone()).or_default().insert(if *quoted { "check_quoted" } else { "check_plain" });
            }
        }
        if !any {
            return self.feed(words, content);
        }
        self.uses(&[Helper::Secret]);
        let command = command(words);
        if text::is_readable(content) {
            let end = text::end_of(content);
            self.line(format!("{command} <<{end}"));
            self.lines.push(format!("{}{end}", text::expanding(&pieces)));
        } else {
            self.line(format!("printf {} | {command}", text::format(&pieces)));
        }
    }
}

fn command(words: impl IntoIterator<Item = impl Into<Word>>) -> String {
    let words: Vec<Word> = words.into_iter().map(Into::into).collect();
    words.iter().map(Word::as_str).collect::<Vec<_>>().join(" ")
}

/// The word that stands for a secret's value.
pub fn value_of(secret: &SecretRef, quoted: bool) -> String {
    let variable = variable(secret);
    if quoted { format!("$(escaped \"${variable}\")") } else { format!("${variable}") }
}
