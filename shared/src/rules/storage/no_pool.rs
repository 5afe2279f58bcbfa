//! A machine needs files on the host, but the lab has no pool to put them in.
//!
//! ## What it does
//! Looks for machines without disks that boot a kernel or an ISO image, or have cloud-init data, in a lab without pools.
//!
//! ## Why
//! Kernels, ISO images and seeds reach the host as volumes: a host may be another machine than the server.
//!
//! ## Fix
//! Add a pool; one below libvirt's own folder for images is offered.
//!
//! ## Source
//! libvirt documentation, "Storage management"; virsh(1), `vol-upload`.

use crate::{
    diagnostic::Severity,
    document::Command,
    model::{Boot, Kind, Machine, Pool, Record},
    rules::{
        Context, Findings, Input, Rule,
        support::edit::{Located, several},
    },
};

pub const RULE: Rule = Rule {
    id: "storage/no-pool",
    severity: Severity::Error,
    reads: &[
        Input::Records(Kind::Metadata),
        Input::Records(Kind::Pools),
        Input::Fields(Kind::Machines, &["name", "id", "disks", "boot", "cloudInit"]),
    ],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    if !cx.lab.pools.is_empty() {
        return;
    }
    let needs = |machine: &&Machine| {
        machine.disks.is_empty() && (machine.cloud_init.is_some() || matches!(machine.boot, Boot::Kernel(_) | Boot::Iso(_)))
    };
    let count = cx.lab.machines.iter().filter(needs).count();
    let Some(first) = cx.lab.machines.iter().find(needs) else { return };
    let others = if count > 1 { format!(" and {}", several(count - 1, "more machine", "more machines")) } else { String::new() };
    let finding = findings.add(
        first.here(),
        format!("the lab has no pool for the files that the host needs for {}{others}", first.name),
        "add a pool",
    );
    if let Ok(name) = "default".parse::<crate::value::Name>() {
        let mut pool = Pool { name: name.clone(), id: None, existing: false, path: None, tier: None, capacity: None };
        if cx.facts.is_some_and(|facts| facts.pool(name.as_str()).is_some_and(|pool| pool.active)) {
            pool.existing = true;
            finding.fix("Use the host's pool default", Command::Add { record: Box::new(Record::Pools(pool)), index: None });
        } else if let Ok(own) = cx.lab.metadata.name.as_str().parse() {
            pool.name = own;
            pool.path = Some(format!("/var/lib/libvirt/images/{}", cx.lab.metadata.name));
            finding.fix(format!("Add a pool {}", pool.name), Command::Add { record: Box::new(Record::Pools(pool)), index: None });
        }
    }
}
