//! A guest fits on no compute node of its cloud.
//!
//! ## What it does
//! Places every server and every node of a cluster on the cloud's compute nodes, one by one, as Nova would have to: memory, vCPUs and local disk of each node after Nova's reserve and ratios, none of them for a single guest beyond what the node itself has, server groups, forced hosts. While a cluster is installed its bootstrap counts too.
//!
//! ## Why
//! Sums deceive: two nodes with 60 GiB each hold six guests of 16 GiB, not seven. Nova then says "No valid host was found" for the last one, in the middle of an installation; quotas do not prevent it.
//!
//! ## Fix
//! Larger compute nodes, more of them, or smaller guests.
//!
//! ## Source
//! Catalogue R14 and R101: openshift/installer, docs/user/openstack/README.md ("won't check for resource availability in the cloud, but only on the quotas"); Nova, compute scheduler: a host passes with (total - reserved) * ratio - used at least as large as what is asked. OpenStack, Architecture design guide, "Overcommitting CPU and RAM" (regardless of the ratio, no instance goes onto a node with fewer resources of its own than the flavor asks for); nova/virt/libvirt/driver.py, update_provider_tree (max_unit).

use std::collections::BTreeMap;

use crate::{
    capacity::{
        guests::{Guest, Phase, is_cut},
        placement::{Obstacle, Placement, place},
    },
    diagnostic::{Severity, Subject},
    model::{Cloud, Kind},
    rules::{
        Context, Findings, Input, Rule,
        support::{edit::several, inside::guests_in, nodes::compute_nodes},
    },
};

pub const RULE: Rule = Rule {
    id: "nested/no-place",
    severity: Severity::Error,
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
        let here = guests_in(cx, cloud);
        // A cloud whose compute nodes are not in the lab has a room that is not known.
        let nodes = compute_nodes(cx, cloud);
        if here.is_empty() || nodes.is_empty() {
            continue;
        }
        let always: Vec<&Guest<'_>> = here.iter().filter(|guest| guest.phase == Phase::Always).collect();
        let placement = place(&nodes, &always);
        if !placement.homeless.is_empty() {
            report(cloud, &always, &placement, nodes.len(), findings);
            continue;
        }
        // Everything fits once it stands; does it while a cluster comes up?
        for temporary in here.iter().filter(|guest| guest.phase == Phase::Install) {
            let peak: Vec<&Guest<'_>> = always.iter().copied().chain([temporary]).collect();
            let placement = place(&nodes, &peak);
            if !placement.homeless.is_empty() {
                report(cloud, &peak, &placement, nodes.len(), findings);
            }
        }
    }
}

/// One finding for each record whose guests have no place.
fn report(cloud: &Cloud, guests: &[&Guest<'_>], placement: &Placement, nodes: usize, findings: &mut Findings) {
    let mut by_subject: BTreeMap<&Subject, Vec<(&Guest<'_>, &Obstacle)>> = BTreeMap::new();
    for (guest, obstacle) in &placement.homeless {
        by_subject.entry(&guests[*guest].subject).or_default().push((guests[*guest], obstacle));
    }
    for (subject, homeless) in by_subject {
        let (guest, obstacle) = homeless[0];
        let who = match homeless.len() {
            1 => guest.name.clone(),
            count => {
                let more = if guest.cluster.is_some_and(is_cut) { "more than " } else { "" };
                format!("{} and {more}{}", guest.name, several(count - 1, "guest like it", "guests like it"))
            }
        };
        let has = if homeless.len() == 1 { "has" } else { "have" };
        let nodes = several(nodes, "compute node", "compute nodes");
        let when = if guests.iter().any(|guest| guest.phase == Phase::Install) { " while the cluster is installed" } else { "" };
        let message = format!("{who} {has} no place on the {nodes} of {}{when}: {}", cloud.name, obstacle.because(guest));
        let finding = findings.add(subject.clone(), message, "make compute nodes larger or add one, or make guests smaller or fewer");
        if !placement.is_certain {
            // Many guests: another order might fit.
            finding.severity(Severity::Warning);
        }
    }
}
