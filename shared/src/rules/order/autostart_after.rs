//! A machine starts with the host, but one that it needs does not.
//!
//! ## What it does
//! Looks at the machines with `autostart` that are to start after machines without.
//!
//! ## Why
//! After a reboot of the host the machine comes up without what it relies on.
//!
//! ## Fix
//! Let the other one start with the host too.
//!
//! ## Source
//! Catalogue R184: after a reboot of the host networks, BMCs and machines start in their order.

use crate::{
    diagnostic::Severity,
    model::Kind,
    rules::{Context, Findings, Input, Rule, support::edit::Located},
};

pub const RULE: Rule = Rule { id: "order/autostart-after", severity: Severity::Warning, reads: &[Input::Each(Kind::Machines)], check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for machine in cx.each(&cx.lab.machines).filter(|machine| machine.autostart) {
        for (index, name) in machine.after.iter().enumerate() {
            let Some(other) = cx.index.machines.get(name.as_str()).filter(|other| !other.autostart) else { continue };
            findings
                .add(
                    machine.at(format!("after[{index}]")),
                    format!("{} starts with the host, but {name}, which it starts after, does not", machine.name),
                    "let the other one start with the host too",
                )
                .fix(format!("Start {name} with the host"), other.set("autostart", true));
        }
    }
}
