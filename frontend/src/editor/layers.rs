//! What a new cloud, project, server or cluster is until somebody says otherwise: with all that it needs, so that it works as it comes.

use std::collections::BTreeSet;

use labwright_shared::{
    document::{Command, Document},
    facts::HostFacts,
    following::Proposal,
    model::{Distribution, Keyed, Kind, Lab, Record, RecordRef, Role},
    value::{Name, Size},
    yaml,
};
use serde_json::{Value, json};

use super::{defaults, free, geometry::Point, inside::Inside, palette::Item};

/// How an item of a layer above L1 can be added, into a cloud if one is named, and the record that it makes.
pub fn add(
    lab: &Lab,
    facts: Option<&HostFacts>,
    inside: &Inside,
    item: Item,
    at: Option<Point>,
    into: Option<&RecordRef>,
) -> (Proposal, RecordRef) {
    let mut draft = Draft { document: Document::new(lab.clone()), commands: Vec::new(), ways: Vec::new(), facts, inside, at };
    let cloud = into.and_then(|into| lab.clouds.by_id(into.id.as_ref()?.as_str())).map(|cloud| cloud.name().clone());
    let record = match item {
        Item::Project => {
            let cloud = cloud.unwrap_or_else(|| draft.cloud());
            let name = draft.new_project(&cloud);
            RecordRef::new(Kind::Projects, &name)
        }
        Item::Server => draft.server(cloud),
        Item::Cluster(of) => draft.cluster(of, cloud),
        _ => {
            let name = draft.new_cloud();
            RecordRef::new(Kind::Clouds, &name)
        }
    };
    (Proposal { first: draft.commands, ways: draft.ways }, record)
}

/// A copy of the lab that grows with the commands made so far.
struct Draft<'a> {
    document: Document,
    commands: Vec<Command>,
    /// How the rest can be done.
    ways: Vec<Vec<Command>>,
    facts: Option<&'a HostFacts>,
    inside: &'a Inside,
    at: Option<Point>,
}

