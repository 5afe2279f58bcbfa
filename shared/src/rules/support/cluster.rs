//! A cluster's shape and nodes, as several rules need them.

use std::{collections::BTreeMap, net::IpAddr};

use serde_json::json;

use crate::{
    capacity::guests::Part,
    document::Command,
    model::{Boot, Cluster, ClusterNode, Distribution, Installer, Machine, NodePool, Server},
    rules::{Context, support::edit::Located},
    value::Version,
};

/// Whether openshift-install makes the cluster.
pub fn is_openshift(cluster: &Cluster) -> bool {
    cluster.distribution != Distribution::Kubernetes && cluster.installer != Installer::Magnum
}

/// Whether the user provides what stands around the cluster.
pub fn is_upi(cluster: &Cluster) -> bool {
    is_openshift(cluster) && cluster.installer == Installer::Upi
}

/// Whether the cluster's release is known to be earlier than that one.
pub fn is_before(cluster: &Cluster, release: &Version) -> bool {
    cluster.version.as_ref().is_some_and(|version| version.minor() < release.minor())
}

/// Whether the cluster's release is known to be that one or later.
pub fn is_since(cluster: &Cluster, release: &Version) -> bool {
    cluster.version.as_ref().is_some_and(|version| version.minor() >= release.minor())
}

/// How many nodes a pool is known to have.
pub fn count(pool: &NodePool) -> u32 {
    pool.count().unwrap_or_default()
}

/// The domain of the cluster's names: `okd.example`.
pub fn domain(cluster: &Cluster) -> Option<String> {
    let base = cluster.base_domain.as_ref()?.as_str().trim_end_matches('.');
    Some(format!("{}.{base}", cluster.name).to_lowercase())
}

/// A node that the lab lists.
pub struct Node<'a> {
    pub part: Part,
    /// Its path in the cluster.
    pub field: String,
    /// Whether the path leads to it and to no other.
    pub is_alone: bool,
    pub node: &'a ClusterNode,
    pub machine: Option<&'a Machine>,
    pub server: Option<&'a Server>,
}

impl Node<'_> {
    /// What it is called in the lab.
    pub fn name(&self) -> Option<&str> {
        self.machine.map(|machine| machine.name.as_str()).or_else(|| self.server.map(|server| server.name.as_str()))
    }

    /// Its fixed addresses.
    pub fn addresses(&self) -> Vec<IpAddr> {
        let machine = self.machine.into_iter().flat_map(addresses);
        machine.chain(self.server.into_iter().flat_map(|server| server.ports.iter().filter_map(|port| port.address))).collect()
    }

    /// The fully qualified name that the lab says it boots with.
    pub fn hostname(&self, cluster: &Cluster) -> Option<String> {
        let name = self.node.hostname.as_ref()?;
        qualified(name.as_str(), cluster)
    }
}

/// A host name in full: below the cluster's domain where it has no dot.
pub fn qualified(name: &str, cluster: &Cluster) -> Option<String> {
    let name = name.trim_end_matches('.').to_lowercase();
    if name.contains('.') { Some(name) } else { domain(cluster).map(|domain| format!("{name}.{domain}")) }
}

/// What a node is, for a sentence.
pub fn part(part: Part) -> &'static str {
    match part {
        Part::Server => "server",
        Part::Bootstrap => "bootstrap",
        Part::ControlPlane => "master",
        Part::Worker => "worker",
    }
}

/// The fixed addresses of a machine: of its ports, and those that its kernel's arguments give it.
pub fn addresses(machine: &Machine) -> Vec<IpAddr> {
    let mut addresses: Vec<IpAddr> = machine.ports.iter().filter_map(|port| port.address).collect();
    if let Boot::Kernel(kernel) = &machine.boot {
        let given = super::arguments::Arguments::of(kernel.args.as_deref().unwrap_or_default()).address();
        addresses.extend(given.filter(|given| !addresses.contains(given)));
    }
    addresses
}

/// The nodes that the lab lists, the bootstrap first.
pub fn nodes<'a>(cx: &Context<'a>, cluster: &'a Cluster) -> Vec<Node<'a>> {
    let mut nodes = Vec::new();
    let mut add = |part: Part, field: String, is_alone: bool, node: &'a ClusterNode| {
        let machine = node.machine.as_ref().and_then(|name| cx.index.machines.get(name.as_str()).copied());
        let server = node.server.as_ref().and_then(|name| cx.index.servers.get(name.as_str()).copied());
        nodes.push(Node { part, field, is_alone, node, machine, server });
    };
    if let Some(bootstrap) = &cluster.bootstrap {
        add(Part::Bootstrap, "bootstrap".to_owned(), true, bootstrap);
    }
    let pools = [("controlPlane", Part::ControlPlane, &cluster.control_plane), ("workers", Part::Worker, &cluster.workers)];
    for (field, part, pool) in pools {
        let mut times: BTreeMap<&str, u32> = BTreeMap::new();
        for machine in pool.nodes.iter().filter_map(|node| node.machine.as_ref()) {
            *times.entry(machine.as_str()).or_default() += 1;
        }
        for (index, node) in pool.nodes.iter().enumerate() {
            let identity = node.machine.as_ref().map_or_else(|| index.to_string(), ToString::to_string);
            // A node without a machine is known by its number, which must be no machine's name.
            let is_alone = times.get(identity.as_str()).copied().unwrap_or_default() == u32::from(node.machine.is_some());
            add(part, format!("{field}.nodes[{identity}]"), is_alone, node);
        }
    }
    nodes
}

/// The edit that adds an address record to a cluster's names.
pub fn add_record(cluster: &Cluster, name: &str, address: IpAddr) -> Command {
    let kind = if address.is_ipv4() { "A" } else { "AAAA" };
    let record = json!({ "name": name, "kind": kind, "address": address.to_string() });
    Command::Append { record: cluster.reference(), field: "dns.records".to_owned(), value: record }
}

/// Where the API answers: the load balancer, otherwise floating IP and virtual address. Empty where it is not known.
pub fn api_addresses(cx: &Context<'_>, cluster: &Cluster) -> Vec<IpAddr> {
    let floating = cluster.vips.api_floating_ip.into_iter();
    around(cx, cluster, floating.chain(cluster.vips.api.iter().copied()))
}

/// Where the router answers.
pub fn ingress_addresses(cx: &Context<'_>, cluster: &Cluster) -> Vec<IpAddr> {
    let floating = cluster.vips.ingress_floating_ip.into_iter();
    around(cx, cluster, floating.chain(cluster.vips.ingress.iter().copied()))
}

fn around(cx: &Context<'_>, cluster: &Cluster, virtual_addresses: impl Iterator<Item = IpAddr>) -> Vec<IpAddr> {
    let balancer = cluster.load_balancer.as_ref().and_then(|balancer| cx.index.machines.get(balancer.machine.as_str()));
    match balancer {
        Some(machine) => addresses(machine),
        None => virtual_addresses.collect(),
    }
}
