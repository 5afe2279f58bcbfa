//! A seed has fields that its own user data replaces.
//!
//! ## What it does
//! Looks for cloud-init data with `userData` beside `sshKeys` or `password`.
//!
//! ## Why
//! User data that is given is handed over as it is; keys and password go into made user data only. The guest comes up and nobody can log in.
//!
//! ## Fix
//! Put keys into the user data and take the fields away, or take the user data away.
//!
//! ## Source
//! The lab format (`docs/generated/lab.schema.json`, Seed); cloud-init documentation, "NoCloud".

use crate::{
    diagnostic::Severity,
    document::Command,
    model::Kind,
    rules::{Context, Findings, Input, Rule, support::edit::Located},
};

pub const RULE: Rule = Rule { id: "boot/ignored-seed-fields", severity: Severity::Warning, reads: &[Input::Each(Kind::Machines)], check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for machine in cx.each(&cx.lab.machines) {
        let Some(seed) = machine.cloud_init.as_ref().filter(|seed| seed.user_data.is_some()) else { continue };
        let fields: Vec<&str> = [(!seed.ssh_keys.is_empty()).then_some("sshKeys"), seed.password.is_some().then_some("password")]
            .into_iter()
            .flatten()
            .collect();
        if fields.is_empty() {
            continue;
        }
        let take = fields.iter().map(|field| machine.unset(format!("cloudInit.{field}"))).collect();
        findings
            .add(
                machine.at("cloudInit"),
                format!("{} has user data of its own, which takes no notice of {}", machine.name, fields.join(" and ")),
                "put it into the user data, or take the user data away",
            )
            .fix(format!("Take {} away", fields.join(" and ")), Command::Batch { commands: take });
    }
}
