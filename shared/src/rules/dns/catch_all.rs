//! A wildcard answers for every name of a cluster's domain.
//!
//! ## What it does
//! Looks for wildcards directly below the cluster's domain, or above it.
//!
//! ## Why
//! Pods look a name up below the node's domain first (`ndots:5`): with such a wildcard `quay.io` becomes `quay.io.okd.example` and gets the lab's own address, so images and services are looked for at the wrong place.
//!
//! ## Fix
//! Keep only `*.apps`. To take the wildcard away is offered.
//!
//! ## Source
//! Catalogue R139: openshift/openshift-docs pull request 111586 (OSDOCS-19366, wildcard A records for the cluster's base domain are unsupported); ocp-power-automation/ocp4-upi-powervs issue 228.

use crate::{
    diagnostic::Severity,
    document::Command,
    model::Kind,
    rules::{
        Context, Findings, Input, Rule,
        support::{edit::Located, zone::Zone},
    },
};

pub const RULE: Rule = Rule { id: "dns/catch-all", severity: Severity::Warning, reads: &[Input::Each(Kind::Clusters)], check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for cluster in cx.each(&cx.lab.clusters) {
        let Some(zone) = Zone::of(cluster) else { continue };
        for (name, records) in zone.iter() {
            let Some(parent) = name.strip_prefix("*.") else { continue };
            let is_above = zone.domain == parent || zone.domain.strip_suffix(parent).is_some_and(|rest| rest.ends_with('.'));
            if !is_above {
                continue;
            }
            for record in records.iter().take(1) {
                let at = format!("dns.records[{}]", record.name);
                let message = format!("{name} answers every name in {parent}: pods that look for names outside find the lab's own address");
                let finding = findings.add(cluster.at(&at), message, "answer only *.apps by a wildcard");
                // Names that only the wildcard answers need records of their own first.
                let own = ["api", "api-int", "*.apps"].iter().all(|own| !zone.at(&zone.of_cluster(own)).is_empty());
                if own {
                    finding.fix(format!("Take {name} away"), Command::Drop { record: cluster.reference(), field: at });
                }
            }
        }
    }
}
