//! L2 on quotas: what the servers and clusters of each project need of it at their peak, which is the installation of a cluster with its bootstrap.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    figures::figures,
    model::{Cloud, Cluster, Deployment, Distribution, Installer, Keyed, Lab, NetworkPlugin, Project, Server, Service},
    value::{Name, Size},
};

use super::guests::{Guest, Part, Phase, cloud_of, guests_of, is_cut};

/// What a quota limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Quotable {
    Instances,
    Cores,
    Memory,
    ServerGroups,
    ServerGroupMembers,
    Networks,
    Subnets,
    Ports,
    Routers,
    FloatingIps,
    SecurityGroups,
    SecurityGroupRules,
    Volumes,
    VolumeStorage,
    LoadBalancers,
    Clusters,
}

const QUOTABLES: usize = Quotable::Clusters as usize + 1;

impl Quotable {
    pub const ALL: [Quotable; QUOTABLES] = [
        Quotable::Instances,
        Quotable::Cores,
        Quotable::Memory,
        Quotable::ServerGroups,
        Quotable::ServerGroupMembers,
        Quotable::Networks,
        Quotable::Subnets,
        Quotable::Ports,
        Quotable::Routers,
        Quotable::FloatingIps,
        Quotable::SecurityGroups,
        Quotable::SecurityGroupRules,
        Quotable::Volumes,
        Quotable::VolumeStorage,
        Quotable::LoadBalancers,
        Quotable::Clusters,
    ];

    /// The field of a project's quota.
    pub fn key(self) -> &'static str {
        match self {
            Quotable::Instances => "instances",
            Quotable::Cores => "cores",
            Quotable::Memory => "memory",
            Quotable::ServerGroups => "serverGroups",
            Quotable::ServerGroupMembers => "serverGroupMembers",
            Quotable::Networks => "networks",
            Quotable::Subnets => "subnets",
            Quotable::Ports => "ports",
            Quotable::Routers => "routers",
            Quotable::FloatingIps => "floatingIps",
            Quotable::SecurityGroups => "securityGroups",
            Quotable::SecurityGroupRules => "securityGroupRules",
            Quotable::Volumes => "volumes",
            Quotable::VolumeStorage => "volumeStorage",
            Quotable::LoadBalancers => "loadBalancers",
            Quotable::Clusters => "clusters",
        }
    }

    /// Whether amounts are bytes and no counts.
    pub fn is_size(self) -> bool {
        matches!(self, Quotable::Memory | Quotable::VolumeStorage)
    }
}

/// How much of each; bytes where it is a size.
#[derive(Clone, Copy, Debug, Default)]
pub struct Amounts([u64; QUOTABLES]);

impl Amounts {
    pub fn of(&self, quotable: Quotable) -> u64 {
        self.0[quotable as usize]
    }

    fn add(&mut self, quotable: Quotable, amount: u64) {
        let place = &mut self.0[quotable as usize];
        *place = place.saturating_add(amount);
    }

    fn add_size(&mut self, quotable: Quotable, size: Size) {
        self.add(quotable, size.bytes());
    }

    fn raise(&mut self, quotable: Quotable, amount: u64) {
        let place = &mut self.0[quotable as usize];
        *place = (*place).max(amount);
    }
}

/// What a cluster needs.
#[derive(Clone, Debug)]
pub struct ClusterDemand<'a> {
    pub name: &'a Name,
    /// The cluster's identity.
    pub id: &'a Name,
    /// Once it stands.
    pub always: Amounts,
    /// What of that its workers need.
    pub workers: Amounts,
    /// Beyond all that while it is installed.
    pub install: Amounts,
}

/// What a project needs. What is not known, such as a flavor that is nowhere, counts nothing: the need is at least this.
#[derive(Clone, Debug)]
pub struct Demand<'a> {
    pub project: &'a Project,
    /// Absent where the project names a cloud that is not in the lab.
    pub cloud: Option<&'a Cloud>,
    /// What is made in it before servers.
    pub own: Amounts,
    pub servers: Amounts,
    pub clusters: Vec<ClusterDemand<'a>>,
    /// A cluster has more nodes than are counted.
    is_cut: bool,
}

