//! A cluster's mirror registry stands in for nothing, or not for the release.
//!
//! ## What it does
//! Looks for mirror registries without sources, with both kinds of source lists, and without the repositories of the cluster's release (which is a warning: parts of them may be mirrored under other names).
//!
//! ## Why
//! Without sources nodes pull from the internet as if there were no registry. openshift-install refuses both lists together.
//!
//! ## Fix
//! Name the repositories that the registry stands in for. Those of the release are offered.
//!
//! ## Source
//! Catalogue R156: openshift/installer, pkg/types/validation/installconfig.go (imageContentSources and imageDigestSources cannot both be set); docs.okd.io and docs.openshift.com, mirroring the release.

use serde_json::json;

use crate::{
    diagnostic::Severity,
    figures::figures,
    model::{Distribution, Kind},
    rules::{
        Context, Findings, Input, Rule,
        support::{
            cluster::{is_before, is_openshift},
            edit::Located,
        },
    },
};

pub const RULE: Rule = Rule { id: "clusters/idle-mirror", severity: Severity::Error, reads: &[Input::Each(Kind::Clusters)], check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let known = &figures().openshift;
    for cluster in cx.each(&cx.lab.clusters).filter(|cluster| is_openshift(cluster)) {
        let Some(mirror) = &cluster.mirror else { continue };
        if !mirror.sources.is_empty() && !mirror.digest_sources.is_empty() {
            findings.add(
                cluster.at("mirror.digestSources"),
                "sources stand in `sources` (imageContentSources) and in `digestSources` (imageDigestSources); only one list may be given",
                "keep one of the lists",
            );
            continue;
        }
        let release = if cluster.distribution == Distribution::Okd { &known.okd_sources.value } else { &known.openshift_sources.value };
        let mut sources: Vec<&String> = mirror.sources.iter().chain(&mirror.digest_sources).collect();
        // Later releases of OKD lie elsewhere.
        let is_known = cluster.distribution == Distribution::Openshift || is_before(cluster, &known.okd_sources_until.value);
        let missing: Vec<&String> = release.iter().filter(|wanted| is_known && !sources.contains(wanted)).collect();
        let field = if mirror.digest_sources.is_empty() { "mirror.sources" } else { "mirror.digestSources" };
        let (at, message, is_warning) = if sources.is_empty() {
            ("mirror", format!("the registry {} stands in for no repository", mirror.host), false)
        } else if let Some(first) = missing.first() {
            let more = if missing.len() > 1 { " and others of the release" } else { "" };
            (field, format!("the registry {} does not stand in for {first}{more}", mirror.host), true)
        } else {
            continue;
        };
        let finding = findings.add(cluster.at(at), message, "name the repositories that the registry stands in for");
        let finding = if is_warning { finding.severity(Severity::Warning) } else { finding };
        if is_known {
            sources.extend(missing);
            finding.fix("Add those of the release", cluster.set(field, json!(sources)));
        }
    }
}
