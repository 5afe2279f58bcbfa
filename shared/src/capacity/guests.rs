//! L2: what runs inside the clouds, one by one, from servers and from clusters.

use std::net::IpAddr;

use crate::{
    diagnostic::Subject,
    model::{Cloud, CloudImage, Cluster, Flavor, Installer, Keyed, Kind, Lab, NodePool, Project, RecordRef, Server, ServerGroupPolicy},
    value::{Name, Size},
};

/// When a guest is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Phase {
    /// While its cluster is being installed, and no longer.
    Install,
    Always,
}

/// What a guest is in its cluster.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    Server,
    Bootstrap,
    ControlPlane,
    Worker,
}

/// A guest of a cloud.
#[derive(Clone, Debug)]
pub struct Guest<'a> {
    /// The server's name, or one made from the cluster's.
    pub name: String,
    /// Where a finding about it stands.
    pub subject: Subject,
    pub part: Part,
    pub phase: Phase,
    pub project: &'a Project,
    /// Absent where the project names a cloud that is not in the lab.
    pub cloud: Option<&'a Cloud>,
    pub cluster: Option<&'a Cluster>,
    pub server: Option<&'a Server>,
    /// The name of its flavor, where one is given.
    pub flavor_name: Option<&'a Name>,
    /// Absent where neither project nor cloud has it.
    pub flavor: Option<&'a Flavor>,
    /// Absent where none is named, or neither project nor cloud has it.
    pub image: Option<&'a CloudImage>,
    /// What else it is placed with, and how.
    pub group: Option<(String, ServerGroupPolicy)>,
    /// The machine that it is forced onto.
    pub host: Option<&'a Name>,
    /// Size of the volume that it boots from; it takes no disk of the compute node then.
    pub root_volume: Option<Size>,
    pub addresses: Vec<IpAddr>,
}

impl Guest<'_> {
    pub fn vcpus(&self) -> Option<u32> {
        self.flavor.map(|flavor| flavor.vcpus)
    }

    pub fn memory(&self) -> Option<Size> {
        self.flavor.map(|flavor| flavor.memory)
    }

    /// What it takes of a compute node's own disk.
    pub fn local_disk(&self) -> Option<Size> {
        let flavor = self.flavor?;
        let root = if self.root_volume.is_some() { Size::default() } else { flavor.disk.unwrap_or_default() };
        Some(root + flavor.ephemeral.unwrap_or_default() + flavor.swap.unwrap_or_default())
    }
}

impl<'a> Guest<'a> {
    /// The cluster during whose installation only it is there.
    pub fn install_of(&self) -> Option<&'a Name> {
        self.cluster.filter(|_| self.phase == Phase::Install).map(|cluster| &cluster.name)
    }
}

/// The cloud that a project is in.
pub fn cloud_of<'a>(lab: &'a Lab, project: &Project) -> Option<&'a Cloud> {
    lab.clouds.get(project.cloud.as_str())
}

/// A flavor as a project sees it: its own, otherwise the cloud's.
pub fn flavor<'a>(project: &'a Project, cloud: Option<&'a Cloud>, name: &str) -> Option<&'a Flavor> {
    let all = project.flavors.iter().chain(cloud.into_iter().flat_map(|cloud| &cloud.flavors));
    all.into_iter().find(|flavor| flavor.name == *name)
}

/// An image as a project sees it: its own, otherwise the cloud's.
pub fn image<'a>(project: &'a Project, cloud: Option<&'a Cloud>, name: &str) -> Option<&'a CloudImage> {
    let all = project.images.iter().chain(cloud.into_iter().flat_map(|cloud| &cloud.images));
    all.into_iter().find(|image| image.name == *name)
}

/// Every guest of every project that the lab has, in the lab's order.
pub fn guests(lab: &Lab) -> Vec<Guest<'_>> {
    guests_of(lab, lab.servers.iter(), lab.clusters.iter())
}