impl Demand<'_> {
    /// How much is needed at the peak: one cluster is installed at a time.
    pub fn peak(&self, quotable: Quotable) -> u64 {
        let settled = self.settled(quotable);
        if quotable == Quotable::ServerGroupMembers {
            return settled;
        }
        settled.saturating_add(self.clusters.iter().map(|cluster| cluster.install.of(quotable)).max().unwrap_or(0))
    }

    /// Whether more is needed than is said: a cluster has more nodes than are counted.
    pub fn is_least(&self, quotable: Quotable) -> bool {
        use Quotable::{Cores, Instances, Memory, Ports, VolumeStorage, Volumes};
        self.is_cut && matches!(quotable, Instances | Cores | Memory | Ports | Volumes | VolumeStorage)
    }

    /// How much is needed once all clusters stand.
    pub fn settled(&self, quotable: Quotable) -> u64 {
        let parts = [self.own.of(quotable), self.servers.of(quotable)];
        let clusters = self.clusters.iter().map(|cluster| cluster.always.of(quotable));
        let all = parts.into_iter().chain(clusters);
        // A limit of each group by itself is not added up.
        if quotable == Quotable::ServerGroupMembers { all.max().unwrap_or(0) } else { all.fold(0, u64::saturating_add) }
    }
}

/// What each project of the lab needs, by its name.
pub fn demands(lab: &Lab) -> BTreeMap<&str, Demand<'_>> {
    let mut members: BTreeMap<&str, (&Project, Vec<&Server>, Vec<&Cluster>)> = BTreeMap::new();
    for project in lab.projects.iter() {
        members.entry(project.name.as_str()).or_insert_with(|| (project, Vec::new(), Vec::new()));
    }
    for server in lab.servers.iter() {
        members.entry(server.project.as_str()).and_modify(|(_, servers, _)| servers.push(server));
    }
    for cluster in lab.clusters.iter() {
        let Some(project) = &cluster.project else { continue };
        members.entry(project.as_str()).and_modify(|(_, _, clusters)| clusters.push(cluster));
    }
    let mut demands = BTreeMap::new();
    for (name, (project, servers, clusters)) in members {
        demands.insert(name, demand(lab, project, &servers, &clusters));
    }
    demands
}

