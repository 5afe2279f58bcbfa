//! A server or a cluster uses a floating IP that its project does not have.
//!
//! ## What it does
//! Looks up the floating IPs of servers' ports, of clusters' APIs and of their routers among those that the project reserves by address.
//!
//! ## Why
//! The OpenShift installer takes a floating IP that exists and is DOWN; it makes none. `openstack server add floating ip` says "No FloatingIP found".
//!
//! ## Fix
//! Reserve the address in the project; offered where it is clear on which external network.
//!
//! ## Source
//! Catalogue R98: openshift/installer, `docs/user/openstack/README.md`, "Create API and Ingress Floating IP Addresses", and `pkg/asset/installconfig/openstack/validation/platform.go`.

use std::{
    collections::{BTreeMap, BTreeSet},
    net::IpAddr,
};

use serde_json::json;

use crate::{
    diagnostic::{Severity, Subject},
    document::Command,
    model::{Deployment, Kind, Project},
    rules::{
        Context, Findings, Input, Rule,
        support::{edit::Located, gather::gather, inside::cloud_of},
    },
    value::Name,
};

pub const RULE: Rule = Rule {
    id: "references/unknown-floating-ip",
    severity: Severity::Error,
    reads: &[Input::Named(Kind::Clouds), Input::Records(Kind::Projects), Input::Records(Kind::Servers), Input::Records(Kind::Clusters)],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    if cx.lab.projects.is_empty() {
        return;
    }
    let mut reserved: BTreeMap<&str, BTreeSet<IpAddr>> = BTreeMap::new();
    for project in cx.lab.projects.iter() {
        let addresses = gather(project.floating_ips.iter().filter_map(|floating| floating.address));
        reserved.entry(project.name.as_str()).or_insert(addresses);
    }
    let mut look = |project: &Name, address: IpAddr, subject: Subject, who: &str, external: Option<&Name>| {
        let Some(project) = cx.index.projects.get(project.as_str()).copied() else { return };
        if reserved.get(project.name.as_str()).is_none_or(|reserved| reserved.contains(&address)) {
            return;
        }
        let message = format!("{who} uses the floating IP {address}, which {} does not reserve", project.name);
        let finding = findings.add(subject, message, format!("reserve {address} in {}, or use one that is reserved there", project.name));
        // In a cloud that is there already it may be reserved without the lab's knowing.
        let is_existing = cloud_of(cx, project).is_none_or(|cloud| cloud.deployment == Deployment::Existing);
        let finding = if is_existing { finding.severity(Severity::Warning) } else { finding };
        if let Some(external) = network(cx, project, address, external) {
            let value = json!({ "address": address.to_string(), "network": external.as_str() });
            let command = Command::Append { record: project.reference(), field: "floatingIps".to_owned(), value };
            finding.fix(format!("Reserve {address} on {external}"), command);
        }
    };
    for server in cx.lab.servers.iter() {
        for (index, port) in server.ports.iter().enumerate() {
            if let Some(address) = port.floating_ip {
                look(&server.project, address, server.at(format!("ports[{index}].floatingIp")), server.name.as_str(), None);
            }
        }
    }
    for cluster in cx.lab.clusters.iter() {
        let Some(project) = &cluster.project else { continue };
        let fields = [("vips.apiFloatingIp", cluster.vips.api_floating_ip), ("vips.ingressFloatingIp", cluster.vips.ingress_floating_ip)];
        for (field, address) in fields {
            if let Some(address) = address {
                look(project, address, cluster.at(field), cluster.name.as_str(), cluster.external_network.as_ref());
            }
        }
    }
}

/// The external network that an address belongs to: the cloud's one around it, otherwise the one that is named.
fn network(cx: &Context<'_>, project: &Project, address: IpAddr, named: Option<&Name>) -> Option<Name> {
    let externals = &cloud_of(cx, project)?.external_networks;
    let around = externals.iter().find(|network| network.subnet.is_some_and(|subnet| subnet.contains(address)));
    let named = || externals.iter().find(|network| Some(&network.name) == named && network.subnet.is_none());
    around.or_else(named).map(|network| network.name.clone())
}
