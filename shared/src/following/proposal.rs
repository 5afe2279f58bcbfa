use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::{
    addresses::blanks,
    diagnostic::{Diagnostic, Report, Severity},
    document::{Command, Document},
    facts::HostFacts,
    model::{Kind, Lab, RecordRef},
    rules::Checker,
};

/// How often a way's offered fixes are taken before it counts as one that brings errors.
const FIXES: usize = 12;

/// Something to do in a lab, in one of several ways.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Proposal {
    /// What is done in any case, and first.
    pub first: Vec<Command>,
    /// How the rest can be done, from the best way to the last.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ways: Vec<Vec<Command>>,
}

impl Proposal {
    /// Where the rules are not asked: the best way, as it is.
    pub fn unsettled(mut self) -> Vec<Command> {
        if !self.ways.is_empty() {
            self.first.extend(self.ways.swap_remove(0));
        }
        self.first
    }

    /// What is done first, with what the address book gives the networks that it adds without an address. Then the best way that brings no
    /// error, with the fixes that the rules offer for the errors it would bring; the last one where each brings some.
    pub fn settle(self, lab: &Lab, facts: Option<&HostFacts>) -> Vec<Command> {
        let mut first = Draft { document: Document::new(lab.clone()), commands: Vec::new() };
        first.run_all(self.first);
        first.address(facts);
        if self.ways.iter().all(Vec::is_empty) {
            return first.commands;
        }
        let mut checker = Checker::default();
        let mut last = first.clone();
        let before = errors(&checker.check(first.document.lab(), facts, None));
        for way in self.ways {
            last = first.clone();
            last.run_all(way);
            if last.mend(&before, facts, &mut checker) {
                break;
            }
        }
        last.commands
    }
}

/// A copy of the lab, with the commands that made it.
#[derive(Clone)]
struct Draft {
    document: Document,
    commands: Vec<Command>,
}

impl Draft {
    fn run(&mut self, command: Command) -> bool {
        let fits = self.document.apply(&command).is_ok();
        if fits {
            self.commands.push(command);
        }
        fits
    }

    fn run_all(&mut self, commands: Vec<Command>) {
        for command in commands {
            self.run(command);
        }
    }

    /// Gives the networks that were added what the address book has for them.
    fn address(&mut self, facts: Option<&HostFacts>) {
        let networks: Vec<RecordRef> = self.commands.iter().filter_map(added).filter(|record| record.kind == Kind::Networks).collect();
        for network in networks {
            self.run_all(blanks::network(&self.document, facts, &network));
        }
    }

    /// Takes the offered fixes of errors that were not there before. Whether none is left.
    fn mend(&mut self, before: &BTreeSet<(String, String)>, facts: Option<&HostFacts>, checker: &mut Checker) -> bool {
        for _ in 0..FIXES {
            let report = checker.check(self.document.lab(), facts, None);
            let mut new = errors_of(&report).filter(|found| !before.contains(&key(found))).peekable();
            if new.peek().is_none() {
                return true;
            }
            let fix = new.find_map(|found| found.fixes.first()).map(|fix| fix.command.clone());
            if !fix.is_some_and(|fix| self.run(fix)) {
                return false;
            }
        }
        false
    }
}

fn added(command: &Command) -> Option<RecordRef> {
    if let Command::Add { record, .. } = command { Some(record.reference()) } else { None }
}

fn errors_of(report: &Report) -> impl Iterator<Item = &Diagnostic> {
    report.diagnostics.iter().filter(|found| found.severity == Severity::Error)
}

fn key(found: &Diagnostic) -> (String, String) {
    (found.rule.clone(), found.subject.to_string())
}

fn errors(report: &Report) -> BTreeSet<(String, String)> {
    errors_of(report).map(key).collect()
}
