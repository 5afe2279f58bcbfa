//! Whether two entries take one address from each other, or name the same thing twice.

use crate::{
    document::references,
    model::{Cloud, Cluster, Deployment, Installer, Keyed, Kind, Project, Role, ServerPort},
    topology::Topology,
    value::Name,
};

use super::{Claim, Entry, Holder};

/// Whether two holders of one address on one segment are in each other's way.
pub fn clash(topology: &Topology<'_>, one: &Entry<'_>, other: &Entry<'_>) -> bool {
    if one.subject.is_some() && one.subject == other.subject {
        return false;
    }
    clash_so(topology, one, other).or_else(|| clash_so(topology, other, one)).unwrap_or_else(|| one.holder != other.holder)
}

/// The same where the first one's claim decides it.
fn clash_so(topology: &Topology<'_>, one: &Entry<'_>, other: &Entry<'_>) -> Option<bool> {
    let is_own = one.holder == other.holder;
    match (one.claim, other.claim) {
        (Claim::Led, Claim::Led) => Some(are_led_apart(topology, one, other)),
        (Claim::Led, Claim::Floating) => Some(is_led_elsewhere(topology, one, other)),
        // What the floating IP itself collides with is said there.
        (Claim::Led, _) => Some(false),
        (Claim::Gateway, Claim::Gateway) => Some(false),
        // The host and machines pass packets on.
        (Claim::Gateway, Claim::Holds) => Some(!matches!(other.holder, Holder::Host | Holder::Machine(_))),
        (Claim::Gateway, _) => Some(true),
        (Claim::Endpoint, Claim::Endpoint | Claim::Virtual) if is_own => Some(false),
        (Claim::Endpoint, _) => Some(!may_answer(topology, one, other)),
        (Claim::Virtual, Claim::Floating | Claim::Port) => match one.holder {
            Holder::Cluster(cluster) => Some(topology.lab.clusters.get(cluster.as_str())?.project.as_ref() != project_of(topology, other)),
            _ => Some(true),
        },
        (Claim::Virtual, Claim::Holds) => match one.holder {
            Holder::Cluster(cluster) => Some(!is_part(topology.lab.clusters.get(cluster.as_str())?, other.holder)),
            _ => None,
        },
        (Claim::Port, Claim::Holds) => Some(!takes(topology, one, other)),
        (Claim::Port, Claim::Port) | (Claim::Floating, Claim::Floating) => Some(true),
        // One server's ports on one network.
        (Claim::Holds, Claim::Holds) if is_own => Some(matches!(one.holder, Holder::Server(_))),
        _ => None,
    }
}

/// Whether two that use one floating IP are two ends: a load balancer of the lab's may be a cluster's way in.
fn are_led_apart(topology: &Topology<'_>, one: &Entry<'_>, other: &Entry<'_>) -> bool {
    match (one.holder, other.holder) {
        // Two services of one cluster: other rules' matter.
        (Holder::Cluster(one), Holder::Cluster(other)) => one != other,
        (Holder::Cluster(cluster), Holder::Server(_)) | (Holder::Server(_), Holder::Cluster(cluster)) => topology
            .lab
            .clusters
            .get(cluster.as_str())
            .is_some_and(|cluster| matches!(cluster.installer, Installer::Ipi | Installer::Magnum)),
        _ => true,
    }
}

/// Whether a floating IP leads to another port than the one who uses it has. Of another project's speaks references/unknown-floating-ip.
fn is_led_elsewhere(topology: &Topology<'_>, user: &Entry<'_>, floating: &Entry<'_>) -> bool {
    let (Holder::Server(server), Some(project)) = (user.holder, reserving(topology, floating)) else { return false };
    let Some(server) = topology.lab.servers.get(server.as_str()).filter(|server| server.project == project.name) else { return false };
    let port = index_of(user, "ports[").and_then(|index| server.ports.get(index));
    let reserved = index_of(floating, "floatingIps[").and_then(|index| project.floating_ips.get(index));
    match (port, reserved.and_then(|reserved| reserved.port.as_ref())) {
        (Some(port), Some(leads)) => port.port.as_ref() != Some(leads),
        _ => false,
    }
}

fn reserving<'a>(topology: &Topology<'a>, floating: &Entry<'_>) -> Option<&'a Project> {
    match floating.holder {
        Holder::Project(project) => topology.named_project(project.as_str()),
        _ => None,
    }
}

/// The number in `ports[3].floatingIp`.
fn index_of(entry: &Entry<'_>, list: &str) -> Option<usize> {
    let field = entry.subject.as_ref()?.field.as_ref()?;
    field.strip_prefix(list)?.split_once(']')?.0.parse().ok()
}

fn project_of<'b>(topology: &'b Topology<'_>, entry: &'b Entry<'_>) -> Option<&'b Name> {
    match entry.holder {
        Holder::Project(project) => Some(project),
        Holder::Server(server) => topology.lab.servers.get(server.as_str()).map(|server| &server.project),
        Holder::Cluster(cluster) => topology.lab.clusters.get(cluster.as_str())?.project.as_ref(),
        _ => None,
    }
}

/// Whether an endpoint may be answered there: by a node of its cloud, or by a load balancer that the deployment does not make.
fn may_answer(topology: &Topology<'_>, endpoint: &Entry<'_>, other: &Entry<'_>) -> bool {
    let Holder::Cloud(cloud) = endpoint.holder else { return false };
    let Some(cloud) = topology.lab.clouds.get(cloud.as_str()) else { return true };
    // Of a cloud that is already there nothing more is known.
    cloud.nodes.is_empty()
        || match other.holder {
            Holder::Machine(machine) => {
                let is_bastion = topology.named_machine(machine.as_str()).is_some_and(|machine| machine.role == Role::Bastion);
                is_node(cloud, machine) || is_bastion && brings_balancer(cloud)
            }
            _ => false,
        }
}

fn is_node(cloud: &Cloud, machine: &Name) -> bool {
    cloud.nodes.iter().any(|node| node.machine == *machine)
}

fn brings_balancer(cloud: &Cloud) -> bool {
    matches!(cloud.deployment, Deployment::Existing | Deployment::OpenstackAnsible(_))
}

/// Whether a machine or server is part of a cluster: its node, its load balancer, its bastion.
fn is_part(cluster: &Cluster, holder: Holder<'_>) -> bool {
    let mut is_part = false;
    references::of_cluster(cluster, &mut |kind, _, name| {
        is_part |= match holder {
            Holder::Machine(machine) => kind == Kind::Machines && machine == name,
            Holder::Server(server) => kind == Kind::Servers && server == name,
            _ => false,
        };
    });
    is_part
}

/// Whether a server takes a port that was made beforehand.
fn takes(topology: &Topology<'_>, port: &Entry<'_>, server: &Entry<'_>) -> bool {
    let Holder::Server(name) = server.holder else { return false };
    let Some(server) = topology.lab.servers.get(name.as_str()) else { return false };
    let made = port.subject.as_ref().and_then(|subject| subject.field.as_ref()?.strip_prefix("ports[")?.split_once(']'));
    let is_same = |own: &ServerPort| own.port.as_ref().zip(made).is_some_and(|(own, (made, _))| own.as_str() == made);
    topology
        .lab
        .projects
        .get(server.project.as_str())
        .is_some_and(|project| port.subject.as_ref().is_some_and(|subject| subject.record.id.as_ref() == Some(project.id())))
        && server.ports.iter().any(is_same)
}