/// What a project needs, the first of its name, with its servers and clusters.
pub fn demand<'a>(lab: &'a Lab, project: &'a Project, servers: &[&'a Server], clusters: &[&'a Cluster]) -> Demand<'a> {
    let cloud = cloud_of(lab, project);
    let of_clusters = clusters.iter().map(|cluster| of_cluster(cluster, project, cloud)).collect();
    let mut demand = Demand {
        project,
        cloud,
        own: of_project(project),
        servers: Amounts::default(),
        clusters: of_clusters,
        is_cut: clusters.iter().copied().any(is_cut),
    };
    let mut groups: BTreeMap<&str, u64> = BTreeMap::new();
    let mut addresses = BTreeSet::new();
    for guest in guests_of(lab, servers.iter().copied(), clusters.iter().copied()) {
        match guest.cluster {
            None => {
                of_guest(&guest, &mut demand.servers);
                let Some(server) = guest.server else { continue };
                if let Some(group) = &server.server_group {
                    *groups.entry(group.as_str()).or_default() += 1;
                }
                addresses.extend(server.ports.iter().filter_map(|port| port.floating_ip));
            }
            Some(cluster) => {
                let Some(of_cluster) = demand.clusters.iter_mut().find(|of| *of.name == cluster.name) else { continue };
                of_guest(&guest, if guest.phase == Phase::Install { &mut of_cluster.install } else { &mut of_cluster.always });
                if guest.part == Part::Worker {
                    of_guest(&guest, &mut of_cluster.workers);
                }
            }
        }
    }
    groups.into_values().for_each(|members| demand.servers.raise(Quotable::ServerGroupMembers, members));
    for reserved in project.floating_ips.iter().filter_map(|floating| floating.address) {
        addresses.remove(&reserved);
    }
    demand.servers.add(Quotable::FloatingIps, count(addresses.len()));
    demand
}

fn of_project(project: &Project) -> Amounts {
    let mut own = Amounts::default();
    own.add(Quotable::Networks, count(project.networks.len()));
    own.add(Quotable::Subnets, count(project.networks.iter().map(|network| network.subnets.len()).sum()));
    own.add(Quotable::Routers, count(project.routers.len()));
    own.add(Quotable::FloatingIps, count(project.floating_ips.len()));
    own.add(Quotable::ServerGroups, count(project.server_groups.len()));
    // Every project has the group `default`.
    let default = usize::from(project.security_groups.iter().all(|group| group.name != *"default"));
    own.add(Quotable::SecurityGroups, count(project.security_groups.len() + default));
    own.add(Quotable::SecurityGroupRules, count(project.security_groups.iter().map(|group| group.rules.len()).sum()));
    // A port for each DHCP server and each side of a router.
    let served = project.networks.iter().filter(|network| network.subnets.iter().any(|subnet| subnet.dhcp)).count();
    let sides: usize = project.routers.iter().map(|router| router.subnets.len()).sum();
    own.add(Quotable::Ports, count(project.ports.len() + served + sides));
    own
}

/// Adds what one guest needs.
pub fn of_guest(guest: &Guest<'_>, amounts: &mut Amounts) {
    amounts.add(Quotable::Instances, 1);
    amounts.add(Quotable::Cores, guest.vcpus().unwrap_or_default().into());
    amounts.add_size(Quotable::Memory, guest.memory().unwrap_or_default());
    match guest.server {
        Some(server) => {
            amounts.add(Quotable::Ports, count(server.ports.iter().filter(|port| port.port.is_none()).count()));
            amounts.add(Quotable::Volumes, count(server.volumes.len()));
            amounts.add_size(Quotable::VolumeStorage, server.volumes.iter().map(|volume| volume.size).sum());
        }
        None => {
            // The bootstrap's is among what the installer makes beside the nodes.
            if guest.part != Part::Bootstrap {
                amounts.add(Quotable::Ports, 1);
            }
            if let Some(size) = guest.root_volume {
                amounts.add(Quotable::Volumes, 1);
                amounts.add_size(Quotable::VolumeStorage, size);
            }
        }
    }
}

/// What a cluster needs beside its nodes.
fn of_cluster<'a>(cluster: &'a Cluster, project: &Project, cloud: Option<&Cloud>) -> ClusterDemand<'a> {
    let mut demand = ClusterDemand {
        name: &cluster.name,
        id: cluster.id(),
        always: Amounts::default(),
        workers: Amounts::default(),
        install: Amounts::default(),
    };
    match (cluster.installer, cluster.distribution) {
        (Installer::Ipi, Distribution::Openshift | Distribution::Okd) => of_installer(cluster, cloud, &mut demand),
        (Installer::Magnum, _) => {
            demand.always.add(Quotable::Clusters, 1);
            demand.always.add(Quotable::ServerGroups, figures().magnum_quota.server_groups.value.into());
            let has_balancer = cluster.magnum.as_ref().is_some_and(|magnum| magnum.master_load_balancer);
            demand.always.add(Quotable::LoadBalancers, has_balancer.into());
        }
        _ => {}
    }
    let is_reserved = |address| project.floating_ips.iter().any(|floating| floating.address == Some(address));
    let (api, ingress) = (cluster.vips.api_floating_ip, cluster.vips.ingress_floating_ip);
    let given = api.into_iter().chain(ingress.filter(|ingress| Some(*ingress) != api));
    demand.always.add(Quotable::FloatingIps, count(given.filter(|address| !is_reserved(*address)).count()));
    demand
}

