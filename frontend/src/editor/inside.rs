//! What runs inside machines and clouds, as the canvas shows it: every guest on the compute node that the placement chose.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use labwright_shared::{
    capacity::{
        guests::{Guest, Phase, guests},
        placement::Obstacle,
        settle::settle,
    },
    model::{Keyed, Kind, Lab, RecordRef},
    value::Name,
};

/// A guest as a small box.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chip {
    pub name: String,
    /// The name without that of its cluster, which the chip's tint tells.
    pub short: String,
    /// The server, or the cluster that the guest is a node of.
    pub of: RecordRef,
    /// The cluster that it belongs to, by its number in the lab.
    pub cluster: Option<usize>,
    /// `4 vCPU · 16 GiB`, or why that is not known.
    pub figures: String,
    /// Why it has no place.
    pub why: Option<String>,
    /// It goes when its cluster stands.
    pub is_temporary: bool,
}

type Chips = Arc<Vec<Chip>>;

/// The guests by where they are, by identity.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Inside {
    machines: BTreeMap<Name, Chips>,
    /// Guests of a cloud that are on none of its machines.
    clouds: BTreeMap<Name, Chips>,
}

impl Inside {
    pub fn on_machine(&self, id: &Name) -> Chips {
        self.machines.get(id).cloned().unwrap_or_default()
    }

    pub fn without_place(&self, cloud: &Name) -> Chips {
        self.clouds.get(cloud).cloned().unwrap_or_default()
    }

    pub fn of(lab: &Lab) -> Self {
        let all = guests(lab);
        let words = Words::of(lab);
        let (mut machines, mut clouds): (Lists, Lists) = Default::default();
        let settled = settle(lab, &all);
        for of in &settled {
            let homeless: BTreeMap<usize, &Obstacle> = of.homeless.iter().map(|(guest, why)| (*guest, why)).collect();
            for (index, guest) in of.guests.iter().enumerate() {
                let why = homeless.get(&index).map(|why| why.because(guest));
                let list = match of.places[index] {
                    Some(node) => machines.entry(of.nodes[node].machine.id().clone()),
                    None => clouds.entry(of.cloud.id().clone()),
                };
                list.or_default().push(words.chip(guest, why));
            }
        }
        // What room a cloud has whose compute nodes are not in the lab is not known.
        let is_settled: BTreeSet<&Name> = settled.iter().map(|of| of.cloud.id()).collect();
        for guest in &all {
            if let Some(cloud) = guest.cloud.filter(|cloud| !is_settled.contains(cloud.id())) {
                clouds.entry(cloud.id().clone()).or_default().push(words.chip(guest, None));
            }
        }
        Inside { machines: shared(machines), clouds: shared(clouds) }
    }
}

type Lists = BTreeMap<Name, Vec<Chip>>;

/// A cluster's nodes stand together.
fn shared(lists: Lists) -> BTreeMap<Name, Chips> {
    let sorted = lists.into_iter().map(|(id, mut list)| {
        list.sort_by_key(|chip| chip.cluster.unwrap_or(usize::MAX));
        (id, Arc::new(list))
    });
    sorted.collect()
}

/// What chips need of the lab beside their guest.
struct Words<'a> {
    clusters: BTreeMap<&'a Name, usize>,
    /// The clusters of servers that are listed as nodes.
    servers: BTreeMap<&'a Name, usize>,
}

impl<'a> Words<'a> {
    fn of(lab: &'a Lab) -> Self {
        let mut words = Words { clusters: BTreeMap::new(), servers: BTreeMap::new() };
        for (number, cluster) in lab.clusters.iter().enumerate() {
            words.clusters.insert(cluster.id(), number);
            let listed = cluster.control_plane.nodes.iter().chain(&cluster.workers.nodes).chain(&cluster.bootstrap);
            words.servers.extend(listed.filter_map(|node| Some((node.server.as_ref()?, number))));
        }
        words
    }

    fn chip(&self, guest: &Guest<'_>, why: Option<String>) -> Chip {
        let own = guest.cluster.and_then(|cluster| self.clusters.get(cluster.id()));
        let listed = guest.server.and_then(|server| self.servers.get(server.name()));
        let figures = match (guest.flavor, guest.flavor_name) {
            (Some(flavor), _) => format!("{} vCPU · {}", flavor.vcpus, flavor.memory.human()),
            (None, Some(name)) => format!("flavor {name} is not there"),
            (None, None) => "no flavor".to_owned(),
        };
        let short = guest.cluster.and_then(|cluster| guest.name.strip_prefix(cluster.name.as_str())?.strip_prefix('-'));
        Chip {
            short: short.unwrap_or(&guest.name).to_owned(),
            name: guest.name.clone(),
            of: guest.server.map_or_else(|| guest.subject.record.clone(), |server| RecordRef::new(Kind::Servers, server.id())),
            cluster: own.or(listed).copied(),
            figures,
            why,
            is_temporary: guest.phase == Phase::Install,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use labwright_shared::document::read;

    const LAB: &str = "apiVersion: labwright.dev/v1alpha1\nkind: Lab\nmetadata: {name: t}\nmachines:\n- {name: n1, role: compute, vcpus: 8, memory: 20 GiB, disks: [{name: vda, pool: p, size: 500 GiB}]}\nclouds:\n- name: c\n  compute: {memoryRatio: 1, reservedMemory: 0 B}\n  nodes: [{machine: n1}]\n  flavors: [{name: f, vcpus: 1, memory: 8 GiB, disk: 1 GiB}]\n- name: far\n  flavors: [{name: f, vcpus: 1, memory: 8 GiB, disk: 1 GiB}]\nprojects:\n- {name: p, cloud: c}\n- {name: q, cloud: far}\nservers:\n- {name: s1, project: p, flavor: f}\n- {name: s2, project: p, flavor: f}\n- {name: s3, project: p, flavor: f}\n- {name: s4, project: q, flavor: f}\n";

    #[test]
    fn guests_stand_where_the_placement_puts_them() {
        let lab = read(LAB).unwrap().document.lab().clone();
        let inside = Inside::of(&lab);
        let names = |chips: Chips| chips.iter().map(|chip| chip.name.clone()).collect::<Vec<_>>();
        let [n1, c, far] = ["n1", "c", "far"].map(|name| name.parse::<Name>().unwrap());
        assert_eq!(names(inside.on_machine(&n1)), ["s1", "s2"]);
        assert_eq!(names(inside.without_place(&c)), ["s3"]);
        let why = inside.without_place(&c)[0].why.clone().unwrap();
        assert!(why.contains("8 GiB") && why.contains("4 GiB"), "{why}");
        assert_eq!(inside.without_place(&far)[0].why, None, "what another's cloud has room for is not known");
    }

    #[test]
    fn every_guest_of_the_reference_lab_has_its_place() {
        let text = include_str!("../../../static/templates/osp13-ocp42.lab.yaml");
        let lab = read(text).unwrap().document.lab().clone();
        let inside = Inside::of(&lab);
        let on_compute = inside.on_machine(&"overcloud-compute01".parse().unwrap());
        assert_eq!(on_compute.len(), 6);
        assert_eq!(on_compute.iter().filter(|chip| chip.is_temporary).count(), 1);
        assert!(on_compute.iter().all(|chip| chip.cluster == Some(0) && chip.of.to_string() == "clusters[ocp4]"));
    }
}
