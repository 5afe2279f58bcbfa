//! The projects of a cloud may have more than its compute nodes give.
//!
//! ## What it does
//! Adds up the quotas of vCPUs and of memory that the projects of a cloud set, and compares the sums with what its compute nodes give after Nova's reserve and ratios. Quotas that say nothing or are unlimited are left out, as is a cloud whose compute nodes are not in the lab.
//!
//! ## Why
//! A quota is a promise that nobody backs: what is asked for within it passes the quota's check and then ends with "No valid host was found". Who shares a cloud by quotas learns too late that another project took the room.
//!
//! ## Fix
//! Lower the quotas, or add compute nodes. Where one project alone sets the quota, what the nodes give is offered, if the project needs no more.
//!
//! ## Source
//! Catalogue R14, R101: openshift/installer, docs/user/openstack/README.md ("won't check for resource availability in the cloud, but only on the quotas"). Nova documentation, "Manage quotas": limits of a project, set without regard to the hosts.

use serde_json::json;

use crate::{
    capacity::{demand::Quotable, quota::allowance},
    diagnostic::Severity,
    model::{Cloud, Kind, Project},
    rules::{
        Context, Findings, Input, Rule,
        support::{
            edit::{Located, several},
            inside::projects_in,
            nodes::compute_nodes,
            quota::told,
        },
    },
    value::Size,
};

pub const RULE: Rule = Rule {
    id: "quota/beyond-capacity",
    severity: Severity::Info,
    reads: &[
        Input::Named(Kind::Machines),
        Input::Each(Kind::Clouds),
        Input::Named(Kind::Projects),
        Input::Named(Kind::Servers),
        Input::Named(Kind::Clusters),
    ],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for cloud in cx.each(&cx.lab.clouds) {
        let nodes = compute_nodes(cx, cloud);
        if nodes.is_empty() {
            continue;
        }
        let given = [
            (Quotable::Cores, nodes.iter().map(|node| node.vcpus).fold(0, u64::saturating_add)),
            (Quotable::Memory, nodes.iter().map(|node| node.memory.bytes()).fold(0, u64::saturating_add)),
        ];
        for (quotable, gives) in given {
            let limits: Vec<(&Project, u64)> =
                projects_in(cx, cloud).filter_map(|project| Some((project, own(project, quotable)?))).collect();
            let allowed = limits.iter().map(|(_, limit)| *limit).fold(0, u64::saturating_add);
            if allowed > gives {
                report(cx, cloud, &limits, Compared { quotable, allowed, gives, nodes: nodes.len() }, findings);
            }
        }
    }
}

/// What a project's own quota allows, where it has a limit.
fn own(project: &Project, quotable: Quotable) -> Option<u64> {
    let allowance = allowance(project, quotable);
    allowance.limit.filter(|_| allowance.is_own)
}

/// What the quotas allow together, and what so many nodes give.
struct Compared {
    quotable: Quotable,
    allowed: u64,
    gives: u64,
    nodes: usize,
}

fn report<'a>(cx: &Context<'a>, cloud: &Cloud, limits: &[(&'a Project, u64)], compared: Compared, findings: &mut Findings) {
    let Compared { quotable, allowed, gives, nodes } = compared;
    let field = format!("quota.{}", quotable.key());
    let (allowed, fits) = (told(quotable, allowed), told(quotable, gives));
    let nodes = several(nodes, "compute node", "compute nodes");
    let [(project, _)] = limits else {
        findings.add(
            cloud.here(),
            format!("the quotas of {} projects in {} allow {allowed} together; its {nodes} can give {fits}", limits.len(), cloud.name),
            "lower the quotas, or add compute nodes",
        );
        return;
    };
    let message = format!("the quota of {} allows {allowed}; the {nodes} of {} can give {fits}", project.name, cloud.name);
    let finding = findings.add(project.at(field.as_str()), message, format!("lower the quota to {fits}, or add compute nodes"));
    // In whole GiB, as quotas are set, and no more than there is.
    let limit = if quotable.is_size() { gives >> 30 << 30 } else { gives };
    let is_enough = cx.demand(project).is_some_and(|demand| demand.peak(quotable) <= limit);
    if limit > 0 && is_enough {
        let (value, shown) = if quotable.is_size() {
            let size = Size::from_bytes(limit);
            (json!(size.to_string()), size.human())
        } else {
            (json!(limit), limit.to_string())
        };
        finding.fix(format!("Set the quota of {} to {shown}", quotable.key()), project.set(field, value));
    }
}
