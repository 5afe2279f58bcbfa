//! A cluster's nodes that are machines of the lab.

use crate::{
    model::{Cluster, ClusterNode, Machine},
    render::Given,
};

/// A node, and what it is to ignition.
pub struct Node<'a> {
    pub machine: &'a Machine,
    /// The name of its ignition file.
    pub role: &'static str,
    /// Its name in full.
    pub hostname: String,
}

/// The nodes in the order in which they start.
pub fn nodes<'a>(given: &Given<'a>, cluster: &Cluster) -> Vec<Node<'a>> {
    let of_role = |role: &'static str, node: &ClusterNode| {
        let machine = given.machine(node.machine.as_ref()?)?;
        let own = node.hostname.as_ref().unwrap_or(&machine.name).as_str().trim_end_matches('.').to_owned();
        let domain = cluster.base_domain.as_ref().filter(|_| !own.contains('.'));
        let hostname = match domain {
            Some(base) => format!("{own}.{}.{}", cluster.name, base.as_str().trim_end_matches('.')),
            None => own,
        };
        Some(Node { machine, role, hostname })
    };
    let bootstrap = cluster.bootstrap.iter().filter_map(|node| of_role("bootstrap", node));
    let masters = cluster.control_plane.nodes.iter().filter_map(|node| of_role("master", node));
    let workers = cluster.workers.nodes.iter().filter_map(|node| of_role("worker", node));
    bootstrap.chain(masters).chain(workers).collect()
}
