//! The subnet that an OpenShift cluster stands on has no DNS server.
//!
//! ## What it does
//! Looks at the subnet of the project that a cluster names as its nodes'.
//!
//! ## Why
//! Nodes then ask whatever Neutron's DHCP server passes on, which in some clouds is nobody: the bootstrap cannot resolve the registry's name.
//!
//! ## Fix
//! Give the subnet a DNS server.
//!
//! ## Source
//! Catalogue R111. openshift/installer, `docs/user/openstack/known-issues.md`, "Lack of default DNS servers on created subnets".

use crate::{
    diagnostic::Severity,
    model::Kind,
    rules::{
        Context, Findings, Input, Rule,
        support::{edit::Located, inside::subnet, openshift::on_clouds},
    },
};

pub const RULE: Rule = Rule {
    id: "projects/subnet-without-dns",
    severity: Severity::Warning,
    reads: &[Input::Named(Kind::Clouds), Input::Named(Kind::Projects), Input::Each(Kind::Clusters)],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for (cluster, project, _) in on_clouds(cx) {
        let Some(subnet) = subnet(project, cluster).filter(|subnet| subnet.dns.is_empty()) else { continue };
        findings.add(
            cluster.at("networks.subnet"),
            format!("{} stands on {}, which has no DNS server", cluster.name, subnet.name),
            format!("give the subnet {} of {} a DNS server", subnet.name, project.name),
        );
    }
}
