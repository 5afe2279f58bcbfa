use std::net::IpAddr;

use crate::{
    figures::figures,
    model::{Cluster, Machine},
    render::{File, Given, Make, Place, Renderer, text},
    value::Cidr,
};

use super::{
    is_by_hand,
    nodes::{Node, nodes},
};

pub const RENDERER: Renderer = Renderer::new(
    "machines/MACHINE/kernel-arguments",
    "the kernel arguments by which a node installs CoreOS on its disk: address, name, DNS server, image and ignition file",
    "coreos/coreos-installer, docs/customizing-install.md; dracut.cmdline(7)",
    Make::Openshift(files),
);

fn files(given: &Given<'_>, cluster: &Cluster) -> Vec<File> {
    if !is_by_hand(cluster) {
        return Vec::new();
    }
    let file = |node: Node<'_>| {
        let line = arguments(given, cluster, &node)?;
        Some(File::text(Place::Machine(node.machine.name.clone()), "/kernel-arguments", line + "\n"))
    };
    nodes(given, cluster).into_iter().filter_map(file).collect()
}

/// The arguments; none where nothing serves the node's ignition file or it has no disk to be installed on.
fn arguments(given: &Given<'_>, cluster: &Cluster, node: &Node<'_>) -> Option<String> {
    let ignition = cluster.ignition.as_ref()?;
    let host = text::in_url(given.address(given.machine(&ignition.machine)?)?);
    let disk = &node.machine.disks.first()?.name;
    let mut words = vec![network(given, cluster, node)];
    let server = cluster.dns.server.as_ref().and_then(|name| given.address(given.machine(name)?));
    let servers: Vec<IpAddr> = if server.is_some() { server.into_iter().collect() } else { cluster.networks.external_dns.clone() };
    words.extend(servers.iter().map(|server| format!("nameserver={server}")));
    words.push(format!("coreos.inst.install_dev={disk}"));
    words.extend(ignition.image_url.as_ref().map(|url| format!("coreos.inst.image_url={url}")));
    let (scheme, port) = (if ignition.tls { "https" } else { "http" }, ignition.port.unwrap_or(figures().openshift.ignition_port.value));
    let file = super::nginx::published(ignition).into_iter().find(|path| path.ends_with(&format!("{}.ign", node.role)));
    let path = file.unwrap_or_else(|| format!("ignition/{}.ign", node.role));
    words.push(format!("coreos.inst.ignition_url={scheme}://{host}:{port}/{path}"));
    Some(words.join(" "))
}

/// `ip=`: what the node is called, and its fixed address where it has one.
fn network(given: &Given<'_>, cluster: &Cluster, node: &Node<'_>) -> String {
    let fixed = node.machine.ports.iter().find_map(|port| Some((port, port.address?)));
    let Some((port, address)) = fixed else {
        let first = node.machine.ports.first().map_or("", |port| port.name.as_str());
        return format!("ip=::::{}:{first}:dhcp", node.hostname);
    };
    let own = own_address(given, node.machine, address);
    let gateway = cluster.networks.gateway.or(own.map(|own| own.address())).map(text::in_url).unwrap_or_default();
    let mask = match own {
        Some(own) if address.is_ipv4() => own.netmask().to_string(),
        Some(own) => own.prefix().to_string(),
        None => String::new(),
    };
    format!("ip={}::{gateway}:{mask}:{}:{}:none", text::in_url(address), node.hostname, port.name)
}

/// The host's address on the network that an address of a machine lies in.
fn own_address(given: &Given<'_>, machine: &Machine, address: IpAddr) -> Option<Cidr> {
    let port = machine.ports.iter().find(|port| port.address == Some(address))?;
    let network = given.lab.networks.get(port.network.as_ref()?.as_str())?;
    let segments = network.segments.iter().filter_map(|segment| segment.ip);
    network.ip.into_iter().chain(network.ip6).chain(segments).find(|own| own.subnet().contains(address))
}
