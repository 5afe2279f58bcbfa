//! Who stands where: what is looked up when something fails, made once for a lab.

use std::collections::BTreeMap;

use crate::{
    capacity::{guests::Part, settle::Settled},
    model::{Keyed, Lab, Machine},
};

use super::{
    ceph::Osds,
    groups::{Group, Vip},
    outcome::Service,
};

/// A lab as failures see it.
pub(super) struct Layout<'a> {
    pub lab: &'a Lab,
    pub clouds: &'a [Settled<'a>],
    pub machines: Vec<&'a Machine>,
    /// The disk of each machine that it cannot run without.
    pub system_disk: Vec<Option<usize>>,
    /// The compute nodes that a machine is: the cloud's and the node's number.
    pub nodes: BTreeMap<usize, Vec<(usize, usize)>>,
    /// The guests for good on each compute node, by cloud and node.
    pub on_node: BTreeMap<(usize, usize), Vec<usize>>,
    pub groups: Vec<Group>,
    pub vips: Vec<Vip>,
    pub osds: Vec<Osds<'a>>,
    /// What single machines do, by the machine.
    pub services: BTreeMap<usize, Vec<Service>>,
}

/// The numbers of machines and guests, by name.
pub(super) struct Index<'a> {
    pub machines: BTreeMap<&'a str, usize>,
    /// A server of the lab, by cloud and guest.
    pub servers: BTreeMap<&'a str, (usize, usize)>,
    /// The nodes that an installer makes for a cluster, by cloud and guest.
    pub made: BTreeMap<(&'a str, Part), Vec<(usize, usize)>>,
}

impl<'a> Layout<'a> {
    pub fn of(lab: &'a Lab, clouds: &'a [Settled<'a>]) -> Self {
        let machines: Vec<&Machine> = lab.machines.iter().collect();
        let mut by_name = BTreeMap::new();
        for (number, machine) in machines.iter().enumerate() {
            by_name.entry(machine.name.as_str()).or_insert(number);
        }
        let mut index = Index { machines: by_name, servers: BTreeMap::new(), made: BTreeMap::new() };
        let mut nodes: BTreeMap<usize, Vec<(usize, usize)>> = BTreeMap::new();
        let mut on_node: BTreeMap<(usize, usize), Vec<usize>> = BTreeMap::new();
        for (cloud, settled) in clouds.iter().enumerate() {
            for (node, of) in settled.nodes.iter().enumerate() {
                if let Some(machine) = index.machines.get(of.machine.name.as_str()) {
                    nodes.entry(*machine).or_default().push((cloud, node));
                }
            }
            for (guest, of) in settled.guests.iter().enumerate().filter(|(_, guest)| guest.install_of().is_none()) {
                if let Some(node) = settled.places[guest] {
                    on_node.entry((cloud, node)).or_default().push(guest);
                }
                match (of.server, of.cluster) {
                    (Some(server), _) => drop(index.servers.entry(server.name.as_str()).or_insert((cloud, guest))),
                    (None, Some(cluster)) => index.made.entry((cluster.name.as_str(), of.part)).or_default().push((cloud, guest)),
                    (None, None) => {}
                }
            }
        }
        let mut system_disk: Vec<Option<usize>> = machines.iter().map(|machine| (!machine.disks.is_empty()).then_some(0)).collect();
        for node in lab.clouds.iter().flat_map(|cloud| &cloud.nodes) {
            let Some(machine) = index.machines.get(node.machine.as_str()).copied() else { continue };
            let named = node.root_disk.as_ref().and_then(|root| machines[machine].disks.iter().position(|disk| disk.name == *root));
            system_disk[machine] = named.or(system_disk[machine]);
        }
        let mut layout = Layout {
            lab,
            clouds,
            machines,
            system_disk,
            nodes,
            on_node,
            groups: Vec::new(),
            vips: Vec::new(),
            osds: Vec::new(),
            services: BTreeMap::new(),
        };
        layout.collect(&index);
        layout.osds = lab.clouds.iter().filter_map(|cloud| Osds::of(cloud, &layout, &index)).collect();
        layout
    }

    fn collect(&mut self, index: &Index<'a>) {
        for cloud in self.lab.clouds.iter() {
            self.cloud(cloud, index);
        }
        for cluster in self.lab.clusters.iter() {
            self.cluster(cluster, index);
        }
    }

    pub fn serve(&mut self, machine: Option<usize>, what: &str, of: &impl Keyed) {
        let Some(number) = machine else { return };
        let services = self.services.entry(number).or_default();
        let service = Service { what: what.to_owned(), of: of.name().clone(), machine: self.machines[number].name.clone() };
        if !services.contains(&service) {
            services.push(service);
        }
    }
}
