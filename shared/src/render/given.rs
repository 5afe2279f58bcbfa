use std::{collections::BTreeMap, net::IpAddr};

use crate::{
    model::{Cloud, CloudNode, Cluster, Disk, Keyed, Kind, Lab, Machine, Port, RecordRef, Role},
    plan::Instance,
    value::{Mac, Name, Size, Uuid},
};

use super::Place;

/// What files are rendered from: the lab, and what the planner assigns.
pub struct Given<'a> {
    /// The lab, already at its scale.
    pub lab: &'a Lab,
    pub instance: &'a Instance,
    macs: BTreeMap<(Name, Name), Mac>,
}

impl<'a> Given<'a> {
    /// `macs` are the planner's: by machine's identity and port's name.
    pub fn new(lab: &'a Lab, instance: &'a Instance, macs: BTreeMap<(Name, Name), Mac>) -> Self {
        Given { lab, instance, macs }
    }

    pub fn machine(&self, name: &Name) -> Option<&'a Machine> {
        self.lab.machines.get(name.as_str())
    }

    pub fn mac(&self, machine: &Machine, port: &Port) -> Option<Mac> {
        self.macs.get(&(machine.id().clone(), port.name.clone())).copied()
    }

    /// The name of a machine's domain on the host.
    pub fn domain(&self, machine: &Machine) -> String {
        self.instance.host_name(machine.name.as_str())
    }

    pub fn uuid(&self, machine: &Machine) -> Uuid {
        self.instance.uuid(&RecordRef::new(Kind::Machines, machine.id()).to_string())
    }

    /// The first fixed address of a machine: of its ports, otherwise as a node of a cloud.
    pub fn address(&self, machine: &Machine) -> Option<IpAddr> {
        let as_node = || {
            let mut nodes = self.lab.clouds.iter().flat_map(|cloud| &cloud.nodes);
            nodes.find(|node| node.machine == machine.name).and_then(|node| node.address)
        };
        machine.ports.iter().find_map(|port| port.address).or_else(as_node)
    }

    /// A disk's size: its own, or that of its image.
    pub fn disk_size(&self, disk: &Disk) -> Option<Size> {
        disk.size.or_else(|| self.lab.images.get(disk.image.as_ref()?.as_str())?.virtual_size)
    }

    /// The nodes of a cloud whose machines the lab has, with their roles.
    pub fn nodes<'c>(&self, cloud: &'c Cloud) -> impl Iterator<Item = (&'c CloudNode, &'a Machine, Role)> {
        cloud.nodes.iter().filter_map(|node| {
            let machine = self.machine(&node.machine)?;
            Some((node, machine, node.role.unwrap_or(machine.role)))
        })
    }

    /// Where a cluster's installer runs, and the folder of its own there: the bastion, or the director of the cluster's cloud.
    pub fn desk(&self, cluster: &Cluster) -> (Place, String) {
        let name = &cluster.name;
        if let Some(bastion) = &cluster.bastion {
            return (Place::Machine(bastion.clone()), format!("/root/{name}"));
        }
        let cloud = cluster.project.as_ref().and_then(|project| self.lab.projects.get(project.as_str()));
        let cloud = cloud.and_then(|project| self.lab.clouds.get(project.cloud.as_str()));
        match cloud.and_then(|cloud| cloud.deployment.director()) {
            Some(director) => (Place::Machine(director.machine.clone()), format!("/home/stack/{name}")),
            None => (Place::Cluster(name.clone()), "/".to_owned()),
        }
    }

    /// The first line of comments in a file.
    pub fn about<T: Keyed>(&self, what: &str, kind: Kind, record: &T) -> String {
        let record = RecordRef::new(kind, record.id());
        format!("{what} Made from {record} of the lab {}: change the lab and render again.", self.lab.metadata.name)
    }
}
