//! The control plane of a cluster keeps etcd on Ceph.
//!
//! ## What it does
//! Looks for clusters whose control plane boots from volumes in a cloud that keeps its volumes on Ceph.
//!
//! ## Why
//! etcd wants its log on disk within 10 ms; over the network, and nested at that, it does not always get there: leaders change, and the API answers late or not at all.
//!
//! ## Fix
//! Let the control plane boot from the flavor's disk (offered where the flavor has one).
//!
//! ## Source
//! Catalogue R18. openshift/installer, `docs/user/openstack/README.md`, "Disk Requirements" ("Ceph RBD … can result in unpredictable network latencies").

use crate::{
    capacity::guests::flavor,
    diagnostic::Severity,
    figures::figures,
    model::Kind,
    rules::{
        Context, Findings, Input, Rule,
        support::{edit::Located, inside::cloud_of},
    },
};

pub const RULE: Rule = Rule {
    id: "ceph/etcd-volume",
    severity: Severity::Warning,
    reads: &[Input::Named(Kind::Clouds), Input::Named(Kind::Projects), Input::Each(Kind::Clusters)],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for cluster in cx.each(&cx.lab.clusters).filter(|cluster| cluster.control_plane.root_volume.is_some()) {
        let project = cluster.project.as_ref().and_then(|name| cx.index.projects.get(name.as_str()).copied());
        let Some((project, cloud)) = project.and_then(|project| Some((project, cloud_of(cx, project)?))) else { continue };
        if cloud.storage.ceph.is_none() {
            continue;
        }
        let message =
            format!("the control plane of {} boots from volumes, which {} keeps on Ceph: etcd is on the network", cluster.name, cloud.name);
        let finding = findings.add(cluster.at("controlPlane.rootVolume"), message, "let it boot from the disk of its flavor");
        let flavor = cluster.control_plane.flavor.as_ref().and_then(|name| flavor(project, Some(cloud), name.as_str()));
        if flavor.and_then(|flavor| flavor.disk).is_some_and(|disk| disk >= figures().openshift_on_openstack.control_plane_flavor.disk) {
            finding.fix("Boot from the flavor's disk", cluster.unset("controlPlane.rootVolume"));
        }
    }
}
