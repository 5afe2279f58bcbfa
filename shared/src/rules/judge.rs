use std::cmp::Ordering;

use crate::{
    diagnostic::{Accepted, Diagnostic, Report},
    facts::HostFacts,
    model::Lab,
    plan::Instance,
};

use super::{Context, Findings, Input, RULES, Rule, policy::Policy};

/// Checks a lab against a host's facts, as far as they are known.
pub fn check(lab: &Lab, facts: Option<&HostFacts>, instance: Option<&Instance>) -> Report {
    let mut context = Context::new(lab, facts, instance);
    context.accepted = vec![0; lab.settings.suppress.len()];
    let policy = Policy::of(&lab.settings);
    let mut report = Report::default();
    let (after, before): (Vec<&Rule>, Vec<&Rule>) = RULES.iter().partition(|rule| rule.reads.contains(&Input::Findings));
    for rules in [before, after] {
        let mut diagnostics = Vec::new();
        for rule in rules {
            let mut findings = Findings::new(rule);
            (rule.check)(&context, &mut findings);
            diagnostics.append(&mut findings.into_diagnostics());
        }
        for mut diagnostic in diagnostics {
            match policy.judge(&mut diagnostic) {
                None => report.diagnostics.push(diagnostic),
                Some(acceptance) => {
                    if let Some(index) = acceptance.suppression {
                        context.accepted[index] += 1;
                    }
                    report.accepted.push(Accepted { diagnostic, reason: acceptance.reason.to_owned() });
                }
            }
        }
    }
    report.diagnostics.sort_by(order);
    report.accepted.sort_by(|a, b| order(&a.diagnostic, &b.diagnostic));
    report
}

fn order(a: &Diagnostic, b: &Diagnostic) -> Ordering {
    (a.severity, &a.subject, &a.rule, &a.message).cmp(&(b.severity, &b.subject, &b.rule, &b.message))
}
