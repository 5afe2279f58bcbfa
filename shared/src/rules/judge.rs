use std::cmp::Ordering;

use crate::{
    diagnostic::{Accepted, Diagnostic, Report},
    facts::HostFacts,
    model::Lab,
    plan::Instance,
};

use super::{Context, Findings, Input, RULES, Rule};

/// Checks a lab against a host's facts, as far as they are known.
pub fn check(lab: &Lab, facts: Option<&HostFacts>, instance: Option<&Instance>) -> Report {
    let mut context = Context::new(lab, facts, instance);
    context.accepted = vec![0; lab.settings.suppress.len()];
    let mut found: Vec<(Diagnostic, Option<usize>)> = Vec::new();
    let (after, before): (Vec<&Rule>, Vec<&Rule>) = RULES.iter().partition(|rule| rule.reads.contains(&Input::Findings));
    for rules in [before, after] {
        let mut diagnostics = Vec::new();
        for rule in rules {
            let mut findings = Findings::new(rule);
            (rule.check)(&context, &mut findings);
            diagnostics.append(&mut findings.into_diagnostics());
        }
        for diagnostic in diagnostics {
            let by = accepting(lab, &diagnostic);
            if let Some(index) = by {
                context.accepted[index] += 1;
            }
            found.push((diagnostic, by));
        }
    }
    found.sort_by(|(a, _), (b, _)| order(a, b));
    let mut report = Report::default();
    for (diagnostic, by) in found {
        match by {
            Some(index) => report.accepted.push(Accepted { diagnostic, reason: lab.settings.suppress[index].reason.clone() }),
            None => report.diagnostics.push(diagnostic),
        }
    }
    report
}

fn order(a: &Diagnostic, b: &Diagnostic) -> Ordering {
    (a.severity, &a.subject, &a.rule, &a.message).cmp(&(b.severity, &b.subject, &b.rule, &b.message))
}

/// The first of the lab's suppressions that accepts a finding. One without a reason accepts nothing.
fn accepting(lab: &Lab, diagnostic: &Diagnostic) -> Option<usize> {
    if !lab.settings.suppress.iter().any(|suppression| suppression.rule == diagnostic.rule) {
        return None;
    }
    let found = diagnostic.subject.to_string();
    lab.settings.suppress.iter().position(|suppression| {
        suppression.rule == diagnostic.rule
            && !suppression.reason.trim().is_empty()
            && suppression.subject.as_ref().is_none_or(|subject| covers(subject, &found))
    })
}

/// Whether a suppression's subject is the finding's, or the record around it.
fn covers(subject: &str, found: &str) -> bool {
    found.strip_prefix(subject).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
}
