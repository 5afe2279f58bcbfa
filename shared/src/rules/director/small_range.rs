//! A director's range has too few addresses for its nodes.
//!
//! ## What it does
//! Counts the addresses of `dhcp` and of `inspection`. Fewer than there are nodes is an error; a DHCP range of fewer than 25 is what TripleO's validations warn of.
//!
//! ## Why
//! Each deployed node and each virtual address takes one of the range, each node under introspection one of the other. The deployment stops with "No more IP addresses available on network ctlplane".
//!
//! ## Fix
//! Widen the range.
//!
//! ## Source
//! Catalogue R69. openstack/tripleo-validations validations/ctlplane-ip-range.yaml, ctlplane_iprange_min_size 25.

use crate::{
    diagnostic::Severity,
    figures::figures,
    model::Role,
    rules::{
        Context, Findings, Rule,
        context::count,
        support::{
            edit::{Located, several},
            layers::BY_CLOUD,
        },
    },
};

pub const RULE: Rule = Rule { id: "director/small-range", severity: Severity::Warning, reads: BY_CLOUD, check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let least = u128::from(figures().tripleo_network.ctlplane_range.value);
    for cloud in cx.each(&cx.lab.clouds) {
        let Some(director) = cloud.deployment.director() else { continue };
        let is_node = |node: &&crate::model::CloudNode| {
            cx.index.machines.get(node.machine.as_str()).is_some_and(|machine| node.role.unwrap_or(machine.role) != Role::Director)
        };
        let nodes = cloud.nodes.iter().filter(is_node).count();
        let inspected = if director.introspect { director.inspection } else { None };
        for (field, range) in [("dhcp", director.dhcp), ("inspection", inspected)] {
            let Some(range) = range.filter(|range| range.start <= range.end) else { continue };
            let has = count(&range);
            let subject = cloud.at(format!("deployment.director.{field}"));
            let addresses = if has == 1 { "1 address".to_owned() } else { format!("{has} addresses") };
            if field == "dhcp" && has < nodes as u128 {
                let message = format!("{range} has {addresses} for {} of {}", several(nodes, "node", "nodes"), cloud.name);
                findings.add(subject, message, "widen the range").severity(Severity::Error);
            } else if field == "dhcp" && has < least {
                let message = format!("{range} has {addresses}; TripleO's validations ask for {least}");
                findings.add(subject, message, "widen the range");
            } else if field == "inspection" && has < nodes as u128 {
                let message = format!(
                    "{range} has {addresses} for {} of {} that are introspected at once",
                    several(nodes, "node", "nodes"),
                    cloud.name
                );
                findings.add(subject, message, "widen the range, or introspect the nodes in turns");
            }
        }
    }
}
