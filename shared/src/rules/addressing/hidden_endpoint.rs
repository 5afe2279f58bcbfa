//! A tenant network has the addresses of its cloud's endpoints.
//!
//! ## What it does
//! Compares the public and internal endpoints of each cloud with the subnets of its projects.
//!
//! ## Why
//! Servers there take the endpoint for a neighbour and ask for it on their own network, where it is not: everything inside that calls the cloud fails, installers and cloud controllers first.
//!
//! ## Fix
//! Give the tenant network another prefix.
//!
//! ## Source
//! Catalogue R61. openshift/installer docs/user/openstack/known-issues.md (networks of the cluster must not overlap those of the cloud); RFC 1122 section 3.3.1.1.

use crate::{
    diagnostic::Severity,
    rules::{
        Context, Findings, Rule,
        support::{edit::Located, layers::BY_PROJECT, parts::parts},
    },
};

pub const RULE: Rule = Rule { id: "addressing/hidden-endpoint", severity: Severity::Warning, reads: BY_PROJECT, check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for project in cx.each(&cx.lab.projects).filter(|project| !project.networks.is_empty()) {
        let Some(cloud) = cx.index.clouds.get(project.cloud.as_str()) else { continue };
        let endpoints = [("public", cloud.endpoints.public), ("internal", cloud.endpoints.internal)];
        for network in parts(&project.networks) {
            for subnet in parts(&network.subnets) {
                let hidden =
                    endpoints.iter().find_map(|(what, address)| Some((what, address.filter(|address| subnet.cidr.contains(*address))?)));
                let Some((what, address)) = hidden else { continue };
                let message = format!(
                    "{address}, the {what} endpoint of {}, is in {} of {}, {}: servers there do not reach it",
                    cloud.name, subnet.name, project.name, subnet.cidr
                );
                let field = format!("networks[{}].subnets[{}].cidr", network.name, subnet.name);
                findings.add(project.at(field), message, "give the tenant network another prefix");
            }
        }
    }
}
