//! A machine has no time to come up.
//!
//! ## What it does
//! Looks for `up.timeoutSecs: 0`.
//!
//! ## Why
//! The run would fail at the moment at which it begins to wait.
//!
//! ## Fix
//! Leave the time out: 600 seconds are the default.
//!
//! ## Source
//! Catalogue R48; the lab format (`docs/generated/lab.schema.json`, Up).

use crate::{
    diagnostic::Severity,
    model::Kind,
    rules::{Context, Findings, Input, Rule, support::edit::Located},
};

pub const RULE: Rule = Rule { id: "order/no-deadline", severity: Severity::Error, reads: &[Input::Each(Kind::Machines)], check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for machine in cx.each(&cx.lab.machines).filter(|machine| machine.up.timeout_secs == 0) {
        findings
            .add(machine.at("up"), format!("{} has 0 seconds to come up", machine.name), "give it time, or leave the time out")
            .fix("Give it 600 seconds", machine.unset("up.timeoutSecs"));
    }
}
