//! Two things of one kind in a project have the same name.
//!
//! ## What it does
//! Compares the names of a project's flavors, images, networks, subnets, routers, ports, security groups, server groups and users.
//!
//! ## Why
//! Names are how they are chosen: `openstack` refuses with "More than one … exists with the name", and an installer takes one at random.
//!
//! ## Fix
//! Rename one of them in the text, or take it out.
//!
//! ## Source
//! Catalogue R49. openshift/installer, `docs/user/openstack/known-issues.md`, "Resources With Duplicate Names"; python-openstackclient, "More than one … exists with the name".

use crate::{
    diagnostic::Severity,
    model::Kind,
    rules::{
        Context, Findings, Input, Rule,
        support::{edit::Located, twins::twins},
    },
};

pub const RULE: Rule = Rule { id: "projects/duplicate-name", severity: Severity::Error, reads: &[Input::Each(Kind::Projects)], check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for project in cx.each(&cx.lab.projects) {
        let subnets = project.networks.iter().flat_map(|network| network.subnets.iter().map(|subnet| &subnet.name));
        let lists = [
            ("flavors", "flavor", twins(project.flavors.iter().map(|flavor| &flavor.name))),
            ("images", "image", twins(project.images.iter().map(|image| &image.name))),
            ("networks", "network", twins(project.networks.iter().map(|network| &network.name))),
            ("routers", "router", twins(project.routers.iter().map(|router| &router.name))),
            ("ports", "port", twins(project.ports.iter().map(|port| &port.name))),
            ("securityGroups", "security group", twins(project.security_groups.iter().map(|group| &group.name))),
            ("serverGroups", "server group", twins(project.server_groups.iter().map(|group| &group.name))),
            ("users", "user", twins(project.users.iter().map(|user| &user.name))),
        ];
        for (list, what, names) in lists {
            for name in names {
                let message = format!("{} has more than one {what} named {name}", project.name);
                findings.add(project.at(format!("{list}[{name}]")), message, "rename one of them, or take it out");
            }
        }
        for name in twins(subnets) {
            let message = format!("{} has more than one subnet named {name}", project.name);
            findings.add(project.at("networks"), message, "rename one of them, or take it out");
        }
    }
}
