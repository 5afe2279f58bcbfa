//! A bridge's name is longer than Linux allows.
//!
//! ## What it does
//! Counts the characters of the names of bridges that libvirt is to make, or that the host is said to have.
//!
//! ## Why
//! An interface name has 15 characters at most; the kernel refuses a longer one.
//!
//! ## Fix
//! Take a shorter name, or leave it to libvirt (`virbr0`, `virbr1` and so on).
//!
//! ## Source
//! Catalogue R39. Linux `include/uapi/linux/if.h`: IFNAMSIZ is 16, with the final NUL.

use crate::{
    diagnostic::Severity,
    model::{Kind, NetworkMode},
    rules::{Context, Findings, Input, Rule, support::edit::Located},
};

pub const RULE: Rule = Rule { id: "networks/long-bridge-name", severity: Severity::Error, reads: &[Input::Each(Kind::Networks)], check };

/// IFNAMSIZ without the final NUL.
const LONGEST: usize = 15;

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for network in cx.each(&cx.lab.networks) {
        let Some(bridge) = network.bridge.as_ref().filter(|bridge| bridge.as_str().len() > LONGEST) else { continue };
        let finding = findings.add(
            network.at("bridge"),
            format!("the bridge's name {bridge} has {} characters; Linux allows {LONGEST}", bridge.as_str().len()),
            format!("take a name of at most {LONGEST} characters"),
        );
        if network.mode != NetworkMode::Bridge {
            finding.fix("Let libvirt name the bridge", network.unset("bridge"));
        }
    }
}
