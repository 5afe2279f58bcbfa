//! The part of a lab around what changed: enough of it to look again by the graph of all layers and by the address book.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    document::references,
    model::{Cloud, Cluster, Kind, Lab, Machine, Project, Records},
    value::Name,
};

use super::{
    changes::Changes,
    groups::{
        CLOUDS_ON_NETWORK, CLUSTERS_IN_PROJECT, CLUSTERS_ON_MACHINE, Group, Groups, IN_CLOUD, IN_PROJECT, ON_NETWORK, WITH_NODE, key_of,
    },
    numbers::Numbered,
    support::edit::Located,
    trace::{Unit, is_of, number, unit},
};

/// What the graph is made of.
const KINDS: [Kind; 6] = [Kind::Networks, Kind::Machines, Kind::Clouds, Kind::Projects, Kind::Servers, Kind::Clusters];

/// Numbers of records, by kind.
#[derive(Clone, Default)]
struct Those(BTreeMap<Kind, BTreeSet<usize>>);

impl Those {
    /// Whether it was not there yet.
    fn add(&mut self, kind: Kind, number: Option<usize>) -> bool {
        number.is_some_and(|number| self.0.entry(kind).or_default().insert(number))
    }

    fn extend(&mut self, kind: Kind, numbers: Vec<usize>) {
        self.0.entry(kind).or_default().extend(numbers);
    }

    /// Those of a kind so far.
    fn of(&self, kind: Kind) -> Vec<usize> {
        self.0.get(&kind).into_iter().flatten().copied().collect()
    }
}

/// A part of a lab.
pub(super) struct Around {
    pub lab: Lab,
    /// Records of the part around which something may be another thing now, in order: as they are numbered in the part.
    pub here: Vec<Unit>,
    /// The same as they are numbered in the lab.
    in_lab: Vec<Unit>,
    /// These and the records that went, in order.
    pub units: Vec<Unit>,
}

impl Around {
    /// What is around changes. `None` where names are not enough to tell records apart: in the part each must lead to the same one as in the lab.
    pub fn of(before: Numbered<'_>, after: Numbered<'_>, changes: &Changes, groups: &Groups) -> Option<Around> {
        let is_clear = |lab: &Lab| KINDS.iter().all(|kind| has_unique_names(lab, *kind));
        if KINDS.iter().any(|kind| changes.lost.contains(kind)) || !is_clear(before.lab) || !is_clear(after.lab) {
            return None;
        }
        let mut walk = Walk { after, groups, those: Those::default(), been: Those::default() };
        for lab in [before, after] {
            walk.been = Those::default();
            walk.changed(lab, changes);
        }
        let touched = walk.those.clone();
        walk.widen();
        let Walk { those, .. } = walk;
        let lab = Lab {
            host: after.lab.host.clone(),
            networks: part(&after.lab.networks, after, &those),
            machines: part(&after.lab.machines, after, &those),
            clouds: part(&after.lab.clouds, after, &those),
            projects: part(&after.lab.projects, after, &those),
            servers: part(&after.lab.servers, after, &those),
            clusters: part(&after.lab.clusters, after, &those),
            ..Lab::empty(after.lab.metadata.name.clone())
        };
        let mut around = Around { lab, here: Vec::new(), in_lab: Vec::new(), units: changes.gone.clone() };
        for (kind, touched) in &touched.0 {
            let places = places(after, &those, *kind);
            let numbers = places.into_iter().map(|place| after.numbers.at(*kind, place)).enumerate();
            for (here, number) in numbers.filter(|(_, number)| touched.contains(number)) {
                around.here.push(unit(*kind, here));
                around.in_lab.push(unit(*kind, number));
            }
        }
        around.units.extend(&around.in_lab);
        around.units.sort_unstable();
        Some(around)
    }

    /// The record in the lab that one of the part is.
    pub fn in_lab(&self, here: Unit) -> Unit {
        self.here.binary_search(&here).map_or(super::trace::WHOLE, |at| self.in_lab[at])
    }
}

fn has_unique_names(lab: &Lab, kind: Kind) -> bool {
    match kind {
        Kind::Networks => lab.networks.has_unique_names(),
        Kind::Machines => lab.machines.has_unique_names(),
        Kind::Clouds => lab.clouds.has_unique_names(),
        Kind::Projects => lab.projects.has_unique_names(),
        Kind::Servers => lab.servers.has_unique_names(),
        Kind::Clusters => lab.clusters.has_unique_names(),
        _ => true,
    }
}

