//! A machine waits for one that apply does not start.
//!
//! ## What it does
//! Looks for machines that apply starts, after machines with `started: false`.
//!
//! ## Why
//! The other one does not come up until someone starts it, and the run waits until its deadline.
//!
//! ## Fix
//! Start the other one as well, or take the entry away.
//!
//! ## Source
//! Catalogue R48, R180.

use crate::{
    diagnostic::Severity,
    model::Kind,
    rules::{Context, Findings, Input, Rule, support::edit::Located},
};

pub const RULE: Rule = Rule { id: "order/after-stopped", severity: Severity::Error, reads: &[Input::Each(Kind::Machines)], check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for machine in cx.each(&cx.lab.machines).filter(|machine| machine.started) {
        for (index, name) in machine.after.iter().enumerate() {
            let Some(other) = cx.index.machines.get(name.as_str()).filter(|other| !other.started) else { continue };
            // The same name may stand there more than once.
            let others: Vec<&str> = machine.after.iter().filter(|other| *other != name).map(|other| other.as_str()).collect();
            findings
                .add(
                    machine.at(format!("after[{index}]")),
                    format!("{} starts after {name}, which apply does not start", machine.name),
                    "start the other one as well, or take the entry away",
                )
                .fix(format!("Start {name} too"), other.unset("started"))
                .fix(format!("Let {} start without {name}", machine.name), machine.set("after", others));
        }
    }
}
