//! One control plane node, or one controller, instead of several, where the software has it.

use serde_json::json;

use crate::{
    capacity::{
        guests::{cloud_of, flavor},
        placement::nodes_of,
    },
    document::Command,
    figures::figures,
    model::{Cluster, Deployment, Installer, Machine, Role},
    rules::support::{
        cluster::{count, is_openshift, is_since},
        edit::{Located, several},
        nodes::whole,
    },
    value::Size,
};

use super::{super::least::single_node, Choice, Harm, Space, nodes::keep, take::take_out};

pub(super) fn clusters(space: &mut Space<'_>) {
    for cluster in space.lab.clusters.iter().filter(|cluster| count(&cluster.control_plane) > 1) {
        let choice = if is_openshift(cluster) {
            // Where the release is not said it is not known whether it has single nodes.
            if !is_since(cluster, &figures().openshift.single_node_since.value) || cluster.installer == Installer::SingleNode {
                continue;
            }
            if cluster.control_plane.nodes.is_empty() { in_project(space, cluster) } else { on_machines(space, cluster) }
        } else if cluster.installer == Installer::Magnum && cluster.control_plane.nodes.is_empty() {
            let title = format!("Take 1 control plane node for {} instead of {}", cluster.name, cluster.control_plane.asked());
            let command = cluster.set("controlPlane.replicas", 1);
            Some(Choice { title, source: None, command, size: 1000 * u64::from(cluster.control_plane.asked() - 1) })
        } else {
            None
        };
        space.add(Harm::Single, choice.into_iter().collect());
    }
}

/// One controller in place of several, with the monitors of Ceph that ran on them.
pub(super) fn clouds(space: &mut Space<'_>) {
    for cloud in space.lab.clouds.iter() {
        let Some(source) = has_single_controller(&cloud.deployment) else { continue };
        let nodes = nodes_of(space.lab, cloud, Role::Controller);
        if nodes.len() < 2 {
            continue;
        }
        let Some(mut choice) = keep(space.lab, cloud, Role::Controller, &nodes, 1) else { continue };
        if cloud.storage.ceph.as_ref().is_some_and(|ceph| ceph.monitors.is_some_and(|monitors| monitors > 1)) {
            choice.command = Command::Batch { commands: vec![cloud.set("storage.ceph.monitors", 1), choice.command] };
        }
        space.add(Harm::Single, vec![Choice { source: Some(source), ..choice }]);
    }
}

/// Where it is written that a cloud may have one controller; absent for a cloud that is there already, whose nodes are not the lab's to take.
fn has_single_controller(deployment: &Deployment) -> Option<String> {
    let figures = figures();
    let least = match deployment {
        Deployment::Director(_) => &figures.tripleo.controllers,
        Deployment::OpenstackAnsible(_) => &figures.openstack_ansible.controllers,
        Deployment::Kolla(_) => &figures.kolla.controllers,
        Deployment::Existing => return None,
    };
    (least.value == 1).then(|| least.source.clone())
}

fn title(cluster: &Cluster) -> String {
    format!(
        "Make {} a single node instead of {} and {}",
        cluster.name,
        several(count(&cluster.control_plane) as usize, "master", "masters"),
        several(count(&cluster.workers) as usize, "worker", "workers")
    )
}

fn size(cluster: &Cluster) -> u64 {
    1000 * u64::from(count(&cluster.control_plane) + count(&cluster.workers) - 1)
}

fn in_project(space: &Space<'_>, cluster: &Cluster) -> Option<Choice> {
    let project = space.lab.projects.get(cluster.project.as_ref()?.as_str())?;
    let own = flavor(project, cloud_of(space.lab, project), cluster.control_plane.flavor.as_ref()?.as_str())?;
    let floor = single_node();
    let mut commands = vec![
        cluster.set("installer", Installer::SingleNode.as_str()),
        cluster.set("controlPlane.replicas", 1),
        cluster.set("workers", json!({ "replicas": 0 })),
    ];
    let disk = whole(figures().openshift.single_node_disk.value);
    let (vcpus, memory) = (floor.vcpus.unwrap_or(own.vcpus), floor.memory.unwrap_or(own.memory));
    let has_disk = cluster.control_plane.root_volume.or(own.disk).is_some_and(|own| own >= disk);
    if own.vcpus < vcpus || own.memory < memory || !has_disk {
        let name = format!("{}-single", cluster.name);
        if flavor(project, cloud_of(space.lab, project), &name).is_some() {
            return None;
        }
        let larger = |own: Option<Size>| own.unwrap_or_default().max(disk).to_string();
        let value = json!({
            "name": name, "vcpus": vcpus.max(own.vcpus), "memory": memory.max(own.memory).to_string(), "disk": larger(own.disk),
        });
        commands.push(Command::Append { record: project.reference(), field: "flavors".to_owned(), value });
        commands.push(cluster.set("controlPlane.flavor", name));
        if let Some(root) = cluster.control_plane.root_volume.filter(|root| *root < disk) {
            commands.push(cluster.set("controlPlane.rootVolume", larger(Some(root))));
        }
    }
    Some(Choice { title: title(cluster), source: Some(floor.source), command: Command::Batch { commands }, size: size(cluster) })
}

fn on_machines(space: &Space<'_>, cluster: &Cluster) -> Option<Choice> {
    let machine = |node: &crate::model::ClusterNode| space.lab.machines.get(node.machine.as_ref()?.as_str());
    let masters: Vec<&Machine> = cluster.control_plane.nodes.iter().map(machine).collect::<Option<_>>()?;
    let workers: Vec<&Machine> = cluster.workers.nodes.iter().map(machine).collect::<Option<_>>()?;
    let (kept, gone) = masters.split_first()?;
    // A single node installs itself, without a bootstrap.
    let bootstrap = cluster.bootstrap.iter().filter_map(machine);
    let gone: Vec<&Machine> = gone.iter().chain(&workers).copied().chain(bootstrap).collect();
    let floor = single_node();
    let mut commands = vec![cluster.set("installer", Installer::SingleNode.as_str())];
    if cluster.control_plane.asked() > 0 {
        commands.push(cluster.set("controlPlane.replicas", 1));
    }
    commands.push(cluster.set("workers.replicas", 0));
    // What workers took behind the load balancer the one node takes.
    for (index, frontend) in cluster.load_balancer.iter().flat_map(|balancer| balancer.frontends.iter().enumerate()) {
        let is_left = frontend.backends.iter().any(|backend| gone.iter().all(|gone| gone.name != backend.machine));
        if !is_left && !frontend.backends.is_empty() {
            commands.push(Command::Append {
                record: cluster.reference(),
                field: format!("loadBalancer.frontends[{index}].backends"),
                value: json!({ "machine": kept.name.as_str() }),
            });
        }
    }
    commands.extend(take_out(space.lab, &gone)?);
    if let Some(vcpus) = floor.vcpus.filter(|least| kept.vcpus < *least) {
        commands.push(kept.set("vcpus", vcpus));
    }
    if let Some(memory) = floor.memory.filter(|least| kept.memory < *least) {
        commands.push(kept.set("memory", memory.to_string()));
    }
    let disk = whole(figures().openshift.single_node_disk.value);
    if let Some(first) = kept.disks.first().filter(|first| first.size.is_some_and(|size| size < disk)) {
        commands.push(kept.set(format!("disks[{}].size", first.name), disk.to_string()));
    }
    Some(Choice { title: title(cluster), source: Some(floor.source), command: Command::Batch { commands }, size: size(cluster) })
}
