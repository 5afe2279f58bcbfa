//! What compute nodes give, where guests stand, and which of the flavors that exist they have.

use crate::{
    capacity::{
        guests::{self, cloud_of, flavor},
        placement::nodes_of,
    },
    document::Command,
    figures::figures,
    model::{Cloud, Deployment, Flavor, Project, Role, Server},
    rules::support::{edit::Located, nodes::falls_short},
    value::{Ratio, Size},
};

use super::{super::least::of_pool, Choice, Harm, Space, alike, named, thousandths};

/// A guest that is forced onto a machine goes where Nova finds room.
pub(super) fn placements(space: &mut Space<'_>) {
    for server in space.lab.servers.iter() {
        let Some(host) = &server.host else { continue };
        let title = format!("Let Nova choose where {} runs instead of {host}", server.name);
        space.add(Harm::Placement, vec![Choice { title, source: None, command: server.unset("host"), size: 1000 }]);
    }
}

/// Ratios of a cloud that are lower than what Nova has by default go up to that.
pub(super) fn ratios(space: &mut Space<'_>) {
    let nova = &figures().nova;
    for cloud in space.lab.clouds.iter() {
        if cloud.deployment == Deployment::Existing || nodes_of(space.lab, cloud, Role::Compute).is_empty() {
            continue;
        }
        let compute = &cloud.compute;
        let ratios = [
            ("vcpuRatio", "guests' vCPUs on each vCPU", compute.vcpu_ratio, &nova.vcpu_ratio),
            ("memoryRatio", "guests' memory for each unit", compute.memory_ratio, &nova.memory_ratio),
            ("diskRatio", "guests' disk for each unit", compute.disk_ratio, &nova.disk_ratio),
        ];
        for (field, what, own, default) in ratios {
            let Some(own) = own.filter(|own| *own < default.value) else { continue };
            let title =
                format!("Let compute nodes of {} give {} {what} instead of {own}, as Nova does by default", cloud.name, default.value);
            let choice = Choice {
                title,
                source: Some(default.source.clone()),
                command: cloud.set(format!("compute.{field}"), default.value.value()),
                size: change(own, default.value),
            };
            space.add(Harm::Ratio, vec![choice]);
        }
    }
}

fn change(from: Ratio, to: Ratio) -> u64 {
    thousandths(from.of(1000), to.of(1000))
}

/// Guests get a smaller flavor that exists and meets what is known of their need.
pub(super) fn flavors(space: &mut Space<'_>) {
    for cluster in space.lab.clusters.iter() {
        let Some(project) = cluster.project.as_ref().and_then(|name| space.lab.projects.get(name.as_str())) else { continue };
        let cloud = cloud_of(space.lab, project);
        let pools = [("controlPlane", "control plane", &cluster.control_plane), ("workers", "workers", &cluster.workers)];
        for (field, what, pool) in pools {
            let (Some(least), Some(own)) = (of_pool(cluster, field), pool.flavor.as_ref()) else { continue };
            let Some(own) = flavor(project, cloud, own.as_str()).filter(|_| pool.asked() > 0) else { continue };
            let meets = |other: &&Flavor| {
                let has_disk = pool.root_volume.is_some() || !falls_short(other.disk.unwrap_or_default(), least.disk);
                other.vcpus >= least.vcpus && other.memory >= least.memory && has_disk
            };
            let choices = smaller(project, cloud, own).into_iter().filter(meets).map(|other| Choice {
                title: format!("Give the {what} of {} the flavor {} instead of {}", cluster.name, other.name, own.name),
                source: Some(least.source.clone()),
                command: cluster.set(format!("{field}.flavor"), other.name.as_str()),
                size: u64::from(pool.asked()) * distance(own, other),
            });
            let choices = choices.collect();
            space.add(Harm::Flavor, choices);
        }
    }
    let servers = space.lab.servers.iter().map(|server| ((&server.project, &server.flavor, &server.image, has_root(server)), server));
    for ((project, own, image, has_root), servers) in alike(servers) {
        let Some(project) = space.lab.projects.get(project.as_str()) else { continue };
        let cloud = cloud_of(space.lab, project);
        let Some(own) = flavor(project, cloud, own.as_str()) else { continue };
        // Without the image's own word the need is not known.
        let Some(image) = image.as_ref().and_then(|name| guests::image(project, cloud, name.as_str())) else { continue };
        let Some(least) = image.min_memory else { continue };
        let disk = image.min_disk.or(own.disk).unwrap_or_default();
        let meets =
            |other: &&Flavor| other.vcpus == own.vcpus && other.memory >= least && (has_root || other.disk.unwrap_or_default() >= disk);
        let names: Vec<&str> = servers.iter().map(|server| server.name.as_str()).collect();
        let choices = smaller(project, cloud, own).into_iter().filter(meets).map(|other| Choice {
            title: format!("Give {} the flavor {} instead of {}", named(&names), other.name, own.name),
            source: None,
            command: Command::Batch { commands: servers.iter().map(|server| server.set("flavor", other.name.as_str())).collect() },
            size: servers.len() as u64 * distance(own, other),
        });
        let choices = choices.collect();
        space.add(Harm::Flavor, choices);
    }
}

fn has_root(server: &Server) -> bool {
    server.volumes.iter().any(|volume| volume.root)
}

/// The flavors that a project sees and that are smaller than one in something and larger in nothing.
fn smaller<'a>(project: &'a Project, cloud: Option<&'a Cloud>, own: &Flavor) -> Vec<&'a Flavor> {
    let all = project.flavors.iter().chain(cloud.into_iter().flat_map(|cloud| &cloud.flavors));
    let seen = all.filter(|other| flavor(project, cloud, other.name.as_str()).is_some_and(|first| std::ptr::eq(first, *other)));
    seen.filter(|other| sizes(other) != sizes(own) && sizes(other).iter().zip(sizes(own)).all(|(other, own)| *other <= own)).collect()
}

fn sizes(flavor: &Flavor) -> [u64; 3] {
    let disk = [flavor.disk, flavor.ephemeral, flavor.swap].into_iter().flatten().sum::<Size>();
    [u64::from(flavor.vcpus), flavor.memory.bytes(), disk.bytes()]
}

fn distance(own: &Flavor, other: &Flavor) -> u64 {
    sizes(own).into_iter().zip(sizes(other)).map(|(own, other)| thousandths(own, other)).sum()
}
