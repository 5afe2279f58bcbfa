use std::rc::Rc;

use crate::{
    diagnostic::{Diagnostic, Fix, Severity, Subject},
    document::Command,
    model::Kind,
};

use super::{
    Context,
    trace::{Trace, Unit},
};

/// A rule: what it is called, how much it matters, what it reads and how it looks.
pub struct Rule {
    /// `family/name`; names the bad thing, not the remedy.
    pub id: &'static str,
    /// The severity of its findings, unless one says otherwise.
    pub severity: Severity,
    /// What its findings depend on: nothing else may be read, so that a later edit elsewhere needs no new look.
    pub reads: &'static [Input],
    pub check: fn(&Context<'_>, &mut Findings),
}

/// Something that a rule reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Input {
    /// Records of a kind; of a single kind the record.
    Records(Kind),
    /// Records of a kind, each by itself through [`Context::each`].
    Each(Kind),
    /// Records of a kind through [`Context::index`] alone: by name, or as members of a group.
    Named(Kind),
    /// Some fields of the records of a kind, by their keys, and how many records there are in which order. A rule that tells of records reads
    /// their `name` and `id` too.
    Fields(Kind, &'static [&'static str]),
    /// Some fields of the records of a kind, or all where none is named, by the graph of all layers or the address book: what is found while
    /// [`Context::each`] or [`Context::segments`] is at a record or segment must depend on what stands around that, names included.
    Around(Kind, &'static [&'static str]),
    /// The host's CPU facts.
    Cpu,
    /// The host's memory facts.
    Memory,
    /// Whether KVM and nesting work.
    Kvm,
    /// Which firmware the host has for machines.
    Firmware,
    /// The host's pools, volumes and file systems.
    Storage,
    /// The host's networks, interfaces and routes.
    HostNetworks,
    /// The host's domains.
    Domains,
    /// What the other rules found: such a rule runs after them.
    Findings,
}

impl Input {
    /// The kind of record that is read, if it is one.
    pub fn kind(self) -> Option<Kind> {
        match self {
            Input::Records(kind) | Input::Each(kind) | Input::Named(kind) | Input::Fields(kind, _) | Input::Around(kind, _) => Some(kind),
            _ => None,
        }
    }

    /// Whether the input is the host's and not the document's.
    pub fn is_of_host(self) -> bool {
        matches!(self, Input::Cpu | Input::Memory | Input::Kvm | Input::Firmware | Input::Storage | Input::HostNetworks | Input::Domains)
    }
}

/// Takes a rule's findings.
pub struct Findings {
    rule: &'static Rule,
    /// The eye that says which record is looked at.
    trace: Rc<Trace>,
    diagnostics: Vec<(Unit, Diagnostic)>,
}

impl Findings {
    pub(super) fn new(rule: &'static Rule, trace: Rc<Trace>) -> Self {
        Findings { rule, trace, diagnostics: Vec::new() }
    }

    /// A finding of the rule's own severity. `message` says what is wrong, in numbers; `help` what to do.
    pub fn add(&mut self, subject: Subject, message: impl Into<String>, help: impl Into<String>) -> Finding<'_> {
        let diagnostic = Diagnostic {
            rule: self.rule.id.to_owned(),
            severity: self.rule.severity,
            changed: None,
            subject,
            message: message.into(),
            help: help.into(),
            fixes: Vec::new(),
        };
        self.diagnostics.push((self.trace.at(), diagnostic));
        let index = self.diagnostics.len() - 1;
        Finding(&mut self.diagnostics[index].1)
    }

    /// The findings with the records that were looked at, in the order of these: in whatever order they were looked at, it is the same list.
    pub(super) fn into_found(mut self) -> Vec<(Unit, Diagnostic)> {
        self.diagnostics.sort_by_key(|(unit, _)| *unit);
        self.diagnostics
    }
}

/// A finding that may be given more.
pub struct Finding<'a>(&'a mut Diagnostic);

impl Finding<'_> {
    /// Offers an edit that mends the finding.
    pub fn fix(self, title: impl Into<String>, command: Command) -> Self {
        self.0.fixes.push(Fix { title: title.into(), command });
        self
    }

    /// Gives the finding another severity than the rule's.
    pub fn severity(self, severity: Severity) -> Self {
        self.0.severity = severity;
        self
    }
}
