//! The server of the ignition files does not publish one that a node fetches.
//!
//! ## What it does
//! Where the published files are listed: bootstrap.ign, master.ign and worker.ign must be among them, as far as the cluster has such nodes.
//!
//! ## Why
//! The node's installer asks for the file again and again ("404 Not Found").
//!
//! ## Fix
//! Publish the file, which is offered.
//!
//! ## Source
//! Catalogue R150: openshift/installer, docs/user/metal/install_upi.md (the Ignition files are served over HTTP).

use crate::{
    diagnostic::Severity,
    document::Command,
    model::Kind,
    rules::{
        Context, Findings, Input, Rule,
        support::{
            cluster::{count, is_upi},
            edit::Located,
        },
    },
};

pub const RULE: Rule = Rule {
    id: "clusters/unpublished-ignition",
    severity: Severity::Error,
    reads: &[Input::Each(Kind::Clusters), Input::Named(Kind::Machines), Input::Named(Kind::Servers)],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for cluster in cx.each(&cx.lab.clusters).filter(|cluster| is_upi(cluster)) {
        let Some(ignition) = cluster.ignition.as_ref().filter(|ignition| !ignition.published.is_empty()) else { continue };
        let wanted = [
            ("bootstrap.ign", cluster.bootstrap.is_some()),
            ("master.ign", count(&cluster.control_plane) > 0),
            ("worker.ign", count(&cluster.workers) > 0),
        ];
        let whole = |file: &String| file.ends_with('/') || file.contains('*');
        if ignition.published.iter().any(whole) {
            continue;
        }
        let has = |name: &str| ignition.published.iter().any(|file| file.rsplit('/').next() == Some(name));
        let folder = ignition.published.iter().find(|file| file.ends_with(".ign")).and_then(|file| file.rsplit_once('/'));
        for (name, _) in wanted.into_iter().filter(|(name, is_wanted)| *is_wanted && !has(name)) {
            let path = folder.map_or_else(|| name.to_owned(), |(folder, _)| format!("{folder}/{name}"));
            let value = path.as_str().into();
            findings
                .add(cluster.at("ignition.published"), format!("{} does not publish {name}", ignition.machine), format!("publish {name}"))
                .fix(
                    format!("Publish {path}"),
                    Command::Append { record: cluster.reference(), field: "ignition.published".to_owned(), value },
                );
        }
    }
}
