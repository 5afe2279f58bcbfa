//! A machine's host name is none that DNS and systemd take.
//!
//! ## What it does
//! Looks at the host name that cloud-init gives each machine with a seed: the seed's, otherwise the machine's name. Letters, digits and hyphens, in parts between dots that neither begin nor end with a hyphen.
//!
//! ## Why
//! systemd refuses or cuts such a name, and what checks its own name (Kubernetes, RabbitMQ, the director) fails much later.
//!
//! ## Fix
//! Give the seed a host name of its own; the nearest valid one is offered.
//!
//! ## Source
//! RFC 952 and RFC 1123 §2.1; hostname(5): 64 characters at most, as a sequence of such labels.

use crate::{
    diagnostic::Severity,
    model::Kind,
    rules::{Context, Findings, Input, Rule, support::edit::Located},
};

pub const RULE: Rule = Rule { id: "naming/invalid-hostname", severity: Severity::Warning, reads: &[Input::Each(Kind::Machines)], check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for machine in cx.each(&cx.lab.machines) {
        let Some(seed) = &machine.cloud_init else { continue };
        let (name, subject) = match &seed.hostname {
            Some(name) => (name, machine.at("cloudInit.hostname")),
            None => (&machine.name, machine.at("name")),
        };
        let why = if let Some(bad) = name.as_str().chars().find(|c| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '.'))) {
            format!("has {bad:?} in it")
        } else if name.as_str().split('.').any(|label| label.is_empty() || label.starts_with('-') || label.ends_with('-')) {
            "has a part that is empty, or begins or ends with a hyphen".to_owned()
        } else {
            continue;
        };
        let finding = findings.add(subject, format!("the host name {name} of {} {why}", machine.name), "use letters, digits and hyphens");
        let valid: Vec<String> = name
            .as_str()
            .split('.')
            .map(|label| label.replace(|c: char| !c.is_ascii_alphanumeric(), "-").trim_matches('-').to_owned())
            .filter(|label| !label.is_empty())
            .collect();
        if !valid.is_empty() {
            let valid = valid.join(".");
            finding.fix(format!("Call it {valid}"), machine.set("cloudInit.hostname", valid));
        }
    }
}
