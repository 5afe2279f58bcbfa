//! Fewer workers and fewer compute nodes, where the lab keeps its meaning.

use crate::{
    capacity::placement::nodes_of,
    document::Command,
    figures::figures,
    model::{Cloud, Cluster, Deployment, Distribution, Installer, Lab, Machine, Role},
    rules::support::edit::{Located, several},
};

use super::{Choice, Harm, Space, machine_names, named, take::take_out};

/// How many workers a cluster keeps, and where that is written.
fn keeps(cluster: &Cluster) -> (u32, Option<String>) {
    let known = &figures().openshift.router_replicas;
    match cluster.distribution {
        // One alone has no place for the router's replicas, each on a node of its own.
        Distribution::Openshift | Distribution::Okd if cluster.installer != Installer::Magnum => {
            (known.value.max(cluster.router_replicas.unwrap_or(0)), Some(known.source.clone()))
        }
        _ => (1, None),
    }
}

pub(super) fn workers(space: &mut Space<'_>) {
    for cluster in space.lab.clusters.iter() {
        let (keeps, source) = keeps(cluster);
        let pool = &cluster.workers;
        let mut choices = Vec::new();
        let title =
            |from: u32, to: u32| format!("Take {} for {} instead of {from}", several(to as usize, "worker", "workers"), cluster.name);
        if pool.nodes.is_empty() {
            for to in keeps.max(pool.asked().saturating_sub(MOST))..pool.asked() {
                choices.push(Choice {
                    title: title(pool.asked(), to),
                    source: source.clone(),
                    command: cluster.set("workers.replicas", to),
                    size: 1000 * u64::from(pool.asked() - to),
                });
            }
        } else {
            let listed: Vec<&Machine> =
                pool.nodes.iter().filter_map(|node| space.lab.machines.get(node.machine.as_ref()?.as_str())).collect();
            let from = listed.len() as u32;
            // Nodes that are servers, or more than are listed, are not understood here.
            if listed.len() != pool.nodes.len() || pool.asked() > from {
                continue;
            }
            for to in keeps.max(from.saturating_sub(MOST))..from {
                let gone = &listed[to as usize..];
                let Some(mut commands) = take_out(space.lab, gone) else { continue };
                if pool.asked() > to {
                    commands.insert(0, cluster.set("workers.replicas", to));
                }
                choices.push(Choice {
                    title: format!("{}: without {}", title(from, to), named(&machine_names(gone))),
                    source: source.clone(),
                    command: Command::Batch { commands },
                    size: 1000 * u64::from(from - to),
                });
            }
        }
        space.add(Harm::Fewer, choices);
    }
}

/// More than so many nodes are not taken away at once.
const MOST: u32 = 16;

pub(super) fn compute(space: &mut Space<'_>) {
    for cloud in space.lab.clouds.iter().filter(|cloud| cloud.deployment != Deployment::Existing) {
        let nodes = nodes_of(space.lab, cloud, Role::Compute);
        let counts = 1.max(nodes.len().saturating_sub(MOST as usize))..nodes.len();
        let choices = counts.filter_map(|to| keep(space.lab, cloud, Role::Compute, &nodes, to)).collect();
        space.add(Harm::Fewer, choices);
    }
}

/// The first nodes of a role stay in a cloud, and the others go.
pub(super) fn keep(lab: &Lab, cloud: &Cloud, role: Role, nodes: &[&Machine], to: usize) -> Option<Choice> {
    let (one, many) = if role == Role::Compute { ("compute node", "compute nodes") } else { ("controller", "controllers") };
    let gone = &nodes[to..];
    let mut commands = take_out(lab, gone)?;
    for (index, wanted) in cloud.deployment.director().iter().flat_map(|director| director.counts.iter().enumerate()) {
        if wanted.role == role && wanted.count as usize > to {
            commands.insert(0, cloud.set(format!("deployment.director.counts[{index}].count"), to as u64));
        }
    }
    Some(Choice {
        title: format!(
            "Take {} for {} instead of {}: without {}",
            several(to, one, many),
            cloud.name,
            nodes.len(),
            named(&machine_names(gone))
        ),
        source: None,
        command: Command::Batch { commands },
        size: 1000 * gone.len() as u64,
    })
}
