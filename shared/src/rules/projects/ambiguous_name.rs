//! A project names something that its cloud, or another project of it, has by the same name.
//!
//! ## What it does
//! Compares the flavors, images and networks of each project with the cloud's flavors, images and external networks, and its flavors with those of the cloud's other projects.
//!
//! ## Why
//! Nova has each flavor's name once in a cloud and refuses the second. Of two images or networks of one name that a project sees, an installer takes one at random.
//!
//! ## Fix
//! Rename it, or take it out of one of the places.
//!
//! ## Source
//! Catalogue R49. openshift/installer, `docs/user/openstack/known-issues.md`, "Resources With Duplicate Names"; openstack/nova, FlavorExists ("Flavor with name … already exists").

use std::collections::BTreeMap;

use crate::{
    diagnostic::Severity,
    model::Kind,
    rules::{
        Context, Findings, Input, Rule,
        support::{edit::Located, inside::cloud_of},
    },
};

pub const RULE: Rule = Rule {
    id: "projects/ambiguous-name",
    severity: Severity::Error,
    reads: &[Input::Named(Kind::Clouds), Input::Records(Kind::Projects)],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let mut flavors = BTreeMap::new();
    for project in cx.lab.projects.iter() {
        let cloud = cloud_of(cx, project);
        let mut report = |list: &str, what: &str, name: &str, owner: &str| {
            let message = format!("{} has {what} {name}, and so has {owner}", project.name);
            findings.add(project.at(format!("{list}[{name}]")), message, "rename it, or take it out of one of the places");
        };
        for flavor in &project.flavors {
            if let Some(cloud) = cloud.filter(|cloud| cloud.flavors.iter().any(|other| other.name == flavor.name)) {
                report("flavors", "a flavor", flavor.name.as_str(), cloud.name.as_str());
                continue;
            }
            let first = *flavors.entry((&project.cloud, &flavor.name)).or_insert(&project.name);
            if *first != project.name {
                report("flavors", "a flavor", flavor.name.as_str(), first.as_str());
            }
        }
        let Some(cloud) = cloud else { continue };
        for image in project.images.iter().filter(|image| cloud.images.iter().any(|other| other.name == image.name)) {
            report("images", "an image", image.name.as_str(), cloud.name.as_str());
        }
        for network in project.networks.iter().filter(|network| cloud.external_networks.iter().any(|other| other.name == network.name)) {
            report("networks", "a network", network.name.as_str(), cloud.name.as_str());
        }
    }
}
