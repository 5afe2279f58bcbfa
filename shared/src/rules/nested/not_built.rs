//! A part of the lab is checked, but not built by this version.
//!
//! ## What it does
//! Looks for clouds, projects, servers and clusters.
//!
//! ## Why
//! A plan covers L0 and L1: the host's networks, pools and machines. What runs inside the clouds is counted, placed and checked, so that the lab can be built to fit, but installing it is still yours to do.
//!
//! ## Fix
//! Nothing: build L1 by the plan, then install the rest on it.
//!
//! ## Source
//! The plan format: its steps (`docs/lab-format.md`, "Layers").

use crate::{
    diagnostic::{Severity, Subject},
    model::{Kind, RecordRef},
    rules::{
        Context, Findings, Input, Rule,
        support::edit::{Located, several},
    },
};

pub const RULE: Rule = Rule {
    id: "nested/not-built",
    severity: Severity::Info,
    reads: &[
        Input::Fields(Kind::Clouds, &["id"]),
        Input::Fields(Kind::Projects, &["id"]),
        Input::Fields(Kind::Servers, &["id"]),
        Input::Fields(Kind::Clusters, &["id"]),
    ],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let lab = cx.lab;
    // One finding for all of it, at the outermost part.
    let first: Option<RecordRef> = (lab.clouds.iter().next().map(Located::reference))
        .or_else(|| lab.projects.iter().next().map(Located::reference))
        .or_else(|| lab.servers.iter().next().map(Located::reference))
        .or_else(|| lab.clusters.iter().next().map(Located::reference));
    let Some(first) = first else { return };
    let parts = [
        (lab.clouds.len(), "cloud", "clouds"),
        (lab.projects.len(), "project", "projects"),
        (lab.servers.len(), "server", "servers"),
        (lab.clusters.len(), "cluster", "clusters"),
    ];
    let counted: Vec<String> = parts.iter().filter(|(count, ..)| *count > 0).map(|(count, one, many)| several(*count, one, many)).collect();
    findings.add(
        Subject::record(first),
        format!("a plan builds L0 and L1; what is inside is checked and counted, not installed: {}", counted.join(", ")),
        "build the machines by the plan, then install what runs on them",
    );
}
