//! A suppression names a rule that there is not.
//!
//! ## What it does
//! Looks up the rule of each entry under `settings.suppress`.
//!
//! ## Why
//! The entry does nothing, and what was to be accepted is still reported.
//!
//! ## Fix
//! Correct the rule's name (the nearest one is offered), or take the entry away.
//!
//! ## Source
//! The list of rules, `docs/generated/rules.md`.

use crate::{
    diagnostic::{Severity, Subject},
    document::Command,
    model::{Kind, RecordRef},
    rules::{Context, Findings, Input, RULES, Rule, support::edit::nearest},
};

pub const RULE: Rule = Rule { id: "settings/unknown-rule", severity: Severity::Warning, reads: &[Input::Records(Kind::Settings)], check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for (index, suppression) in cx.lab.settings.suppress.iter().enumerate() {
        if crate::rules::rule(&suppression.rule).is_some() {
            continue;
        }
        let record = RecordRef::single(Kind::Settings);
        let likely = nearest(&suppression.rule, RULES.iter().map(|rule| rule.id));
        let meant = likely.map(|likely| format!("; did you mean {likely}?")).unwrap_or_default();
        let subject = Subject::field(record.clone(), format!("suppress[{index}].rule"));
        let mut finding =
            findings.add(subject, format!("there is no rule {:?}{meant}", suppression.rule), "correct the name, or take the entry away");
        if let Some(likely) = likely {
            let field = format!("suppress[{index}].rule");
            finding = finding.fix(format!("Use {likely}"), Command::Set { record: record.clone(), field, value: likely.into() });
        }
        finding.fix("Take the entry away", Command::Drop { record, field: format!("suppress[{index}]") });
    }
}