fn of_installer(cluster: &Cluster, cloud: Option<&Cloud>, demand: &mut ClusterDemand<'_>) {
    let openshift = &figures().openshift_on_openstack;
    let Some(made) = openshift.infrastructure_of(cluster.version.as_ref()) else { return };
    let always = &mut demand.always;
    let is_kuryr = cluster.networks.plugin == Some(NetworkPlugin::Kuryr);
    if is_kuryr {
        let kuryr = &openshift.kuryr;
        always.add(Quotable::Ports, kuryr.ports.into());
        always.add(Quotable::Networks, kuryr.networks.into());
        always.add(Quotable::Subnets, kuryr.subnets.into());
        always.add(Quotable::SecurityGroups, kuryr.security_groups.into());
        always.add(Quotable::SecurityGroupRules, kuryr.security_group_rules.into());
        always.add(Quotable::LoadBalancers, kuryr.load_balancers.into());
    } else {
        always.add(Quotable::Ports, made.ports.into());
        always.add(Quotable::SecurityGroups, made.security_groups.into());
        always.add(Quotable::SecurityGroupRules, made.security_group_rules.into());
    }
    // On a subnet that is there already it makes none of these.
    if cluster.networks.subnet.is_none() {
        always.add(Quotable::Networks, made.networks.into());
        always.add(Quotable::Subnets, made.subnets.into());
        always.add(Quotable::Routers, made.routers.into());
    }
    if made.server_groups > 0 {
        let pools = [&cluster.control_plane, &cluster.workers].into_iter().filter(|pool| pool.asked() > 0);
        for pool in pools {
            // One group for each pool and availability zone.
            let zones = count(pool.zones.len().max(1));
            always.add(Quotable::ServerGroups, zones);
            always.raise(Quotable::ServerGroupMembers, u64::from(pool.asked()).div_ceil(zones));
        }
    }
    if cluster.external_network.is_some() && cluster.vips.api_floating_ip.is_some() {
        demand.install.add(Quotable::FloatingIps, made.temporary_floating_ips.into());
    }
    let has_no_object_store = cloud.is_some_and(|cloud| has_service(cloud, Service::Swift) == Some(false));
    let has_volumes = cloud.is_some_and(|cloud| has_service(cloud, Service::Cinder) == Some(true));
    if made.registry_volume > Size::ZERO && has_no_object_store && has_volumes {
        demand.always.add(Quotable::Volumes, 1);
        demand.always.add_size(Quotable::VolumeStorage, made.registry_volume);
    }
}

/// Whether a cloud has a service; `None` for a cloud that is there already and whose services nobody listed.
pub fn has_service(cloud: &Cloud, service: Service) -> Option<bool> {
    if cloud.services.is_empty() && cloud.deployment == Deployment::Existing { None } else { Some(cloud.services.contains(&service)) }
}

fn count(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::read;

    const LAB: &str = "apiVersion: labwright.dev/v1alpha1
kind: Lab
metadata: {name: t}
clouds:
- {name: c, flavors: [{name: master, vcpus: 4, memory: 16 GiB, disk: 25 GB}]}
projects: [{name: p, cloud: c}]
clusters:
- {name: ocp, installer: ipi, version: VERSION, project: p, controlPlane: {replicas: 3, flavor: master}, workers: {replicas: 3, flavor: master}}
";

    fn peaks(version: &str, quotables: &[Quotable]) -> Vec<u64> {
        let document = read(&LAB.replace("VERSION", version)).unwrap().document;
        let demands = demands(document.lab());
        quotables.iter().map(|quotable| demands["p"].peak(*quotable)).collect()
    }

    #[test]
    fn the_documented_clusters_need_what_is_documented() {
        use Quotable::{Cores, Instances, Memory, Ports, SecurityGroupRules, SecurityGroups, ServerGroups};
        // openshift-docs, 4.2: 7 instances, 28 vCPUs, 112 GB, 15 ports, 3 security groups, 60 rules.
        let quotables = [Instances, Cores, Memory, Ports, SecurityGroups, SecurityGroupRules, ServerGroups];
        assert_eq!(peaks("4.2.4", &quotables), [7, 28, 112 << 30, 15, 3, 60, 0]);
        // The installer's quota code: 4 ports and one for each machine, 2 groups, 56 rules.
        assert_eq!(peaks("4.16.0", &quotables), [7, 28, 112 << 30, 10, 3, 56, 2]);
    }
}
