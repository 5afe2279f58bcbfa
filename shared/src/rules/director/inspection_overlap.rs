//! A director's ranges for deployed nodes and for introspection overlap.
//!
//! ## What it does
//! Compares `dhcp` with `inspection` of each director.
//!
//! ## Why
//! Neutron and the introspection's dnsmasq hand out the same addresses: a node under introspection gets one that a deployed node has, and both are lost at random.
//!
//! ## Fix
//! Take ranges apart from each other. The rest of the range behind the other is offered where there is one.
//!
//! ## Source
//! Catalogue R69. openstack/instack-undercloud undercloud.conf.sample, inspection_iprange: "This should not overlap with the range defined by dhcp_start and dhcp_end".

use crate::{
    diagnostic::Severity,
    document::Command,
    rules::{
        Context, Findings, Rule,
        context::next,
        support::{edit::Located, layers::BY_CLOUD},
    },
};

pub const RULE: Rule = Rule { id: "director/inspection-overlap", severity: Severity::Error, reads: BY_CLOUD, check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for cloud in cx.each(&cx.lab.clouds) {
        let Some(director) = cloud.deployment.director() else { continue };
        let (Some(dhcp), Some(inspection)) = (director.dhcp, director.inspection) else { continue };
        if !dhcp.overlaps(&inspection) {
            continue;
        }
        let message =
            format!("the director of {} hands out {dhcp} to deployed nodes and {inspection} for introspection: they overlap", cloud.name);
        let field = "deployment.director.inspection";
        let finding = findings.add(cloud.at(field), message, "take ranges apart from each other");
        if let Some(start) = next(dhcp.end).filter(|start| *start < inspection.end) {
            let command: Command = cloud.set(format!("{field}.start"), start.to_string());
            finding.fix(format!("Begin introspection at {start}"), command);
        }
    }
}
