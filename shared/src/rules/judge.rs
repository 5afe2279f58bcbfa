use crate::{
    diagnostic::{Accepted, Diagnostic, Report},
    facts::HostFacts,
    model::Lab,
    plan::Instance,
};

use super::{Context, Findings, Input, RULES, Rule, policy::Policy, trace::Unit};

/// Checks a lab against a host's facts, as far as they are known.
pub fn check(lab: &Lab, facts: Option<&HostFacts>, instance: Option<&Instance>) -> Report {
    let mut context = Context::new(lab, facts, instance);
    let mut verdict = Verdict::of(lab);
    for rule in RULES.iter().filter(|rule| !is_last(rule)) {
        look(rule, &context).into_iter().for_each(|(_, diagnostic)| verdict.judge(diagnostic));
    }
    context.accepted.clone_from(&verdict.by_suppression);
    for rule in RULES.iter().filter(|rule| is_last(rule)) {
        look(rule, &context).into_iter().for_each(|(_, diagnostic)| verdict.judge(diagnostic));
    }
    verdict.into_report()
}

/// Whether a rule looks at what the others found.
pub(super) fn is_last(rule: &Rule) -> bool {
    rule.reads.contains(&Input::Findings)
}

/// What a rule finds.
pub(super) fn look(rule: &'static Rule, context: &Context<'_>) -> Vec<(Unit, Diagnostic)> {
    let mut findings = Findings::new(rule, context.trace().clone());
    (rule.check)(context, &mut findings);
    findings.into_found()
}

/// Makes a report of findings.
pub(super) struct Verdict<'a> {
    policy: Policy<'a>,
    report: Report,
    /// How many findings each suppression of the lab accepted.
    pub by_suppression: Vec<usize>,
}

impl<'a> Verdict<'a> {
    pub fn of(lab: &'a Lab) -> Self {
        let by_suppression = vec![0; lab.settings.suppress.len()];
        Verdict { policy: Policy::of(&lab.settings), report: Report::default(), by_suppression }
    }

    pub fn judge(&mut self, mut diagnostic: Diagnostic) {
        match self.policy.judge(&mut diagnostic) {
            None => self.report.diagnostics.push(diagnostic),
            Some(acceptance) => {
                if let Some(index) = acceptance.suppression {
                    self.by_suppression[index] += 1;
                }
                self.report.accepted.push(Accepted { diagnostic, reason: acceptance.reason.to_owned() });
            }
        }
    }

    pub fn into_report(mut self) -> Report {
        self.report.diagnostics.sort_by(Diagnostic::compare);
        self.report.accepted.sort_by(|a, b| a.diagnostic.compare(&b.diagnostic));
        self.report
    }
}