impl Draft<'_> {
    fn lab(&self) -> &Lab {
        self.document.lab()
    }

    fn run(&mut self, command: Command) -> bool {
        let fits = self.document.apply(&command).is_ok();
        if fits {
            self.commands.push(command);
        }
        fits
    }

    fn add(&mut self, kind: Kind, fields: &Value) {
        if let Ok(record) = yaml::from_json::<Record>(&json!({ kind.key(): fields })) {
            self.run(Command::Add { record: Box::new(record), index: None });
        }
    }

    /// The first cloud; a new one where there is none.
    fn cloud(&mut self) -> Name {
        let first = self.lab().clouds.iter().next().map(|cloud| cloud.name().clone());
        first.unwrap_or_else(|| self.new_cloud())
    }

    /// A cloud of the controllers, computes and storage nodes that are in none yet; a compute comes with it if there is none.
    fn new_cloud(&mut self) -> Name {
        let name = free::name(self.lab(), Kind::Clouds, "cloud");
        let taken: BTreeSet<Name> = self.lab().clouds.iter().flat_map(|cloud| &cloud.nodes).map(|node| node.machine.clone()).collect();
        let fits = |role: Role| matches!(role, Role::Controller | Role::Compute | Role::Ceph);
        let free = self.lab().machines.iter().filter(|machine| fits(machine.role) && !taken.contains(machine.name()));
        let (mut nodes, mut has_compute) = (Vec::new(), false);
        for machine in free {
            has_compute |= machine.role == Role::Compute;
            nodes.push(json!({ "machine": machine.name().as_str() }));
        }
        if !has_compute {
            let corner = self.at.filter(|_| nodes.is_empty()).map(|at| at.plus(super::band::PAD, super::band::HEAD));
            let (proposal, record) = defaults::add(self.lab(), self.facts, self.inside, Item::Machine(Role::Compute), corner, None);
            self.run(Command::Batch { commands: proposal.unsettled() });
            nodes.extend(record.id.map(|id| json!({ "machine": id.as_str() })));
        }
        self.add(Kind::Clouds, &json!({ "name": name, "nodes": nodes }));
        name
    }

    /// The first project of a cloud; a new one where it has none.
    fn project(&mut self, cloud: &Name) -> Name {
        let first = self.lab().projects.iter().find(|project| project.cloud == *cloud).map(|project| project.name().clone());
        first.unwrap_or_else(|| self.new_project(cloud))
    }

    fn new_project(&mut self, cloud: &Name) -> Name {
        let name = free::name(self.lab(), Kind::Projects, "project");
        let network = json!({ "name": "private", "subnets": [{ "name": "private-v4", "cidr": self.prefix(), "dns": ["9.9.9.9"] }] });
        let external =
            self.lab().clouds.get(cloud.as_str()).and_then(|cloud| cloud.external_networks.first()).map(|network| network.name.clone());
        let mut fields = json!({ "name": name, "cloud": cloud, "networks": [network] });
        if let Some(external) = external {
            fields["routers"] = json!([{ "name": "router", "external": external, "subnets": ["private-v4"] }]);
        }
        self.add(Kind::Projects, &fields);
        name
    }

    /// A prefix for a tenant network that no other one of the lab has.
    fn prefix(&self) -> String {
        let projects = self.lab().projects.iter().flat_map(|project| &project.networks).flat_map(|network| &network.subnets);
        let taken: Vec<_> = projects.map(|subnet| subnet.cidr).collect();
        let candidates = (1..255).map(|third| format!("192.168.{third}.0/24"));
        let networks: Vec<_> = self.lab().networks.iter().filter_map(|network| network.ip).map(|ip| ip.subnet()).collect();
        let is_free = |text: &String| text.parse().is_ok_and(|subnet| !taken.iter().chain(&networks).any(|other| other.overlaps(subnet)));
        candidates.into_iter().filter(|text| text != "192.168.122.0/24").find(is_free).unwrap_or_else(|| "192.168.1.0/24".to_owned())
    }

    fn server(&mut self, cloud: Option<Name>) -> RecordRef {
        let cloud = cloud.unwrap_or_else(|| self.cloud());
        let project = self.project(&cloud);
        let flavor = self.flavor(&project, "small", 1, Size::from_gib(2), Size::from_gib(20), true);
        let name = free::name(self.lab(), Kind::Servers, "server1");
        let network =
            self.lab().projects.get(project.as_str()).and_then(|project| project.networks.first()).map(|network| network.name.clone());
        let ports: Vec<Value> = network.map(|network| json!({ "network": network })).into_iter().collect();
        self.way(|draft| draft.add(Kind::Servers, &json!({ "name": name, "project": project, "flavor": flavor, "ports": ports })));
        RecordRef::new(Kind::Servers, &name)
    }

    /// The name of a flavor of that size, which comes into being in the project. `any`: the smallest that is there will do.
    fn flavor(&mut self, project: &Name, name: &str, vcpus: u32, memory: Size, disk: Size, any: bool) -> Name {
        let lab = self.lab();
        let of = lab.projects.get(project.as_str());
        let of_cloud = of.and_then(|project| lab.clouds.get(project.cloud.as_str())).into_iter().flat_map(|cloud| &cloud.flavors);
        let there: Vec<_> = of.into_iter().flat_map(|project| &project.flavors).chain(of_cloud).collect();
        // One that is much larger is meant for something else.
        let twice = |size: Size| Size::from_bytes(2 * size.bytes());
        let fits = |size: Size, wanted: Size| size >= wanted && size <= twice(wanted);
        let found = there
            .iter()
            .filter(|flavor| any || flavor.vcpus >= vcpus && fits(flavor.memory, memory) && flavor.disk.is_some_and(|own| fits(own, disk)));
        if let Some(found) = found.min_by_key(|flavor| flavor.memory) {
            return found.name.clone();
        }
        let name = free::numbered(name, |name| there.iter().any(|flavor| flavor.name == *name));
        let value = json!({ "name": name, "vcpus": vcpus, "memory": memory.to_string(), "disk": disk.to_string() });
        self.append(project, "flavors", value);
        name
    }

    fn image(&mut self, project: &Name, name: &str, value: Value) -> Name {
        let name: Name = name.parse().expect("a well-formed name");
        let lab = self.lab();
        let of = lab.projects.get(project.as_str());
        let of_cloud = of.and_then(|project| lab.clouds.get(project.cloud.as_str())).into_iter().flat_map(|cloud| &cloud.images);
        if !of.into_iter().flat_map(|project| &project.images).chain(of_cloud).any(|image| image.name == name) {
            self.append(project, "images", value);
        }
        name
    }

    fn append(&mut self, project: &Name, field: &str, value: Value) {
        let id = self.lab().projects.get(project.as_str()).map(|project| project.id().clone());
        if let Some(id) = id {
            self.run(Command::Append { record: RecordRef::new(Kind::Projects, &id), field: field.to_owned(), value });
        }
    }

    /// Does the rest in one way, and takes it back to be done in others.
    fn way<T>(&mut self, act: impl FnOnce(&mut Self) -> T) -> T {
        let (document, count) = (self.document.clone(), self.commands.len());
        let made = act(self);
        self.ways.push(self.commands.split_off(count));
        self.document = document;
        made
    }

    /// A cluster as large as its cloud has room for.
    fn cluster(&mut self, of: Distribution, cloud: Option<Name>) -> RecordRef {
        let cloud = cloud.unwrap_or_else(|| self.cloud());
        let project = self.project(&cloud);
        let names: Vec<Name> = sizes(of).iter().map(|size| self.way(|draft| draft.cluster_of(of, size, &project))).collect();
        RecordRef::new(Kind::Clusters, names.first().unwrap_or(&project))
    }

    fn cluster_of(&mut self, of: Distribution, size: &ClusterSize, project: &Name) -> Name {
        let name = free::name(self.lab(), Kind::Clusters, of.as_str());
        let (image, flavor) = match of {
            Distribution::Kubernetes => {
                let os = json!([{ "key": "os_distro", "value": "ubuntu" }]);
                let image = self.image(project, "ubuntu-2204-kube", json!({ "name": "ubuntu-2204-kube", "properties": os }));
                (image, "kube-node")
            }
            _ => (self.image(project, "rhcos", json!({ "name": "rhcos" })), "openshift-node"),
        };
        let flavor = self.flavor(project, flavor, size.vcpus, Size::from_gib(size.gib), Size::from_gib(size.disk), false);
        let pool = |replicas: u32| json!({ "replicas": replicas, "flavor": flavor, "image": image });
        let mut fields = json!({
            "name": name,
            "installer": size.installer,
            "distribution": of.as_str(),
            "project": project,
            "controlPlane": pool(size.masters),
            "workers": if size.workers == 0 { json!({ "replicas": 0 }) } else { pool(size.workers) },
        });
        if of == Distribution::Kubernetes {
            fields["magnum"] = json!({ "networkDriver": "calico", "masterLoadBalancer": false });
        } else {
            fields["baseDomain"] = json!("lab.example");
            fields["pullSecret"] = json!("secret:pull-secret");
        }
        self.add(Kind::Clusters, &fields);
        name
    }
}

