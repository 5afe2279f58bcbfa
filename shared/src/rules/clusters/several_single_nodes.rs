//! A cluster of a single node has several masters, or none.
//!
//! ## What it does
//! Looks, in clusters of the installer `single-node`, at `replicas` of the control plane and at the masters that are listed.
//!
//! ## Why
//! The installer refuses `bootstrapInPlace` with another number of masters than one, and a machine more would never join.
//!
//! ## Fix
//! One master (offered), or another installer.
//!
//! ## Source
//! openshift/openshift-docs, modules/install-sno-generating-the-install-iso-manually.adoc ("Set the controlPlane replicas to 1"); openshift/installer, pkg/types/validation/installconfig.go (validateBootstrapInPlace).

use crate::{
    diagnostic::Severity,
    model::{Installer, Kind},
    rules::{
        Context, Findings, Input, Rule,
        support::edit::{Located, several},
    },
};

pub const RULE: Rule =
    Rule { id: "clusters/several-single-nodes", severity: Severity::Error, reads: &[Input::Each(Kind::Clusters)], check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for cluster in cx.each(&cx.lab.clusters).filter(|cluster| cluster.installer == Installer::SingleNode) {
        let pool = &cluster.control_plane;
        if let Some(replicas) = pool.replicas.filter(|replicas| *replicas != 1) {
            let message = format!("{} is a single node and expects {}", cluster.name, several(replicas as usize, "master", "masters"));
            findings
                .add(cluster.at("controlPlane.replicas"), message, "expect one master, or take another installer")
                .fix("Expect one master", cluster.set("controlPlane.replicas", 1));
        }
        if pool.nodes.len() > 1 {
            let message = format!("{} is a single node; the lab lists {} masters", cluster.name, pool.nodes.len());
            findings.add(cluster.at("controlPlane.nodes"), message, "list one master, or take another installer");
        }
    }
}
