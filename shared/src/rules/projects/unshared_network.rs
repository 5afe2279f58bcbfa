//! A server is to stand on an external network that is not shared.
//!
//! ## What it does
//! Looks for ports of servers on an external network of the cloud that projects may not use, where no user of the project is an administrator.
//!
//! ## Why
//! Neutron refuses: "It is not allowed to create an interface on external network".
//!
//! ## Fix
//! Share the network (offered), or use a tenant network with a floating IP.
//!
//! ## Source
//! Catalogue R110. openshift/installer, `docs/user/openstack/provider_networks.md` (the network must be shared with the project); openstack/nova, ExternalNetworkAttachForbidden.

use crate::{
    diagnostic::Severity,
    model::{Deployment, Kind},
    rules::{
        Context, Findings, Input, Rule,
        support::{edit::Located, inside::cloud_of},
    },
};

pub const RULE: Rule = Rule {
    id: "projects/unshared-network",
    severity: Severity::Error,
    reads: &[Input::Named(Kind::Clouds), Input::Named(Kind::Projects), Input::Each(Kind::Servers)],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for server in cx.each(&cx.lab.servers) {
        let Some(project) = cx.index.projects.get(server.project.as_str()).copied() else { continue };
        let Some(cloud) = cloud_of(cx, project) else { continue };
        if project.users.iter().any(|user| user.roles.iter().any(|role| role == "admin")) {
            continue;
        }
        for (index, port) in server.ports.iter().enumerate() {
            let Some(name) = port.network.as_ref().filter(|name| project.networks.iter().all(|network| network.name != **name)) else {
                continue;
            };
            let Some(network) = cloud.external_networks.iter().find(|network| network.name == *name).filter(|network| !network.shared)
            else {
                continue;
            };
            let finding = findings
                .add(
                    server.at(format!("ports[{index}].network")),
                    format!("{} stands on {name}, which {} does not share with its projects", server.name, cloud.name),
                    "share the network, or use a tenant network and a floating IP",
                )
                .fix(format!("Share {name}"), cloud.set(format!("externalNetworks[{}].shared", network.name), true));
            if cloud.deployment == Deployment::Existing {
                finding.severity(Severity::Warning);
            }
        }
    }
}
