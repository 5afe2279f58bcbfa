//! Whether a rule says what it reads. From case to case of its test, part by part, it is asked again only where what it says it reads is other:
//! it must then find what it finds when all is new.

use labwright_shared::{
    diagnostic::{Diagnostic, Report},
    facts::HostFacts,
    model::{Kind, Lab},
    plan::Instance,
    rules::{Checker, Rule, check},
};
use serde_json::{Value, json};

use crate::markdown::{
    cases::Case,
    run::{self, Told},
};

/// The first part that a rule reads without saying so. Cases that cannot be read are told of elsewhere.
pub fn undeclared(rule: &Rule, cases: &[Case]) -> Option<String> {
    let told: Vec<(&str, Told)> = cases.iter().filter_map(|case| Some((case.title.as_str(), run::read(case).ok()?))).collect();
    let mut now = Now::default();
    let mut from = "";
    for (title, Told { read, facts, instance }) in told.iter().chain(told.first()) {
        let lab = json!(read.document.lab());
        let is_first = now.lab.is_null();
        if is_first {
            now.lab = lab.clone();
        }
        for kind in Kind::ALL {
            if now.take(kind, &lab)
                && let Some(problem) = now.differs(rule)
            {
                return Some(told_of(rule, from, title, kind.key(), &problem));
            }
        }
        let is_other = is_first || now.facts != *facts || now.instance != *instance;
        (now.facts, now.instance) = (facts.clone(), instance.clone());
        if is_other && let Some(problem) = now.differs(rule) {
            return Some(told_of(rule, from, title, "facts", &problem));
        }
        from = title;
    }
    None
}

fn told_of(rule: &Rule, from: &str, to: &str, part: &str, problem: &str) -> String {
    format!(
        "{} looks at {part}, and its `reads` does not say so, or not widely enough: it was not asked again when {part} changed from those of the case \"{from}\" to those of \"{to}\", so it still {problem}",
        rule.id
    )
}

/// What is checked, and what was when it was asked last.
#[derive(Default)]
struct Now {
    checker: Checker,
    lab: Value,
    facts: Option<HostFacts>,
    instance: Option<Instance>,
}

impl Now {
    /// Takes the records of a kind from another lab; whether they were others.
    fn take(&mut self, kind: Kind, other: &Value) -> bool {
        let records = other.get(kind.key()).cloned().unwrap_or_default();
        let old = std::mem::replace(&mut self.lab[kind.key()], records.clone());
        if records.is_null() {
            self.lab.as_object_mut().map(|lab| lab.remove(kind.key()));
        }
        old != records
    }

    /// What the rule says, where it is not what it says of a lab that nobody has seen yet.
    fn differs(&mut self, rule: &Rule) -> Option<String> {
        let lab: Lab = serde_json::from_value(self.lab.clone()).ok()?;
        let again = self.checker.check(&lab, self.facts.as_ref(), self.instance.as_ref());
        let whole = check(&lab, self.facts.as_ref(), self.instance.as_ref());
        let (again, whole) = (said(rule, &again), said(rule, &whole));
        (again != whole).then(|| format!("said:\n{}\nwhere it should say:\n{}", lines(&again), lines(&whole)))
    }
}

fn said<'a>(rule: &Rule, report: &'a Report) -> Vec<&'a Diagnostic> {
    let accepted = report.accepted.iter().map(|accepted| &accepted.diagnostic);
    report.diagnostics.iter().chain(accepted).filter(|found| found.rule == rule.id).collect()
}

fn lines(found: &[&Diagnostic]) -> String {
    let lines: Vec<String> = found.iter().map(|found| format!("{} {}: {}", found.severity, found.subject, found.message)).collect();
    if lines.is_empty() { "nothing".to_owned() } else { lines.join("\n") }
}
