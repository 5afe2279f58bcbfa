//! A parameter's value is none of those that the lab lists.
//!
//! ## What it does
//! Looks the value of each parameter, or its default, up in `choices`.
//!
//! ## Why
//! The lab is made for the listed values only.
//!
//! ## Fix
//! Choose one of them; the first is offered.
//!
//! ## Source
//! The lab format: `choices` of a parameter (`docs/lab-format.md`).

use crate::{
    diagnostic::Severity,
    model::Kind,
    parameters::{self, Value},
    rules::{Context, Findings, Input, Rule, support::edit::Located},
};

pub const RULE: Rule = Rule { id: "parameters/no-choice", severity: Severity::Error, reads: &[Input::Records(Kind::Parameters)], check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let Ok(values) = parameters::values(&cx.lab.parameters) else { return };
    for parameter in cx.lab.parameters.iter().filter(|parameter| !parameter.choices.is_empty()) {
        let Some(value) = values.get(parameter.name.as_str()) else { continue };
        let choices: Vec<Value> = parameter.choices.iter().filter_map(|json| Value::of(parameter.kind, json).ok()).collect();
        if choices.contains(value) {
            continue;
        }
        let listed = choices.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        let message = format!("{} is {value}; the choices are {listed}", parameter.name);
        let finding = findings.add(parameter.at("value"), message, "choose one of them");
        if let Some(first) = choices.first() {
            finding.fix(format!("Use {first}"), parameter.set("value", first.to_json()));
        }
    }
}
