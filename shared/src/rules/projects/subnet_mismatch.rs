//! An OpenShift cluster's nodes' network is not that of the subnet that it stands on.
//!
//! ## What it does
//! Compares the nodes' network (`machineNetwork`, 10.0.0.0/16 where the lab does not say) with the prefix of the project's subnet.
//!
//! ## Why
//! The installer compares them and refuses; virtual addresses would lie outside.
//!
//! ## Fix
//! Take the subnet's prefix (offered).
//!
//! ## Source
//! Catalogue R112. openshift/installer, `pkg/asset/installconfig/openstack/validation/platform.go` ("the first CIDR in machineNetwork … doesn't match the CIDR of the machineSubnet").

use crate::{
    diagnostic::Severity,
    figures::figures,
    model::Kind,
    rules::{
        Context, Findings, Input, Rule,
        support::{edit::Located, inside::subnet, openshift::on_clouds},
    },
};

pub const RULE: Rule = Rule {
    id: "projects/subnet-mismatch",
    severity: Severity::Error,
    reads: &[Input::Named(Kind::Clouds), Input::Named(Kind::Projects), Input::Each(Kind::Clusters)],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for (cluster, project, _) in on_clouds(cx) {
        let Some(subnet) = subnet(project, cluster) else { continue };
        let machine = cluster.networks.machine.unwrap_or(figures().openshift.machine_network.value);
        if machine == subnet.cidr {
            continue;
        }
        let whose = if cluster.networks.machine.is_some() { "" } else { ", the default" };
        findings
            .add(
                cluster.at("networks.machine"),
                format!("the nodes' network of {} is {machine}{whose}, but {} is {}", cluster.name, subnet.name, subnet.cidr),
                "take the prefix of the subnet",
            )
            .fix(format!("Take {}", subnet.cidr), cluster.set("networks.machine", subnet.cidr.to_string()));
    }
}
