//! The part of a lab around what changed: enough of it to look again by the graph of all layers and by the address book.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    document::references,
    model::{Cloud, Keyed, Kind, Lab, Machine, Project, Records},
    value::Name,
};

use super::{
    changes::Changes,
    groups::{
        CLOUDS_ON_NETWORK, CLUSTERS_IN_PROJECT, CLUSTERS_ON_MACHINE, Group, Groups, IN_CLOUD, IN_PROJECT, ON_NETWORK, WITH_NODE, key_of,
    },
    trace::{Unit, is_of, place, unit},
};

/// What the graph is made of.
const KINDS: [Kind; 6] = [Kind::Networks, Kind::Machines, Kind::Clouds, Kind::Projects, Kind::Servers, Kind::Clusters];

/// Places of records, by kind.
#[derive(Clone, Default)]
struct Places(BTreeMap<Kind, BTreeSet<usize>>);

impl Places {
    /// Whether it was not there yet.
    fn add(&mut self, kind: Kind, place: Option<usize>) -> bool {
        place.is_some_and(|place| self.0.entry(kind).or_default().insert(place))
    }

    fn extend(&mut self, kind: Kind, places: Vec<usize>) {
        self.0.entry(kind).or_default().extend(places);
    }

    /// Those of a kind so far.
    fn of(&self, kind: Kind) -> Vec<usize> {
        self.0.get(&kind).into_iter().flatten().copied().collect()
    }
}

/// A part of a lab.
pub(super) struct Around {
    pub lab: Lab,
    /// The places in the whole lab of the part's records.
    places: Places,
    /// Records of the part around which something may be another thing now, in order: as they are numbered in the part, and in the lab.
    pub here: Vec<Unit>,
    pub units: Vec<Unit>,
}

impl Around {
    /// What is around changes. `None` where names are not enough to tell records apart.
    pub fn of(before: &Lab, after: &Lab, changes: &Changes, groups: &Groups) -> Option<Around> {
        if KINDS.iter().any(|kind| changes.shapes.contains(kind)) {
            return None;
        }
        let mut walk = Walk { lab: after, groups, places: Places::default(), been: Places::default() };
        for lab in [before, after] {
            walk.been = Places::default();
            walk.changed(lab, changes);
        }
        let touched = walk.places.clone();
        walk.widen();
        let Walk { places, .. } = walk;
        let lab = Lab {
            host: after.host.clone(),
            networks: part(&after.networks, &places, Kind::Networks)?,
            machines: part(&after.machines, &places, Kind::Machines)?,
            clouds: part(&after.clouds, &places, Kind::Clouds)?,
            projects: part(&after.projects, &places, Kind::Projects)?,
            servers: part(&after.servers, &places, Kind::Servers)?,
            clusters: part(&after.clusters, &places, Kind::Clusters)?,
            ..Lab::empty(after.metadata.name.clone())
        };
        let mut around = Around { lab, places, here: Vec::new(), units: Vec::new() };
        for (kind, touched) in &touched.0 {
            let numbered = around.places.0.get(kind).into_iter().flatten().enumerate();
            for (number, place) in numbered.filter(|(_, place)| touched.contains(place)) {
                around.here.push(unit(*kind, number));
                around.units.push(unit(*kind, *place));
            }
        }
        Some(around)
    }

    /// The record in the lab that one of the part is.
    pub fn in_lab(&self, here: Unit) -> Unit {
        self.here.binary_search(&here).map_or(super::trace::WHOLE, |at| self.units[at])
    }
}

/// The records of a list at some places. Lookups by name must lead to the same ones as in the whole list.
fn part<T: Clone + Keyed>(records: &Records<T>, places: &Places, kind: Kind) -> Option<Records<T>> {
    let places = places.of(kind);
    let is_first = |place: &usize| records.at(*place).is_some_and(|record| records.place(record.name().as_str()) == Some(*place));
    places.iter().all(is_first).then(|| records.select(&places))
}

/// Goes from record to record and keeps the places where it was.
struct Walk<'a> {
    lab: &'a Lab,
    groups: &'a Groups,
    places: Places,
    /// Where this walk was already.
    been: Places,
}

