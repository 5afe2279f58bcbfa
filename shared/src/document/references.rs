//! Which fields refer to records by name: the one list that renaming and the reference rules go by.

use crate::{
    model::{Boot, Cloud, Cluster, ClusterNode, Keyed, Kind, Lab, Machine, Project, RecordRef, Scale, Server},
    value::Name,
};

/// Who refers to another record.
#[derive(Clone, Copy, Debug)]
pub struct Owner<'a> {
    pub kind: Kind,
    pub id: &'a Name,
    pub name: &'a Name,
}

impl<'a> Owner<'a> {
    pub(crate) fn new(kind: Kind, record: &'a impl Keyed) -> Self {
        Owner { kind, id: record.id(), name: record.name() }
    }

    pub fn reference(self) -> RecordRef {
        RecordRef::new(self.kind, self.id)
    }
}

/// Visits every name by which a record of the lab refers to another: who refers, to which kind, in which field, by what name.
pub fn of_lab<'a>(lab: &'a Lab, visit: &mut impl FnMut(Owner<'a>, Kind, String, &'a Name)) {
    for machine in lab.machines.iter() {
        of_machine(machine, &mut |kind, field, name| visit(Owner::new(Kind::Machines, machine), kind, field, name));
    }
    for cloud in lab.clouds.iter() {
        of_cloud(cloud, &mut |kind, field, name| visit(Owner::new(Kind::Clouds, cloud), kind, field, name));
    }
    for project in lab.projects.iter() {
        of_project(project, &mut |kind, field, name| visit(Owner::new(Kind::Projects, project), kind, field, name));
    }
    for server in lab.servers.iter() {
        of_server(server, &mut |kind, field, name| visit(Owner::new(Kind::Servers, server), kind, field, name));
    }
    for cluster in lab.clusters.iter() {
        of_cluster(cluster, &mut |kind, field, name| visit(Owner::new(Kind::Clusters, cluster), kind, field, name));
    }
    for scale in lab.scales.iter() {
        of_scale(scale, &mut |kind, field, name| visit(Owner::new(Kind::Scales, scale), kind, field, name));
    }
}

/// Visits every name by which a machine refers to a record: the kind, the field's path in the machine, the name.
pub fn of_machine<'a>(machine: &'a Machine, visit: &mut impl FnMut(Kind, String, &'a Name)) {
    for disk in &machine.disks {
        visit(Kind::Pools, format!("disks[{}].pool", disk.name), &disk.pool);
        if let Some(image) = &disk.image {
            visit(Kind::Images, format!("disks[{}].image", disk.name), image);
        }
    }
    for port in &machine.ports {
        if let Some(network) = &port.network {
            visit(Kind::Networks, format!("ports[{}].network", port.name), network);
        }
    }
    of_boot(&machine.boot, "", visit);
    for (index, other) in machine.after.iter().enumerate() {
        visit(Kind::Machines, format!("after[{index}]"), other);
    }
}

fn of_boot<'a>(boot: &'a Boot, at: &str, visit: &mut impl FnMut(Kind, String, &'a Name)) {
    match boot {
        Boot::Iso(iso) => visit(Kind::Images, format!("{at}boot.iso.image"), &iso.image),
        Boot::Kernel(kernel) => {
            visit(Kind::Images, format!("{at}boot.kernel.kernel"), &kernel.kernel);
            if let Some(initrd) = &kernel.initrd {
                visit(Kind::Images, format!("{at}boot.kernel.initrd"), initrd);
            }
        }
        Boot::Disk | Boot::Pxe(_) => {}
    }
}

pub(crate) fn of_cloud<'a>(cloud: &'a Cloud, visit: &mut impl FnMut(Kind, String, &'a Name)) {
    if let Some(director) = cloud.deployment.director() {
        visit(Kind::Machines, "deployment.director.machine".to_owned(), &director.machine);
    }
    for node in &cloud.nodes {
        visit(Kind::Machines, format!("nodes[{}].machine", node.machine), &node.machine);
    }
    for plane in &cloud.planes {
        if let Some(network) = &plane.network {
            visit(Kind::Networks, format!("planes[{}].network", plane.name), network);
        }
    }
    for external in &cloud.external_networks {
        if let Some(network) = &external.network {
            visit(Kind::Networks, format!("externalNetworks[{}].network", external.name), network);
        }
    }
    for image in &cloud.images {
        if let Some(file) = &image.image {
            visit(Kind::Images, format!("images[{}].image", image.name), file);
        }
    }
}

