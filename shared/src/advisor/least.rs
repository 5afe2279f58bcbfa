//! The least that a machine or a flavor may be, where a vendor or a project says it.

use crate::{
    capacity::guests::cloud_of,
    figures::{Least, figures},
    model::{Cluster, Deployment, Distribution, Flavor, Installer, Kind, Lab, Machine, RecordRef},
    rules::support::nodes::whole,
    value::{Name, Size},
};

/// The least, and where that is written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Floor {
    /// Absent where nothing is said of them.
    pub vcpus: Option<u32>,
    pub memory: Option<Size>,
    /// Of a machine's first disk, or of a flavor's.
    pub disk: Option<Size>,
    pub source: String,
}

impl Floor {
    fn of(least: &Least) -> Floor {
        Floor { vcpus: Some(least.vcpus), memory: Some(least.memory), disk: Some(least.disk), source: least.source.clone() }
    }

    /// What satisfies both.
    fn and(self, other: Floor) -> Floor {
        let mut sources = vec![self.source, other.source];
        sources.dedup();
        Floor {
            vcpus: self.vcpus.max(other.vcpus),
            memory: self.memory.max(other.memory),
            disk: self.disk.max(other.disk),
            source: sources.join("; "),
        }
    }
}

/// The least that a machine may be for everything that the lab makes of it; `None` where nobody says anything.
pub fn of_machine(lab: &Lab, machine: &Machine) -> Option<Floor> {
    let clouds = lab.clouds.iter().filter_map(|cloud| {
        let figures = figures();
        let is_node = cloud.nodes.iter().any(|node| node.machine == machine.name);
        match &cloud.deployment {
            Deployment::Director(director) if director.machine == machine.name => {
                let mut floor = Floor::of(&figures.tripleo.director);
                // Releases go by the alphabet, then by year.
                if cloud.release.as_ref().is_some_and(|release| release.as_str() >= "wallaby" || release.as_str().starts_with("20")) {
                    let later = &figures.tripleo.later_director_memory;
                    floor = floor.and(Floor { memory: Some(later.value), source: later.source.clone(), ..Floor::default() });
                }
                Some(floor)
            }
            Deployment::Director(_) => is_node.then(|| Floor::of(&figures.tripleo.node)),
            Deployment::OpenstackAnsible(osa) => (is_node && osa.all_in_one).then(|| Floor::of(&figures.openstack_ansible.least)),
            Deployment::Kolla(_) => is_node.then(|| {
                let (memory, disk) = (&figures.kolla.memory, &figures.kolla.disk);
                Floor { vcpus: None, memory: Some(memory.value), disk: Some(disk.value), source: memory.source.clone() }
            }),
            Deployment::Existing => None,
        }
    });
    let clusters = lab.clusters.iter().filter_map(|cluster| of_cluster_machine(cluster, &machine.name));
    clouds.chain(clusters).reduce(Floor::and)
}

fn of_cluster_machine(cluster: &Cluster, machine: &Name) -> Option<Floor> {
    if cluster.distribution == Distribution::Kubernetes {
        return None;
    }
    let known = &figures().openshift_on_openstack;
    let is_one_of = |nodes: &[crate::model::ClusterNode]| nodes.iter().any(|node| node.machine.as_ref() == Some(machine));
    let is_control = is_one_of(&cluster.control_plane.nodes) || is_one_of(cluster.bootstrap.as_slice());
    match cluster.installer {
        Installer::Upi if is_control => Some(Floor::of(&known.control_plane_machine)),
        Installer::Upi if is_one_of(&cluster.workers.nodes) => Some(Floor::of(&known.worker_machine)),
        Installer::SingleNode if is_control => Some(single_node()),
        _ => None,
    }
}

/// The least single node of OpenShift.
pub fn single_node() -> Floor {
    let known = &figures().openshift;
    Floor {
        vcpus: Some(known.single_node_vcpus.value),
        memory: Some(whole(known.single_node_memory.value)),
        disk: Some(whole(known.single_node_disk.value)),
        source: known.single_node_memory.source.clone(),
    }
}

/// The least that the flavors of a cluster's nodes may be, by the field of the cluster.
pub fn of_pool(cluster: &Cluster, field: &str) -> Option<&'static Least> {
    let known = &figures().openshift_on_openstack;
    if cluster.installer != Installer::Ipi || cluster.distribution == Distribution::Kubernetes {
        return None;
    }
    Some(if field == "workers" { &known.worker_flavor } else { &known.control_plane_flavor })
}

/// The least that a flavor may be for all that have it; `None` where something has it of which nobody says anything.
pub fn of_flavor(lab: &Lab, owner: &RecordRef, flavor: &Flavor) -> Option<Floor> {
    let sees = |project: &Name| {
        let project = lab.projects.get(project.as_str())?;
        let own = project.flavors.iter().any(|own| own.name == flavor.name);
        Some(match owner.kind {
            Kind::Projects => owner.id.as_ref() == Some(crate::model::Keyed::id(project)),
            _ => {
                !own && lab
                    .clouds
                    .get(project.cloud.as_str())
                    .is_some_and(|cloud| owner.id.as_ref() == Some(crate::model::Keyed::id(cloud)))
            }
        })
    };
    if lab.servers.iter().any(|server| server.flavor == flavor.name && sees(&server.project) != Some(false)) {
        return None;
    }
    let mut floor: Option<Floor> = None;
    let mut images = Vec::new();
    for cluster in lab.clusters.iter() {
        for (field, pool) in [("controlPlane", &cluster.control_plane), ("workers", &cluster.workers)] {
            let is_meant = pool.asked() > 0 && pool.flavor.as_ref() == Some(&flavor.name);
            if is_meant && cluster.project.as_ref().is_none_or(|project| sees(project) != Some(false)) {
                let least = Floor::of(of_pool(cluster, field)?);
                images.extend(pool.image.as_ref().map(|image| (cluster, image)));
                floor = Some(match floor {
                    Some(floor) => floor.and(least),
                    None => least,
                });
            }
        }
    }
    // A disk is never smaller than the image that is written to it; what is not known of that may be anything.
    let needs: Option<Vec<Size>> = images.into_iter().map(|(cluster, image)| of_image(lab, cluster, image)).collect();
    floor.map(|floor| Floor { disk: needs.and_then(|needs| floor.disk.max(needs.into_iter().max())), ..floor })
}

/// The disk that an image of a cluster's project or cloud asks for, as far as anything is said of it.
fn of_image(lab: &Lab, cluster: &Cluster, name: &Name) -> Option<Size> {
    let project = lab.projects.get(cluster.project.as_ref()?.as_str())?;
    let all = project.images.iter().chain(cloud_of(lab, project).into_iter().flat_map(|cloud| &cloud.images));
    let image = all.into_iter().find(|image| image.name == *name)?;
    let file = image.image.as_ref().and_then(|file| lab.images.get(file.as_str())).and_then(|file| file.virtual_size);
    image.min_disk.max(file)
}