impl Walk<'_> {
    fn members<T: Clone>(&self, group: &Group<T>, name: &Name) -> Vec<usize> {
        self.groups.places(group, self.lab, key_of(&[name.as_str()])).collect()
    }

    /// Around what something may be found otherwise, as the records were or are in `lab`.
    fn changed(&mut self, lab: &Lab, changes: &Changes) {
        let of = |kind: Kind| changes.units.iter().copied().filter(move |unit| is_of(*unit, kind)).map(place);
        of(Kind::Networks).for_each(|network| self.network(lab, network));
        for machine in of(Kind::Machines).filter_map(|place| lab.machines.at(place)) {
            self.ports(lab, machine);
            self.clouds_and_clusters(lab, machine);
        }
        of(Kind::Clouds).filter_map(|place| lab.clouds.at(place)).for_each(|cloud| self.cloud(lab, cloud));
        of(Kind::Projects).filter_map(|place| lab.projects.at(place)).for_each(|project| self.project(lab, project));
        let servers = of(Kind::Servers).filter_map(|place| lab.servers.at(place));
        servers.filter_map(|server| lab.projects.get(server.project.as_str())).for_each(|project| self.project(lab, project));
        for place in of(Kind::Clusters) {
            self.places.add(Kind::Clusters, Some(place));
            let Some(cluster) = lab.clusters.at(place) else { continue };
            if let Some(project) = cluster.project.as_ref().and_then(|name| lab.projects.get(name.as_str())) {
                self.project(lab, project);
            }
            references::of_cluster(cluster, &mut |kind, _, name| {
                if let (Kind::Machines, Some(machine)) = (kind, lab.machines.get(name.as_str())) {
                    self.ports(lab, machine);
                }
            });
        }
    }

    fn network(&mut self, lab: &Lab, place: usize) {
        self.places.add(Kind::Networks, Some(place));
        let Some(network) = lab.networks.at(place) else { return };
        let clouds = self.members(CLOUDS_ON_NETWORK, &network.name);
        clouds.into_iter().filter_map(|place| lab.clouds.at(place)).for_each(|cloud| self.cloud(lab, cloud));
        let machines = self.members(ON_NETWORK, &network.name);
        machines.into_iter().filter_map(|place| lab.machines.at(place)).for_each(|machine| self.clouds_and_clusters(lab, machine));
    }

    fn ports(&mut self, lab: &Lab, machine: &Machine) {
        for network in machine.ports.iter().filter_map(|port| port.network.as_ref()) {
            self.places.add(Kind::Networks, lab.networks.place(network.as_str()));
        }
    }

    fn clouds_and_clusters(&mut self, lab: &Lab, machine: &Machine) {
        let clouds = self.members(WITH_NODE, &machine.name);
        clouds.into_iter().filter_map(|place| lab.clouds.at(place)).for_each(|cloud| self.cloud(lab, cloud));
        let clusters = self.members(CLUSTERS_ON_MACHINE, &machine.name);
        self.places.extend(Kind::Clusters, clusters);
    }

    fn project(&mut self, lab: &Lab, project: &Project) {
        let place = lab.projects.place(project.name.as_str());
        if !self.been.add(Kind::Projects, place) {
            return;
        }
        self.places.add(Kind::Projects, place);
        let clusters = self.members(CLUSTERS_IN_PROJECT, &project.name);
        self.places.extend(Kind::Clusters, clusters);
        if let Some(cloud) = lab.clouds.get(project.cloud.as_str()) {
            self.cloud(lab, cloud);
        }
    }

    fn cloud(&mut self, lab: &Lab, cloud: &Cloud) {
        let place = lab.clouds.place(cloud.name.as_str());
        if !self.been.add(Kind::Clouds, place) {
            return;
        }
        self.places.add(Kind::Clouds, place);
        self.stand(lab, cloud, true);
        let projects = self.members(IN_CLOUD, &cloud.name);
        projects.into_iter().filter_map(|place| lab.projects.at(place)).for_each(|project| self.project(lab, project));
    }

    /// The machines that form a cloud, or their networks, and the networks that it names.
    fn stand(&mut self, lab: &Lab, cloud: &Cloud, only_networks: bool) {
        references::of_cloud(cloud, &mut |kind, _, name| match kind {
            Kind::Networks => {
                self.places.add(kind, lab.networks.place(name.as_str()));
            }
            Kind::Machines if only_networks => {
                lab.machines.get(name.as_str()).into_iter().for_each(|machine| self.ports(lab, machine));
            }
            Kind::Machines => {
                self.places.add(kind, lab.machines.place(name.as_str()));
            }
            _ => {}
        });
    }

    /// Adds all that counts for what is found around the records that are there.
    fn widen(&mut self) {
        let lab = self.lab;
        for network in self.places.of(Kind::Networks).into_iter().filter_map(|place| lab.networks.at(place)) {
            let (machines, clouds) = (self.members(ON_NETWORK, &network.name), self.members(CLOUDS_ON_NETWORK, &network.name));
            self.places.extend(Kind::Machines, machines);
            self.places.extend(Kind::Clouds, clouds);
        }
        for machine in self.places.of(Kind::Machines).into_iter().filter_map(|place| lab.machines.at(place)) {
            let (clouds, clusters) = (self.members(WITH_NODE, &machine.name), self.members(CLUSTERS_ON_MACHINE, &machine.name));
            self.places.extend(Kind::Clouds, clouds);
            self.places.extend(Kind::Clusters, clusters);
        }
        for cluster in self.places.of(Kind::Clusters).into_iter().filter_map(|place| lab.clusters.at(place)) {
            let project = cluster.project.as_ref().and_then(|name| lab.projects.place(name.as_str()));
            self.places.add(Kind::Projects, project);
        }
        // Rules of the layers above have nothing to say of a lab without a cloud.
        self.places.add(Kind::Clouds, (!lab.clouds.is_empty()).then_some(0));
        for project in self.places.of(Kind::Projects).into_iter().filter_map(|place| lab.projects.at(place)) {
            self.places.add(Kind::Clouds, lab.clouds.place(project.cloud.as_str()));
        }
        for cloud in self.places.of(Kind::Clouds).into_iter().filter_map(|place| lab.clouds.at(place)) {
            let projects = self.members(IN_CLOUD, &cloud.name);
            self.places.extend(Kind::Projects, projects);
            self.stand(lab, cloud, false);
            self.stand(lab, cloud, true);
        }
        for project in self.places.of(Kind::Projects).into_iter().filter_map(|place| lab.projects.at(place)) {
            let (servers, clusters) = (self.members(IN_PROJECT, &project.name), self.members(CLUSTERS_IN_PROJECT, &project.name));
            self.places.extend(Kind::Servers, servers);
            self.places.extend(Kind::Clusters, clusters);
        }
        for cluster in self.places.of(Kind::Clusters).into_iter().filter_map(|place| lab.clusters.at(place)) {
            references::of_cluster(cluster, &mut |kind, _, name| {
                if kind == Kind::Machines {
                    self.places.add(kind, lab.machines.place(name.as_str()));
                }
            });
        }
        for machine in self.places.of(Kind::Machines).into_iter().filter_map(|place| lab.machines.at(place)) {
            self.ports(lab, machine);
        }
    }
}