/// The guests that some servers and clusters are, in their order.
pub fn guests_of<'a>(
    lab: &'a Lab,
    servers: impl Iterator<Item = &'a Server>,
    clusters: impl Iterator<Item = &'a Cluster>,
) -> Vec<Guest<'a>> {
    let mut guests = Vec::new();
    for server in servers {
        let Some(project) = lab.projects.get(server.project.as_str()) else { continue };
        guests.push(of_server(lab, server, project));
    }
    for cluster in clusters {
        let Some(project) = cluster.project.as_ref().and_then(|name| lab.projects.get(name.as_str())) else { continue };
        of_cluster(lab, cluster, project, &mut guests);
    }
    guests
}

fn of_server<'a>(lab: &'a Lab, server: &'a Server, project: &'a Project) -> Guest<'a> {
    let cloud = cloud_of(lab, project);
    let groups = server.server_group.as_ref().and_then(|name| project.server_groups.iter().find(|group| group.name == *name));
    Guest {
        name: server.name.to_string(),
        subject: Subject::record(RecordRef::new(Kind::Servers, server.id())),
        part: Part::Server,
        phase: Phase::Always,
        project,
        cloud,
        cluster: None,
        server: Some(server),
        flavor_name: Some(&server.flavor),
        flavor: flavor(project, cloud, server.flavor.as_str()),
        image: server.image.as_ref().and_then(|name| image(project, cloud, name.as_str())),
        group: groups.map(|group| (format!("{}/{}", project.name, group.name), group.policy)),
        host: server.host.as_ref(),
        root_volume: server.volumes.iter().find(|volume| volume.root).map(|volume| volume.size),
        addresses: server.ports.iter().filter_map(|port| port.address).collect(),
    }
}

fn of_cluster<'a>(lab: &'a Lab, cluster: &'a Cluster, project: &'a Project, guests: &mut Vec<Guest<'a>>) {
    let cloud = cloud_of(lab, project);
    let reference = RecordRef::new(Kind::Clusters, cluster.id());
    let boot_volume = cluster.magnum.as_ref().filter(|_| cluster.installer == Installer::Magnum).and_then(|magnum| magnum.boot_volume);
    let mut pool = |pool: &'a NodePool, field: &str, part: Part, phase: Phase, count: u32, name: &str| {
        // Nodes that are servers of the lab are counted there.
        let listed = pool.nodes.iter().filter(|node| node.server.is_some() || node.machine.is_some()).count();
        let made = if phase == Phase::Install { count } else { count.saturating_sub(u32::try_from(listed).unwrap_or(u32::MAX)) };
        // A typing error must not fill the memory: more than any cluster has is more than fits anyway.
        for number in 0..made.min(MOST) {
            guests.push(Guest {
                name: if made == 1 { format!("{}-{name}", cluster.name) } else { format!("{}-{name}-{number}", cluster.name) },
                subject: Subject::field(reference.clone(), field),
                part,
                phase,
                project,
                cloud,
                cluster: Some(cluster),
                server: None,
                flavor_name: pool.flavor.as_ref(),
                flavor: pool.flavor.as_ref().and_then(|name| flavor(project, cloud, name.as_str())),
                image: pool.image.as_ref().and_then(|name| image(project, cloud, name.as_str())),
                group: pool.server_group_policy.map(|policy| (format!("{}/{field}", cluster.name), policy)),
                host: None,
                root_volume: pool.root_volume.or(boot_volume),
                addresses: Vec::new(),
            });
        }
    };
    let (control_plane, workers) = (&cluster.control_plane, &cluster.workers);
    pool(control_plane, "controlPlane", Part::ControlPlane, Phase::Always, control_plane.asked(), "master");
    pool(workers, "workers", Part::Worker, Phase::Always, workers.asked(), "worker");
    // The installer starts the bootstrap with the control plane's flavor (openshift/installer, docs/user/openstack/README.md).
    if cluster.installer == Installer::Ipi {
        pool(control_plane, "bootstrap", Part::Bootstrap, Phase::Install, 1, "bootstrap");
    }
}

/// More nodes than any cluster has: OpenShift's tested maximum is 2 000 (docs.openshift.com, "Object maximums").
const MOST: u32 = 2_000;

/// Whether one of a cluster's pools has more nodes than are counted: what it needs is more than the sum.
pub fn is_cut(cluster: &Cluster) -> bool {
    [&cluster.control_plane, &cluster.workers].into_iter().any(|pool| pool.asked() > MOST)
}
