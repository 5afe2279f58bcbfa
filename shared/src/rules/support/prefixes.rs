//! The prefixes of a cluster and of what stands around it, as several rules need them.

use std::net::IpAddr;

use crate::{
    figures::figures,
    model::{Cloud, Cluster, Project},
    rules::Context,
    value::{Cidr, Subnet},
};

use super::cluster::nodes;

/// One of a cluster's own networks.
pub struct Prefix {
    pub subnet: Subnet,
    /// Its path in the cluster; absent where nothing is said and the installer's default holds.
    pub field: Option<String>,
    pub kind: PrefixKind,
}

/// Whose addresses a network has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PrefixKind {
    Nodes,
    Pods,
    Services,
}

impl PrefixKind {
    pub fn as_str(self) -> &'static str {
        match self {
            PrefixKind::Nodes => "machine network",
            PrefixKind::Pods => "pod network",
            PrefixKind::Services => "service network",
        }
    }
}

impl Prefix {
    /// For a sentence: `the pod network 10.128.0.0/14 (the default)`.
    pub fn described(&self) -> String {
        let default = if self.field.is_none() { " (the default)" } else { "" };
        format!("the {} {}{default}", self.kind.as_str(), self.subnet)
    }
}

/// The networks of a cluster that openshift-install makes, with its defaults for those that are not given.
pub fn prefixes(cluster: &Cluster) -> Vec<Prefix> {
    let (networks, known) = (&cluster.networks, &figures().openshift);
    let mut prefixes = Vec::new();
    let mut add = |subnet: Subnet, field: Option<String>, kind: PrefixKind| prefixes.push(Prefix { subnet, field, kind });
    match networks.machine {
        Some(machine) => add(machine, Some("networks.machine".to_owned()), PrefixKind::Nodes),
        None => add(known.machine_network.value, None, PrefixKind::Nodes),
    }
    for (index, pods) in networks.cluster.iter().enumerate() {
        add(pods.cidr.subnet(), Some(format!("networks.cluster[{index}].cidr")), PrefixKind::Pods);
    }
    if networks.cluster.is_empty() {
        add(known.pod_network.value, None, PrefixKind::Pods);
    }
    for (index, service) in networks.service.iter().enumerate() {
        add(*service, Some(format!("networks.service[{index}]")), PrefixKind::Services);
    }
    if networks.service.is_empty() {
        add(known.service_network.value, None, PrefixKind::Services);
    }
    prefixes
}

/// The project and the cloud that a cluster's nodes are in.
pub fn home<'a>(cx: &Context<'a>, cluster: &Cluster) -> Option<(&'a Project, Option<&'a Cloud>)> {
    let project = *cx.index.projects.get(cluster.project.as_ref()?.as_str())?;
    Some((project, cx.index.clouds.get(project.cloud.as_str()).copied()))
}

/// What a cluster's nodes stand on and reach the world over, each prefix once.
pub fn around<'a>(cx: &Context<'a>, cluster: &'a Cluster) -> Vec<(Subnet, String)> {
    let mut around: Vec<(Subnet, String)> = Vec::new();
    let mut add = |subnet: Subnet, what: String| {
        if around.iter().all(|(known, _)| *known != subnet) {
            around.push((subnet, what));
        }
    };
    if let Some((project, cloud)) = home(cx, cluster) {
        for external in cloud.into_iter().flat_map(|cloud| &cloud.external_networks) {
            if let Some(subnet) = external.subnet {
                add(subnet, format!("the external network {}", external.name));
            }
        }
        for network in &project.networks {
            for subnet in &network.subnets {
                add(subnet.cidr, format!("the project's network {}", network.name));
            }
        }
    }
    for node in nodes(cx, cluster) {
        for port in node.machine.into_iter().flat_map(|machine| &machine.ports) {
            let Some(network) = port.network.as_ref().and_then(|name| cx.index.networks.get(name.as_str())) else { continue };
            for own in cx.own_addresses(network).into_iter().map(Cidr::subnet) {
                add(own, format!("{}, on which its nodes stand", network.name));
            }
        }
    }
    around
}

/// Addresses that a cluster's nodes call, and whose they are.
pub fn called(cx: &Context<'_>, cluster: &Cluster) -> Vec<(IpAddr, String)> {
    let mut called: Vec<(IpAddr, String)> = Vec::new();
    let of = |name: Option<&crate::value::Name>| {
        let machine = name.and_then(|name| cx.index.machines.get(name.as_str()));
        machine.map(|machine| super::cluster::addresses(machine)).unwrap_or_default()
    };
    let mut add = |address: IpAddr, what: &str| {
        if called.iter().all(|(known, _)| *known != address) {
            called.push((address, what.to_owned()));
        }
    };
    let machines = [
        (cluster.load_balancer.as_ref().map(|balancer| &balancer.machine), "the load balancer"),
        (cluster.dns.server.as_ref(), "the DNS server"),
        (cluster.mirror.as_ref().and_then(|mirror| mirror.machine.as_ref()), "the registry"),
        (cluster.ignition.as_ref().map(|ignition| &ignition.machine), "the server of the ignition files"),
    ];
    for (machine, what) in machines {
        of(machine).into_iter().for_each(|address| add(address, what));
    }
    cluster.networks.external_dns.iter().chain(&cluster.dns.forwarders).for_each(|address| add(*address, "a DNS server"));
    if let Some((_, Some(cloud))) = home(cx, cluster) {
        cloud.endpoints.public.into_iter().for_each(|address| add(address, "the cloud's public endpoint"));
    }
    let floating = cluster.vips.api_floating_ip.iter().chain(&cluster.vips.ingress_floating_ip);
    floating.for_each(|address| add(*address, "a floating IP of the cluster"));
    called
}
