//! The groups that decide by majority, the virtual addresses and who can hold them, the machines that do something alone.

use std::net::IpAddr;

use crate::{
    capacity::guests::Part,
    diagnostic::Subject,
    figures::{Figure, figures},
    model::{Cloud, Cluster, Deployment, Installer, Keyed, Kind, Machine, NodePool, RecordRef, Role},
    value::Name,
};

use super::{
    layout::{Index, Layout},
    outcome::MajorityKind,
};

/// Members, each on a machine or a guest.
#[derive(Clone, Debug, Default)]
pub(super) struct Members {
    pub machines: Vec<usize>,
    /// By cloud and guest; all of one cloud.
    pub guests: Vec<(usize, usize)>,
    /// How many of the machines are members, where not all are: which ones is not known.
    pub of_machines: Option<usize>,
}

impl Members {
    pub fn count(&self) -> usize {
        self.of_machines.unwrap_or(self.machines.len()) + self.guests.len()
    }
}

/// A group that decides by majority.
#[derive(Clone, Debug)]
pub(super) struct Group {
    pub kind: MajorityKind,
    pub of: Name,
    pub subject: Subject,
    pub members: Members,
    pub figure: &'static Figure<u32>,
}

impl Group {
    /// Members that must be there.
    pub fn needed(&self) -> usize {
        let divisor = usize::try_from(self.figure.value).unwrap_or(2).max(1);
        self.members.count() / divisor + 1
    }
}

/// A virtual address and who can hold it.
#[derive(Clone, Debug)]
pub(super) struct Vip {
    pub address: IpAddr,
    pub what: String,
    pub of: Name,
    pub holders: Members,
    /// It is held by a group only while that has its majority: the group's number.
    pub group: Option<usize>,
}

impl<'a> Layout<'a> {
    pub(super) fn cloud(&mut self, cloud: &'a Cloud, index: &Index<'a>) {
        if let Some(director) = cloud.deployment.director() {
            self.serve(index.machines.get(director.machine.as_str()).copied(), "the director", cloud);
        }
        let is_all_in_one = matches!(&cloud.deployment, Deployment::OpenstackAnsible(ansible) if ansible.all_in_one);
        let is_controller = |machine: &Machine, role: Option<Role>| is_all_in_one || role.unwrap_or(machine.role) == Role::Controller;
        let named = cloud.nodes.iter().filter_map(|node| Some((*index.machines.get(node.machine.as_str())?, node.role)));
        let controllers: Vec<usize> =
            named.filter(|(machine, role)| is_controller(self.machines[*machine], *role)).map(|(machine, _)| machine).collect();
        let subject = || Subject::record(RecordRef::new(Kind::Clouds, cloud.id()));
        let quorum = &figures().quorum;
        let members = Members { machines: controllers, ..Members::default() };
        let mut group = |kind, members: &Members, figure| {
            if members.count() == 0 {
                return None;
            }
            self.groups.push(Group { kind, of: cloud.name.clone(), subject: subject(), members: members.clone(), figure });
            Some(self.groups.len() - 1)
        };
        // How a cloud that is there already keeps its database is not known.
        if cloud.deployment != Deployment::Existing {
            group(MajorityKind::Galera, &members, &quorum.galera);
        }
        let is_director = cloud.deployment.director().is_some();
        let pacemaker = if is_director { group(MajorityKind::Pacemaker, &members, &quorum.pacemaker) } else { None };
        if let Some(ceph) = &cloud.storage.ceph {
            // One on each controller, unless another number is given: then on some of them.
            let monitors = ceph.monitors.and_then(|count| usize::try_from(count).ok()).filter(|count| *count < members.machines.len());
            if ceph.monitors.is_some() || cloud.deployment != Deployment::Existing {
                group(MajorityKind::CephMonitors, &Members { of_machines: monitors, ..members.clone() }, &quorum.ceph_monitors);
            }
        }
        self.cloud_vips(cloud, &members, pacemaker);
    }

