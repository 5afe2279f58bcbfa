//! A parameter's value is smaller or larger than the lab says it may be.
//!
//! ## What it does
//! Compares the value of each parameter, or its default, with `min` and `max`.
//!
//! ## Why
//! Whoever wrote the lab knows why it does not work beyond them.
//!
//! ## Fix
//! Give it a value in the range; the limit is offered.
//!
//! ## Source
//! The lab format: `min` and `max` of a parameter (`docs/lab-format.md`).

use crate::{
    diagnostic::Severity,
    model::Kind,
    parameters::{self, Value},
    rules::{Context, Findings, Input, Rule, support::edit::Located},
};

pub const RULE: Rule = Rule { id: "parameters/out-of-range", severity: Severity::Error, reads: &[Input::Records(Kind::Parameters)], check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let Ok(values) = parameters::values(&cx.lab.parameters) else { return };
    for parameter in cx.lab.parameters.iter() {
        let Some(value) = values.get(parameter.name.as_str()) else { continue };
        let limit = |json: &Option<serde_json::Value>| json.as_ref().and_then(|json| Value::of(parameter.kind, json).ok());
        let is_beyond = |limit: &Value, way: std::cmp::Ordering| value.compare(limit) == Some(way);
        let (min, max) = (limit(&parameter.min), limit(&parameter.max));
        let (said, limit) = match (min, max) {
            (Some(min), _) if is_beyond(&min, std::cmp::Ordering::Less) => (format!("{min} is the smallest"), min),
            (_, Some(max)) if is_beyond(&max, std::cmp::Ordering::Greater) => (format!("{max} is the largest"), max),
            _ => continue,
        };
        let message = format!("{} is {value}; {said} value", parameter.name);
        findings
            .add(parameter.at("value"), message, "give it a value in the range")
            .fix(format!("Use {limit}"), parameter.set("value", limit.to_json()));
    }
}
