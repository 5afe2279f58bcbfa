//! A cluster with user-provided infrastructure expects another number of masters than the lab lists.
//!
//! ## What it does
//! Compares `replicas` of the control plane with the masters that are listed one by one.
//!
//! ## Why
//! The bootstrap waits for as many masters as the configuration names, and etcd for as many members: `wait-for bootstrap-complete` ends after 40 minutes.
//!
//! ## Fix
//! Make both numbers equal, which is offered.
//!
//! ## Source
//! openshift/openshift-docs, modules/installation-bare-metal-config-yaml.adoc: "controlPlane.replicas … must match the number of control plane machines that you deploy".

use crate::{
    diagnostic::Severity,
    model::Kind,
    rules::{
        Context, Findings, Input, Rule,
        support::{
            cluster::is_upi,
            edit::{Located, several},
        },
    },
};

pub const RULE: Rule = Rule {
    id: "clusters/unlisted-nodes",
    severity: Severity::Error,
    reads: &[Input::Each(Kind::Clusters), Input::Named(Kind::Machines), Input::Named(Kind::Servers)],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for cluster in cx.each(&cx.lab.clusters).filter(|cluster| is_upi(cluster)) {
        let listed = cluster.control_plane.nodes.len();
        let Some(expected) = cluster.control_plane.replicas else { continue };
        if listed > 0 && listed != expected as usize {
            let message = format!("{} expects {}; the lab lists {listed}", cluster.name, several(expected as usize, "master", "masters"));
            findings
                .add(cluster.at("controlPlane.replicas"), message, "make both numbers equal")
                .fix(format!("Expect {listed}"), cluster.set("controlPlane.replicas", listed));
        }
    }
}