pub(crate) fn of_project<'a>(project: &'a Project, visit: &mut impl FnMut(Kind, String, &'a Name)) {
    visit(Kind::Clouds, "cloud".to_owned(), &project.cloud);
    for image in &project.images {
        if let Some(file) = &image.image {
            visit(Kind::Images, format!("images[{}].image", image.name), file);
        }
    }
}

pub(crate) fn of_server<'a>(server: &'a Server, visit: &mut impl FnMut(Kind, String, &'a Name)) {
    visit(Kind::Projects, "project".to_owned(), &server.project);
    if let Some(host) = &server.host {
        visit(Kind::Machines, "host".to_owned(), host);
    }
}

pub(crate) fn of_cluster<'a>(cluster: &'a Cluster, visit: &mut impl FnMut(Kind, String, &'a Name)) {
    if let Some(project) = &cluster.project {
        visit(Kind::Projects, "project".to_owned(), project);
    }
    let machines = [
        ("bastion", cluster.bastion.as_ref()),
        ("dns.server", cluster.dns.server.as_ref()),
        ("loadBalancer.machine", cluster.load_balancer.as_ref().map(|balancer| &balancer.machine)),
        ("mirror.machine", cluster.mirror.as_ref().and_then(|mirror| mirror.machine.as_ref())),
        ("ignition.machine", cluster.ignition.as_ref().map(|ignition| &ignition.machine)),
        ("magnum.management", cluster.magnum.as_ref().and_then(|magnum| magnum.management.as_ref())),
    ];
    for (field, machine) in machines {
        if let Some(machine) = machine {
            visit(Kind::Machines, field.to_owned(), machine);
        }
    }
    let balancer = cluster.load_balancer.iter().flat_map(|balancer| &balancer.frontends);
    for (index, frontend) in balancer.enumerate() {
        for backend in &frontend.backends {
            let field = format!("loadBalancer.frontends[{index}].backends[{}].machine", backend.machine);
            visit(Kind::Machines, field, &backend.machine);
        }
    }
    if let Some(node) = &cluster.bootstrap {
        of_node(node, "bootstrap", visit);
    }
    for (pool, nodes) in [("controlPlane", &cluster.control_plane.nodes), ("workers", &cluster.workers.nodes)] {
        for (index, node) in nodes.iter().enumerate() {
            let identity = node.machine.as_ref().map_or_else(|| index.to_string(), ToString::to_string);
            of_node(node, &format!("{pool}.nodes[{identity}]"), visit);
        }
    }
}

fn of_node<'a>(node: &'a ClusterNode, at: &str, visit: &mut impl FnMut(Kind, String, &'a Name)) {
    if let Some(machine) = &node.machine {
        visit(Kind::Machines, format!("{at}.machine"), machine);
    }
    if let Some(server) = &node.server {
        visit(Kind::Servers, format!("{at}.server"), server);
    }
}

pub(crate) fn of_scale<'a>(scale: &'a Scale, visit: &mut impl FnMut(Kind, String, &'a Name)) {
    for stand_in in &scale.images {
        visit(Kind::Images, format!("images[{}].image", stand_in.image), &stand_in.image);
        visit(Kind::Images, format!("images[{}].with", stand_in.image), &stand_in.with);
    }
    if let Some(boot) = scale.every_machine.as_ref().and_then(|every| every.boot.as_ref()) {
        of_boot(boot, "everyMachine.", visit);
    }
    for named in &scale.machines {
        let at = format!("machines[{}]", named.machine);
        visit(Kind::Machines, format!("{at}.machine"), &named.machine);
        if let Some(boot) = &named.becomes.boot {
            of_boot(boot, &format!("{at}.becomes."), visit);
        }
    }
}
