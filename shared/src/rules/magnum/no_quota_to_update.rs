//! A rolling update of a Magnum cluster needs more than the project's quota allows.
//!
//! ## What it does
//! Adds one more node of the control plane, then one more worker, to all that the project needs once its clusters stand, and compares with the quota or the service's default. Where the quota is too small without an update already, that is another rule's.
//!
//! ## Why
//! Cluster API makes a new node before it takes an old one away. Nova, Neutron or Cinder refuse it ("Quota exceeded"), and the update stops at its first step.
//!
//! ## Fix
//! Raise the quota by one node (offered).
//!
//! ## Source
//! Catalogue N3. kubernetes-sigs/cluster-api: KubeadmControlPlane, rolloutStrategy.rollingUpdate.maxSurge (1 unless told otherwise); MachineDeployment, strategy.rollingUpdate.maxSurge (1 unless told otherwise).

use crate::{
    capacity::{
        demand::{Amounts, Quotable, of_guest},
        guests::{Part, guests},
        quota::allowance,
        surge::surge,
    },
    diagnostic::Severity,
    document::Command,
    model::Installer,
    rules::{
        Context, Findings, Rule,
        support::{
            edit::Located,
            layers::GUESTS,
            quota::{limit, told},
        },
    },
};

pub const RULE: Rule = Rule { id: "magnum/no-quota-to-update", severity: Severity::Warning, reads: GUESTS, check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    if !cx.lab.clusters.iter().any(|cluster| cluster.installer == Installer::Magnum) {
        return;
    }
    let guests = guests(cx.lab);
    for cluster in cx.lab.clusters.iter().filter(|cluster| cluster.installer == Installer::Magnum) {
        let project = cluster.project.as_ref().and_then(|name| cx.index.projects.get(name.as_str()).copied());
        let Some(demand) = project.and_then(|project| cx.demand(project)) else { continue };
        for (part, field, what) in [(Part::ControlPlane, "controlPlane", "control plane"), (Part::Worker, "workers", "workers")] {
            let is_one =
                |guest: &&crate::capacity::guests::Guest<'_>| guest.part == part && guest.cluster.is_some_and(|of| of.name == cluster.name);
            let Some(guest) = guests.iter().find(is_one) else { continue };
            let mut extra = Amounts::default();
            (0..surge(cluster, part)).for_each(|_| of_guest(guest, &mut extra));
            let (mut lacks, mut commands) = (Vec::new(), Vec::new());
            for quotable in Quotable::ALL {
                let needed = demand.settled(quotable).saturating_add(extra.of(quotable));
                let Some(allowed) = allowance(demand.project, quotable).limit.filter(|allowed| *allowed < needed) else { continue };
                if demand.peak(quotable) > allowed {
                    continue;
                }
                let (allowed, command) = limit(demand, quotable, allowed, needed);
                lacks.push(format!("{} (the quota is {allowed})", told(quotable, needed)));
                commands.push(command);
            }
            if !lacks.is_empty() {
                let message = format!("an update of the {what} of {} needs {} in {}", cluster.name, lacks.join(", "), demand.project.name);
                findings
                    .add(cluster.at(field), message, "raise the quota by one node, or make less in the project")
                    .fix("Raise the quota", Command::Batch { commands });
            }
        }
    }
}
