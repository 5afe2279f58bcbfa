//! A rolling update of a Magnum cluster finds no place for its extra node.
//!
//! ## What it does
//! Places one more node of the control plane, then one more worker, beside all guests that stay where they are: memory, vCPUs and disk of each compute node, server groups.
//!
//! ## Why
//! Cluster API makes a new node before it takes an old one away. Without room for it the update stops at its first step, with "No valid host was found"; with hard anti-affinity it needs a compute node more than there are nodes.
//!
//! ## Fix
//! Leave room for one more node, add a compute node, or take soft anti-affinity.
//!
//! ## Source
//! Catalogue N3. kubernetes-sigs/cluster-api: KubeadmControlPlane, rolloutStrategy.rollingUpdate.maxSurge (1 unless told otherwise); MachineDeployment, strategy.rollingUpdate.maxSurge (1 unless told otherwise).

use std::collections::BTreeSet;

use crate::{
    capacity::{
        guests::{Guest, Part, guests},
        placement::Obstacle,
        room::Room,
        settle::settle,
    },
    diagnostic::{Severity, Subject},
    model::{Installer, Keyed, Kind, RecordRef},
    rules::{Context, Findings, Rule, support::layers::GUESTS},
};

pub const RULE: Rule = Rule { id: "magnum/no-room-to-update", severity: Severity::Warning, reads: GUESTS, check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    if !cx.lab.clusters.iter().any(|cluster| cluster.installer == Installer::Magnum) {
        return;
    }
    let guests = guests(cx.lab);
    for settled in settle(cx.lab, &guests) {
        // Where something has no place already, an update is not what fails first.
        if !settled.homeless.is_empty() {
            continue;
        }
        let room = Room::left(&settled);
        let mut seen: BTreeSet<(&str, Part)> = BTreeSet::new();
        for guest in settled.guests.iter().copied() {
            let Some(cluster) = guest.cluster.filter(|cluster| cluster.installer == Installer::Magnum) else { continue };
            if guest.flavor.is_none() || !seen.insert((cluster.name.as_str(), guest.part)) {
                continue;
            }
            let again = room.place(&[guest], &BTreeSet::new());
            let Some((_, obstacle)) = again.homeless.first().filter(|_| again.is_certain) else { continue };
            let (field, what) = if guest.part == Part::ControlPlane { ("controlPlane", "control plane") } else { ("workers", "workers") };
            let subject = Subject::field(RecordRef::new(Kind::Clusters, cluster.id()), field);
            let message = format!("an update of the {what} of {} has no place for its extra node: {}", cluster.name, why(guest, obstacle));
            findings.add(subject, message, "leave room for one node more, add a compute node, or take soft anti-affinity");
        }
    }
}

fn why(guest: &Guest<'_>, obstacle: &Obstacle) -> String {
    match obstacle {
        Obstacle::Apart { .. } => "with anti-affinity it may share a compute node with none that is there".to_owned(),
        obstacle => obstacle.because(guest),
    }
}
