//! A cluster's own load balancer, as several rules need it.

use crate::{
    capacity::guests::Part,
    figures::figures,
    model::{Cluster, Frontend, LoadBalancer},
    rules::Context,
};

use super::cluster::{Node, count, is_openshift, nodes};

/// The ports of the API: of Kubernetes and of the machine config server.
pub fn api_ports() -> [u16; 2] {
    let known = &figures().openshift;
    [known.api_port.value, known.machine_config_port.value]
}

/// The ports of the router.
pub fn ingress_ports() -> [u16; 2] {
    let known = &figures().openshift;
    [known.http_port.value, known.https_port.value]
}

/// The clusters with a load balancer of their own.
pub fn balanced<'a>(cx: &Context<'a>) -> impl Iterator<Item = (&'a Cluster, &'a LoadBalancer)> {
    let clusters = cx.each(&cx.lab.clusters).filter(|cluster| is_openshift(cluster));
    clusters.filter_map(|cluster| Some((cluster, cluster.load_balancer.as_ref()?)))
}

/// The frontends of some ports, with their paths in the cluster.
pub fn frontends<'a>(balancer: &'a LoadBalancer, ports: &'a [u16]) -> impl Iterator<Item = (String, &'a Frontend)> {
    let all = balancer.frontends.iter().enumerate().filter(|(_, frontend)| ports.contains(&frontend.port));
    all.map(|(index, frontend)| (format!("loadBalancer.frontends[{index}]"), frontend))
}

/// The listed machines that may run the router: the workers, otherwise the masters.
pub fn ingress_nodes<'a>(cx: &Context<'a>, cluster: &'a Cluster) -> Vec<Node<'a>> {
    let part = if count(&cluster.workers) == 0 { Part::ControlPlane } else { Part::Worker };
    nodes(cx, cluster).into_iter().filter(|node| node.part == part && node.machine.is_some()).collect()
}
