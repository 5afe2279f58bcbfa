//! A machine counts as up with a text that is not given.
//!
//! ## What it does
//! Looks for the signal `serial` without a marker, and for a marker with another signal.
//!
//! ## Why
//! Without a text there is nothing to wait for; with another signal nobody looks for the text.
//!
//! ## Fix
//! Give the marker; a login prompt is offered, which most systems print on the serial console. Or wait for the text that is there.
//!
//! ## Source
//! Catalogue R48. agetty(8): the prompt ends in "login: ".

use crate::{
    diagnostic::Severity,
    model::{Kind, UpSignal},
    rules::{Context, Findings, Input, Rule, support::edit::Located},
};

pub const RULE: Rule = Rule { id: "order/no-marker", severity: Severity::Error, reads: &[Input::Each(Kind::Machines)], check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for machine in cx.each(&cx.lab.machines) {
        let marker = machine.up.marker.as_ref().filter(|marker| !marker.trim().is_empty());
        match (machine.up.signal, marker) {
            (UpSignal::Serial, None) => {
                findings
                    .add(
                        machine.at("up"),
                        format!("{} counts as up with a text on its console, but the text is not given", machine.name),
                        "give the text in up.marker",
                    )
                    .fix("Wait for the login prompt", machine.set("up.marker", "login:"));
            }
            (UpSignal::Serial, Some(_)) | (_, None) => {}
            (_, Some(marker)) => {
                findings
                    .add(
                        machine.at("up"),
                        format!("{} has the marker {marker:?}, but nobody looks for it", machine.name),
                        "set up.signal to serial, or take the marker away",
                    )
                    .severity(Severity::Warning)
                    .fix("Wait for it", machine.set("up.signal", "serial"))
                    .fix("Take it away", machine.unset("up.marker"));
            }
        }
    }
}
