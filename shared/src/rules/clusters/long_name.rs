//! The name of a cluster on OpenStack is too long for its release.
//!
//! ## What it does
//! Looks at the names of clusters in a project of a cloud, from release 4.2 up to 4.11: at most 14 characters.
//!
//! ## Why
//! Until 4.11 nodes find each other by multicast DNS, with host names that hold the cluster's name: openshift-install says "metadata name is too long, please restrict it to 14 characters".
//!
//! ## Fix
//! Take a shorter name.
//!
//! ## Source
//! Catalogue R117: openshift/installer issue 2243 and pull requests 2270, 6309.

use crate::{
    diagnostic::Severity,
    figures::figures,
    model::Kind,
    rules::{
        Context, Findings, Input, Rule,
        support::{
            cluster::{is_before, is_openshift, is_since},
            edit::Located,
        },
    },
};

pub const RULE: Rule = Rule { id: "clusters/long-name", severity: Severity::Error, reads: &[Input::Each(Kind::Clusters)], check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let known = &figures().openshift;
    let longest = known.short_name_length.value;
    for cluster in cx.each(&cx.lab.clusters).filter(|cluster| is_openshift(cluster) && cluster.project.is_some()) {
        let is_short = is_since(cluster, &known.short_name_since.value) && is_before(cluster, &known.short_name_until.value);
        let length = cluster.name.as_str().len();
        if is_short && length > longest {
            let message = format!(
                "the cluster's name {} has {length} characters; before {} {longest} is the most on OpenStack",
                cluster.name, known.short_name_until.value
            );
            findings.add(cluster.at("name"), message, "take a shorter name");
        }
    }
}
