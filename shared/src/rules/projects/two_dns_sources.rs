//! An OpenShift cluster is given DNS servers for a subnet that is there already.
//!
//! ## What it does
//! Looks for clusters with both DNS servers of their own (`externalDNS`) and a subnet of the project.
//!
//! ## Why
//! The installer makes no subnet and so cannot set its DNS servers: it refuses both together.
//!
//! ## Fix
//! Set the DNS servers at the subnet instead; offered is to take them off the cluster.
//!
//! ## Source
//! Catalogue R111. openshift/installer, `pkg/types/openstack/validation/platform.go` (externalDNS can't be set when using a custom machinesSubnet).

use serde_json::json;

use crate::{
    diagnostic::Severity,
    document::Command,
    model::Kind,
    rules::{
        Context, Findings, Input, Rule,
        support::{edit::Located, inside::subnet, openshift::on_clouds, twins::firsts},
    },
};

pub const RULE: Rule = Rule {
    id: "projects/two-dns-sources",
    severity: Severity::Error,
    reads: &[Input::Named(Kind::Clouds), Input::Named(Kind::Projects), Input::Each(Kind::Clusters)],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for (cluster, project, _) in on_clouds(cx) {
        if cluster.networks.subnet.is_none() || cluster.networks.external_dns.is_empty() {
            continue;
        }
        let mut title = "Leave the subnet's".to_owned();
        let mut commands = vec![cluster.unset("networks.externalDns")];
        if let Some(subnet) = subnet(project, cluster).filter(|subnet| subnet.dns.is_empty()) {
            let network = firsts(&project.networks, |network| &network.name)
                .find(|network| network.subnets.iter().any(|other| other.name == subnet.name));
            let servers: Vec<String> = cluster.networks.external_dns.iter().map(ToString::to_string).collect();
            if let Some(network) = network {
                commands.push(project.set(format!("networks[{}].subnets[{}].dns", network.name, subnet.name), json!(servers)));
                title = format!("Set them at {} of {}", subnet.name, network.name);
            }
        }
        findings
            .add(
                cluster.at("networks.externalDns"),
                format!(
                    "{} has DNS servers of its own and stands on a subnet that is there already: the installer refuses both together",
                    cluster.name
                ),
                "set the DNS servers at the subnet",
            )
            .fix(title, Command::Batch { commands });
    }
}