struct ClusterSize {
    installer: &'static str,
    masters: u32,
    workers: u32,
    vcpus: u32,
    gib: u64,
    /// GiB of each node's disk.
    disk: u64,
}

/// Sizes from the usual one down, each node as its documentation asks for.
fn sizes(of: Distribution) -> &'static [ClusterSize] {
    match of {
        // docs.openshift.com, "Installing a cluster on OpenStack with customizations": 4 vCPU and 16 GiB for masters, 100 GiB for each node.
        Distribution::Openshift | Distribution::Okd => &[
            ClusterSize { installer: "ipi", masters: 3, workers: 2, vcpus: 4, gib: 16, disk: 100 },
            ClusterSize { installer: "ipi", masters: 3, workers: 0, vcpus: 4, gib: 16, disk: 100 },
            // "Installing on a single node": 8 vCPU, 16 GiB, 120 GB.
            ClusterSize { installer: "single-node", masters: 1, workers: 0, vcpus: 8, gib: 16, disk: 120 },
        ],
        // magnum-cluster-api's documentation uses m1.medium: 2 vCPU, 4 GiB, 40 GB.
        Distribution::Kubernetes => &[
            ClusterSize { installer: "magnum", masters: 1, workers: 2, vcpus: 2, gib: 4, disk: 40 },
            ClusterSize { installer: "magnum", masters: 1, workers: 1, vcpus: 2, gib: 4, disk: 20 },
        ],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use labwright_shared::{
        diagnostic::{Diagnostic, Report, Severity},
        rules,
    };

    fn errors_of(report: &Report) -> impl Iterator<Item = &Diagnostic> {
        report.diagnostics.iter().filter(|found| found.severity == Severity::Error)
    }

    /// What adds an item, as the checker settles it.
    fn add(lab: &Lab, item: Item) -> (Command, RecordRef) {
        let (proposal, record) = defaults::add(lab, None, &Inside::default(), item, None, None);
        (Command::Batch { commands: proposal.settle(lab, None) }, record)
    }

    /// Adds an item, and says which errors came with it.
    fn added(document: &mut Document, item: Item) -> Vec<String> {
        let before: BTreeSet<String> = errors_of(&rules::check(document.lab(), None, None)).map(|one| one.message.clone()).collect();
        let (command, record) = add(document.lab(), item);
        document.apply(&command).unwrap();
        assert!(document.record(&record).is_some(), "{item:?} made no {record}");
        let report = rules::check(document.lab(), None, None);
        errors_of(&report).filter(|one| !before.contains(&one.message)).map(|one| format!("{}: {}", one.rule, one.message)).collect()
    }

    #[test]
    fn each_item_alone_in_an_empty_lab_comes_with_all_it_needs() {
        for item in Item::CLOUDS {
            let mut document = Document::new(Lab::empty("l".parse().unwrap()));
            assert_eq!(added(&mut document, item), Vec::<String>::new(), "{item:?}\n{}", document.to_yaml());
            assert_eq!(document.lab().clouds.len(), 1);
        }
    }

    #[test]
    fn one_after_the_other_they_share_what_is_there() {
        let mut document = Document::new(Lab::empty("l".parse().unwrap()));
        for item in [Item::Machine(Role::Controller), Item::Machine(Role::Compute)].into_iter().chain(Item::CLOUDS).chain([Item::Server]) {
            assert_eq!(added(&mut document, item), Vec::<String>::new(), "{item:?}\n{}", document.to_yaml());
        }
        let lab = document.lab();
        let counts = [lab.clouds.len(), lab.projects.len(), lab.servers.len(), lab.clusters.len()];
        assert_eq!(counts, [1, 1, 2, 2], "{}", document.to_yaml());
        assert_eq!(lab.clouds.iter().next().unwrap().nodes.len(), 2);
    }

    #[test]
    fn the_first_lab_takes_each() {
        for item in Item::CLOUDS {
            let text = include_str!("../../../static/templates/first-lab.lab.yaml");
            let mut document = labwright_shared::document::read(text).unwrap().document;
            assert_eq!(added(&mut document, item), Vec::<String>::new(), "{item:?}\n{}", document.to_yaml());
        }
    }

    #[test]
    fn what_is_added_is_one_step_back() {
        let mut history = labwright_shared::document::History::new(Document::new(Lab::empty("l".parse().unwrap())));
        let before = history.document().clone();
        let (command, _) = add(before.lab(), Item::Cluster(Distribution::Openshift));
        history.apply(&command).unwrap();
        history.undo();
        assert_eq!(*history.document(), before);
    }
}