    fn cloud_vips(&mut self, cloud: &Cloud, holders: &Members, group: Option<usize>) {
        // How a cloud that is there already holds its addresses is not known.
        if holders.count() == 0 || cloud.deployment == Deployment::Existing {
            return;
        }
        let endpoints = &cloud.endpoints;
        let kolla = match &cloud.deployment {
            Deployment::Kolla(kolla) => [kolla.internal_vip, kolla.external_vip],
            _ => [None, None],
        };
        let planes = cloud.planes.iter().map(|plane| (plane.vip, format!("the services on {}", plane.name)));
        let ends = [
            (endpoints.public, "the public endpoints".to_owned()),
            (endpoints.internal, "the internal endpoints".to_owned()),
            (kolla[0], "the internal endpoints".to_owned()),
            (kolla[1], "the public endpoints".to_owned()),
        ];
        let mut seen = Vec::new();
        for (address, what) in ends.into_iter().chain(planes) {
            let Some(address) = address.filter(|address| !seen.contains(address)) else { continue };
            seen.push(address);
            self.vips.push(Vip { address, what, of: cloud.name.clone(), holders: holders.clone(), group });
        }
    }

    pub(super) fn cluster(&mut self, cluster: &'a Cluster, index: &Index<'a>) {
        let machine = |name: Option<&Name>| name.and_then(|name| index.machines.get(name.as_str())).copied();
        self.serve(machine(cluster.bastion.as_ref()), "the bastion", cluster);
        self.serve(machine(cluster.dns.server.as_ref()), "DNS", cluster);
        self.serve(machine(cluster.load_balancer.as_ref().map(|balancer| &balancer.machine)), "the load balancer", cluster);
        self.serve(machine(cluster.mirror.as_ref().and_then(|mirror| mirror.machine.as_ref())), "the registry", cluster);
        self.serve(machine(cluster.ignition.as_ref().map(|ignition| &ignition.machine)), "the ignition files", cluster);
        self.serve(machine(cluster.magnum.as_ref().and_then(|magnum| magnum.management.as_ref())), "the management cluster", cluster);
        let masters = members(cluster, &cluster.control_plane, Part::ControlPlane, index);
        let workers = members(cluster, &cluster.workers, Part::Worker, index);
        if masters.count() > 0 {
            self.groups.push(Group {
                kind: MajorityKind::Etcd,
                of: cluster.name.clone(),
                subject: Subject::field(RecordRef::new(Kind::Clusters, cluster.id()), "controlPlane"),
                members: masters.clone(),
                figure: &figures().quorum.etcd,
            });
        }
        if let ([worker], 1, Some(false) | None) = (workers.machines.as_slice(), workers.count(), cluster.schedulable_masters) {
            self.serve(Some(*worker), "the only worker", cluster);
        }
        if cluster.installer != Installer::Ipi {
            return;
        }
        // keepalived holds them: that of the API and of DNS on masters, that of the router where it runs
        // (openshift/installer, docs/design/openstack/networking-infrastructure.md).
        let api = cluster.vips.api.iter().map(|address| (*address, "the API", &masters));
        let dns = cluster.vips.dns.iter().map(|address| (*address, "the nodes' DNS", &masters));
        let routers = if workers.count() == 0 { &masters } else { &workers };
        let ingress = cluster.vips.ingress.iter().map(|address| (*address, "the router", routers));
        for (address, what, holders) in api.chain(dns).chain(ingress).filter(|(_, _, holders)| holders.count() > 0) {
            let (what, of) = (what.to_owned(), cluster.name.clone());
            self.vips.push(Vip { address, what, of, holders: holders.clone(), group: None });
        }
    }
}

/// The nodes of a pool: those that are listed, and those that an installer makes.
fn members(cluster: &Cluster, pool: &NodePool, part: Part, index: &Index<'_>) -> Members {
    let mut members = Members::default();
    for node in &pool.nodes {
        members.machines.extend(node.machine.as_ref().and_then(|name| index.machines.get(name.as_str())));
        members.guests.extend(node.server.as_ref().and_then(|name| index.servers.get(name.as_str())));
    }
    members.guests.extend(index.made.get(&(cluster.name.as_str(), part)).into_iter().flatten());
    members
}
