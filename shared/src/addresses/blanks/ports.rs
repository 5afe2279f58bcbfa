//! Ports of machines that others reach by their address. They come after the DHCP ranges, whose servers may give them theirs.

use std::{collections::BTreeMap, net::IpAddr};

use serde_json::json;

use crate::{
    diagnostic::Subject,
    model::{Boot, Distribution, Installer, Keyed, Kind, Machine, RecordRef},
    value::Name,
};

use super::{Blank, family::preferred, look::Look};

pub(super) fn addresses(look: &Look<'_>) -> Vec<Blank> {
    let wanted = wanted(look);
    let mut blanks = Vec::new();
    for machine in look.lab.machines.iter() {
        let Some(why) = wanted.get(&machine.name).filter(|_| !has_address(machine)) else { continue };
        // What configures its network itself says its addresses there.
        let has_seed = machine.cloud_init.is_some();
        if machine.ports.is_empty() || machine.cloud_init.as_ref().is_some_and(|seed| seed.network_config.is_some()) {
            continue;
        }
        let given = machine.ports.iter().find_map(|port| {
            let network = look.topology.named_network(port.network.as_ref()?.as_str())?;
            let is_bonded = machine.bonds.iter().any(|bond| bond.ports.contains(&port.name));
            let prefix = preferred(&look.own(network))?;
            // libvirt keeps IPv4 addresses for machines; its DHCPv6 server does not know them by their MAC.
            let is_kept = prefix.is_ipv4() && network.dhcp_range().is_some_and(|range| range.start.is_ipv4());
            let can_be_given = is_kept || has_seed && network.dhcp_range().is_none();
            (can_be_given && !is_bonded).then_some((port, prefix))
        });
        let (field, value) = match given {
            Some((port, prefix)) => {
                let segment = look.topology.of_port(machine, port.name.as_str(), None);
                let free = look.address(segment, prefix).map(|free| json!(free.to_string()));
                (format!("ports[{}].address", port.name), free.ok_or(format!("{prefix} is full")))
            }
            None => {
                let reason = "none of its networks has a prefix and libvirt's DHCP server, or a prefix and the machine cloud-init data";
                (format!("ports[{}].address", machine.ports[0].name), Err(reason.to_owned()))
            }
        };
        blanks.push(Blank { subject: at(machine, field), why: why.clone(), value });
    }
    blanks
}

/// Whether the lab says an address of a machine: on a port, or in its kernel's arguments.
fn has_address(machine: &Machine) -> bool {
    let by_kernel = match &machine.boot {
        Boot::Kernel(kernel) => kernel.args.as_deref().unwrap_or_default(),
        _ => "",
    };
    let of_argument = |argument: &str| argument.strip_prefix("ip=")?.split(':').next()?.parse::<IpAddr>().ok();
    machine.ports.iter().any(|port| port.address.is_some()) || by_kernel.split_whitespace().any(|argument| of_argument(argument).is_some())
}

fn at(machine: &Machine, field: String) -> Subject {
    Subject::field(RecordRef::new(Kind::Machines, machine.id()), field)
}

/// The machines that others reach by their address, and why.
pub(super) fn wanted(look: &Look<'_>) -> BTreeMap<Name, String> {
    let mut wanted: BTreeMap<Name, String> = BTreeMap::new();
    for cluster in look.lab.clusters.iter() {
        let mut add = |name: Option<&Name>, what: &str| {
            if let Some(name) = name {
                wanted.entry(name.clone()).or_insert_with(|| format!("{name} is {what} of {}", cluster.name));
            }
        };
        add(cluster.load_balancer.as_ref().map(|balancer| &balancer.machine), "the load balancer");
        add(cluster.dns.server.as_ref(), "the DNS server");
        add(cluster.ignition.as_ref().map(|ignition| &ignition.machine), "the server of the ignition files");
        add(cluster.mirror.as_ref().and_then(|mirror| mirror.machine.as_ref()), "the registry");
        add(cluster.bastion.as_ref(), "the bastion");
        // Nodes of one's own making are named in DNS and behind the load balancer.
        if !matches!(cluster.installer, Installer::Upi | Installer::SingleNode) || cluster.distribution == Distribution::Kubernetes {
            continue;
        }
        let nodes = cluster.bootstrap.iter().map(|node| (node, "the bootstrap"));
        let nodes = nodes.chain(cluster.control_plane.nodes.iter().map(|node| (node, "a master")));
        for (node, what) in nodes.chain(cluster.workers.nodes.iter().map(|node| (node, "a worker"))) {
            add(node.machine.as_ref(), what);
        }
    }
    wanted
}