/// Where records stand, in order.
fn places(of: Numbered<'_>, those: &Those, kind: Kind) -> Vec<usize> {
    let mut places: Vec<usize> = those.of(kind).into_iter().filter_map(|number| of.numbers.place(kind, number)).collect();
    places.sort_unstable();
    places
}

/// The records of a list that are among those.
fn part<T: Clone + Located>(records: &Records<T>, of: Numbered<'_>, those: &Those) -> Records<T> {
    records.select(&places(of, those, T::KIND))
}

/// Goes from record to record and keeps the places where it was.
struct Walk<'a> {
    after: Numbered<'a>,
    groups: &'a Groups,
    those: Those,
    /// Where this walk was already.
    been: Those,
}

impl Walk<'_> {
    fn members<T: Clone + Located>(&self, group: &Group<T>, name: &Name) -> Vec<usize> {
        self.groups.numbers(group, self.after, key_of(&[name.as_str()])).collect()
    }

    /// Around what something may be found otherwise, as the records were or are.
    fn changed(&mut self, of: Numbered<'_>, changes: &Changes) {
        let units = |kind: Kind| changes.units.iter().copied().filter(move |unit| is_of(*unit, kind)).map(number);
        units(Kind::Networks).for_each(|network| self.network(of, network));
        for machine in units(Kind::Machines).filter_map(|number| of.at(&of.lab.machines, number)) {
            self.ports(of, machine);
            self.clouds_and_clusters(of, machine);
        }
        units(Kind::Clouds).filter_map(|number| of.at(&of.lab.clouds, number)).for_each(|cloud| self.cloud(of, cloud));
        units(Kind::Projects).filter_map(|number| of.at(&of.lab.projects, number)).for_each(|project| self.project(of, project));
        let servers = units(Kind::Servers).filter_map(|number| of.at(&of.lab.servers, number));
        servers.filter_map(|server| of.lab.projects.get(server.project.as_str())).for_each(|project| self.project(of, project));
        for number in units(Kind::Clusters) {
            self.those.add(Kind::Clusters, Some(number));
            let Some(cluster) = of.at(&of.lab.clusters, number) else { continue };
            if let Some(project) = cluster.project.as_ref().and_then(|name| of.lab.projects.get(name.as_str())) {
                self.project(of, project);
            }
            self.cluster(of, cluster);
        }
    }

    fn network(&mut self, of: Numbered<'_>, number: usize) {
        self.those.add(Kind::Networks, Some(number));
        let Some(network) = of.at(&of.lab.networks, number) else { return };
        let clouds = self.members(CLOUDS_ON_NETWORK, &network.name);
        clouds.into_iter().filter_map(|number| of.at(&of.lab.clouds, number)).for_each(|cloud| self.cloud(of, cloud));
        let machines = self.members(ON_NETWORK, &network.name);
        machines.into_iter().filter_map(|number| of.at(&of.lab.machines, number)).for_each(|machine| self.clouds_and_clusters(of, machine));
    }

    fn ports(&mut self, of: Numbered<'_>, machine: &Machine) {
        for network in machine.ports.iter().filter_map(|port| port.network.as_ref()) {
            self.those.add(Kind::Networks, of.named(&of.lab.networks, network.as_str()));
        }
    }

    fn clouds_and_clusters(&mut self, of: Numbered<'_>, machine: &Machine) {
        let clouds = self.members(WITH_NODE, &machine.name);
        clouds.into_iter().filter_map(|number| of.at(&of.lab.clouds, number)).for_each(|cloud| self.cloud(of, cloud));
        for number in self.members(CLUSTERS_ON_MACHINE, &machine.name) {
            self.those.add(Kind::Clusters, Some(number));
            // Its virtual addresses may be on the network of any of its machines.
            of.at(&of.lab.clusters, number).into_iter().for_each(|cluster| self.cluster(of, cluster));
        }
    }

    /// The networks of a cluster's machines.
    fn cluster(&mut self, of: Numbered<'_>, cluster: &Cluster) {
        references::of_cluster(cluster, &mut |kind, _, name| {
            if let (Kind::Machines, Some(machine)) = (kind, of.lab.machines.get(name.as_str())) {
                self.ports(of, machine);
            }
        });
    }

    fn project(&mut self, of: Numbered<'_>, project: &Project) {
        let number = of.named(&of.lab.projects, project.name.as_str());
        if !self.been.add(Kind::Projects, number) {
            return;
        }
        self.those.add(Kind::Projects, number);
        let clusters = self.members(CLUSTERS_IN_PROJECT, &project.name);
        self.those.extend(Kind::Clusters, clusters);
        if let Some(cloud) = of.lab.clouds.get(project.cloud.as_str()) {
            self.cloud(of, cloud);
        }
    }

    fn cloud(&mut self, of: Numbered<'_>, cloud: &Cloud) {
        let number = of.named(&of.lab.clouds, cloud.name.as_str());
        if !self.been.add(Kind::Clouds, number) {
            return;
        }
        self.those.add(Kind::Clouds, number);
        self.stand(of, cloud, true);
        let projects = self.members(IN_CLOUD, &cloud.name);
        projects.into_iter().filter_map(|number| of.at(&of.lab.projects, number)).for_each(|project| self.project(of, project));
    }

    /// The machines that form a cloud, or their networks, and the networks that it names.
    fn stand(&mut self, of: Numbered<'_>, cloud: &Cloud, only_networks: bool) {
        references::of_cloud(cloud, &mut |kind, _, name| match kind {
            Kind::Networks => {
                self.those.add(kind, of.named(&of.lab.networks, name.as_str()));
            }
            Kind::Machines if only_networks => {
                of.lab.machines.get(name.as_str()).into_iter().for_each(|machine| self.ports(of, machine));
            }
            Kind::Machines => {
                self.those.add(kind, of.named(&of.lab.machines, name.as_str()));
            }
            _ => {}
        });
    }

    /// Adds all that counts for what is found around the records that are there.
    fn widen(&mut self) {
        let of = self.after;
        for network in self.those.of(Kind::Networks).into_iter().filter_map(|number| of.at(&of.lab.networks, number)) {
            let (machines, clouds) = (self.members(ON_NETWORK, &network.name), self.members(CLOUDS_ON_NETWORK, &network.name));
            self.those.extend(Kind::Machines, machines);
            self.those.extend(Kind::Clouds, clouds);
        }
        for machine in self.those.of(Kind::Machines).into_iter().filter_map(|number| of.at(&of.lab.machines, number)) {
            let (clouds, clusters) = (self.members(WITH_NODE, &machine.name), self.members(CLUSTERS_ON_MACHINE, &machine.name));
            self.those.extend(Kind::Clouds, clouds);
            self.those.extend(Kind::Clusters, clusters);
        }
        for cluster in self.those.of(Kind::Clusters).into_iter().filter_map(|number| of.at(&of.lab.clusters, number)) {
            let project = cluster.project.as_ref().and_then(|name| of.named(&of.lab.projects, name.as_str()));
            self.those.add(Kind::Projects, project);
        }
        // Rules of the layers above have nothing to say of a lab without a cloud.
        self.those.add(Kind::Clouds, (!of.lab.clouds.is_empty()).then(|| of.numbers.at(Kind::Clouds, 0)));
        for project in self.those.of(Kind::Projects).into_iter().filter_map(|number| of.at(&of.lab.projects, number)) {
            self.those.add(Kind::Clouds, of.named(&of.lab.clouds, project.cloud.as_str()));
        }
        for cloud in self.those.of(Kind::Clouds).into_iter().filter_map(|number| of.at(&of.lab.clouds, number)) {
            let projects = self.members(IN_CLOUD, &cloud.name);
            self.those.extend(Kind::Projects, projects);
            self.stand(of, cloud, false);
            self.stand(of, cloud, true);
        }
        for project in self.those.of(Kind::Projects).into_iter().filter_map(|number| of.at(&of.lab.projects, number)) {
            let (servers, clusters) = (self.members(IN_PROJECT, &project.name), self.members(CLUSTERS_IN_PROJECT, &project.name));
            self.those.extend(Kind::Servers, servers);
            self.those.extend(Kind::Clusters, clusters);
        }
        for cluster in self.those.of(Kind::Clusters).into_iter().filter_map(|number| of.at(&of.lab.clusters, number)) {
            references::of_cluster(cluster, &mut |kind, _, name| {
                if kind == Kind::Machines {
                    self.those.add(kind, of.named(&of.lab.machines, name.as_str()));
                }
            });
        }
        for machine in self.those.of(Kind::Machines).into_iter().filter_map(|number| of.at(&of.lab.machines, number)) {
            self.ports(of, machine);
        }
    }
}
