//! A cluster's release does not know its network plugin.
//!
//! ## What it does
//! Looks for OpenShiftSDN and Kuryr in clusters of release 4.15 and later.
//!
//! ## Why
//! openshift-install refuses them: "networkType OpenShiftSDN is not supported, please use OVNKubernetes".
//!
//! ## Fix
//! Take OVNKubernetes, which is offered.
//!
//! ## Source
//! Catalogue R158: openshift/installer, pkg/types/validation/installconfig.go, validateNetworking; docs.redhat.com, OpenShift 4.16 release notes (OpenShift SDN removed for new installations from 4.15 on).

use crate::{
    diagnostic::Severity,
    figures::figures,
    model::{Kind, NetworkPlugin},
    rules::{
        Context, Findings, Input, Rule,
        support::{
            cluster::{is_openshift, is_since},
            edit::Located,
        },
    },
};

pub const RULE: Rule = Rule { id: "clusters/removed-plugin", severity: Severity::Error, reads: &[Input::Each(Kind::Clusters)], check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let known = &figures().openshift;
    for cluster in cx.each(&cx.lab.clusters).filter(|cluster| is_openshift(cluster)) {
        let Some(plugin) = cluster.networks.plugin else { continue };
        let until = match plugin {
            NetworkPlugin::OpenShiftSdn => &known.sdn_until.value,
            NetworkPlugin::Kuryr => &known.kuryr_until.value,
            NetworkPlugin::OvnKubernetes | NetworkPlugin::Calico | NetworkPlugin::Cilium => continue,
        };
        if is_since(cluster, until) {
            let message = format!("{} is not installed from {until} on", plugin.as_str());
            findings
                .add(cluster.at("networks.plugin"), message, "take OVNKubernetes")
                .fix("Take OVNKubernetes", cluster.set("networks.plugin", "OVNKubernetes"));
        }
    }
}
