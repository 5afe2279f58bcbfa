//! An installation has both a kickstart file and autoinstall data.
//!
//! ## What it does
//! Looks at the machines that boot an ISO image.
//!
//! ## Why
//! Anaconda reads the one and Subiquity the other: an installer takes notice of one of them, and the other says something that does not happen.
//!
//! ## Fix
//! Take away the one that the installer does not read.
//!
//! ## Source
//! Anaconda documentation, "Kickstart" (a volume labelled OEMDRV); Ubuntu, "Automated Server installs" (a NoCloud volume labelled CIDATA).

use crate::{
    diagnostic::Severity,
    model::{Boot, Kind},
    rules::{Context, Findings, Input, Rule, support::edit::Located},
};

pub const RULE: Rule = Rule { id: "boot/two-answer-files", severity: Severity::Warning, reads: &[Input::Each(Kind::Machines)], check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for machine in cx.each(&cx.lab.machines) {
        let Boot::Iso(iso) = &machine.boot else { continue };
        if iso.kickstart.is_none() || iso.autoinstall.is_none() {
            continue;
        }
        findings
            .add(
                machine.at("boot"),
                format!("{} has a kickstart file and autoinstall data for {}", machine.name, iso.image),
                "take away the one that the installer does not read",
            )
            .fix("Keep the kickstart file", machine.unset("boot.iso.autoinstall"))
            .fix("Keep the autoinstall data", machine.unset("boot.iso.kickstart"));
    }
}
