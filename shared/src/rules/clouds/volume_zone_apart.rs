//! Volumes of an OpenShift cluster are in another availability zone than its nodes.
//!
//! ## What it does
//! Compares the zones of control plane and workers (`nova` where nothing is said) with the zone of volumes.
//!
//! ## Why
//! The cloud provider looks for volumes in a zone that has the name of the node's: it finds none, and pods with volumes stay Pending.
//!
//! ## Fix
//! Name the zones alike, or tell the cluster to ignore the volumes' zone (`ignore-volume-az`).
//!
//! ## Source
//! Catalogue R115. openshift/installer, `docs/user/openstack/known-issues.md`, "Cinder availability zones".

use crate::{
    capacity::demand::has_service,
    diagnostic::Severity,
    model::{Deployment, Kind, Service},
    rules::{
        Context, Findings, Input, Rule,
        support::{edit::Located, openshift::on_clouds},
    },
};

pub const RULE: Rule = Rule {
    id: "clouds/volume-zone-apart",
    severity: Severity::Warning,
    reads: &[Input::Named(Kind::Clouds), Input::Named(Kind::Projects), Input::Each(Kind::Clusters)],
    check,
};

/// The zone of Nova and of Cinder where nothing is said.
const DEFAULT: &str = "nova";

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for (cluster, _, cloud) in on_clouds(cx) {
        let is_known = cloud.deployment != Deployment::Existing;
        if has_service(cloud, Service::Cinder) == Some(false) {
            continue;
        }
        for (field, pool) in [("controlPlane", &cluster.control_plane), ("workers", &cluster.workers)] {
            let volumes = match (&pool.volume_zone, &cloud.storage.zone) {
                (Some(zone), _) | (None, Some(zone)) => zone.as_str(),
                (None, None) if is_known => DEFAULT,
                (None, None) => continue,
            };
            let zones: Vec<&str> =
                if pool.zones.is_empty() { vec![DEFAULT] } else { pool.zones.iter().map(|zone| zone.as_str()).collect() };
            let Some(other) = zones.iter().find(|zone| **zone != volumes).filter(|_| pool.asked() > 0) else { continue };
            findings.add(
                cluster.at(format!("{field}.zones")),
                format!("nodes of {} are in the zone {other}, volumes in {volumes}", cluster.name),
                "name the zones alike, or set ignore-volume-az in the cluster's cloud provider configuration",
            );
        }
    }
}
