use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::{
    facts::{DomainFacts, HostFacts, Mark, NetworkFacts},
    model::{Image, ImageKind, Keyed, Kind, Lab, Machine, Network, Pool, Port, RecordRef},
    plan::{Action, Instance, Resource, ResourceKind, Step, StepData, StepId, render::DomainType},
    value::{FileName, Mac, Name},
};

use super::{
    Owned, PlanInput, PlanProblem, durations,
    index::{Index, is_built_by},
    order,
};

/// Resources whose state a plan depends on.
pub type Touched = BTreeSet<(ResourceKind, String)>;

/// What the parts of the planner share: the input, names and MACs, and the steps so far.
pub struct Workbench<'a> {
    pub input: &'a PlanInput<'a>,
    pub lab: &'a Lab,
    pub facts: &'a HostFacts,
    pub owned: &'a Owned,
    pub instance: &'a Instance,
    pub domain_type: DomainType,
    /// Records and what the host has, by name.
    pub index: Index<'a>,
    pub steps: Vec<Step>,
    /// Where each step stands in `steps`. Only looked up, never walked through: its order is none.
    places: HashMap<StepId, usize>,
    pub problems: Vec<PlanProblem>,
    /// Every resource that belongs to the lab as it is now; what the instance has beside it is an orphan.
    pub wanted: BTreeSet<(ResourceKind, String)>,
    /// Resources whose state the plan depends on.
    touched: BTreeSet<(ResourceKind, String)>,
    macs: BTreeMap<(Name, Name), Mac>,
}

impl<'a> Workbench<'a> {
    pub fn new(input: &'a PlanInput<'a>) -> Self {
        let works = input.facts.kvm.works.or(input.facts.kvm.offered).unwrap_or(false);
        Workbench {
            input,
            lab: input.lab,
            facts: input.facts,
            owned: input.owned,
            instance: input.instance,
            domain_type: if works { DomainType::Kvm } else { DomainType::Qemu },
            index: Index::new(input),
            steps: Vec::new(),
            places: HashMap::new(),
            problems: Vec::new(),
            wanted: BTreeSet::new(),
            touched: BTreeSet::new(),
            macs: assign_macs(input),
        }
    }

    /// The steps in an order in which each stands after all that it needs, and what they touch.
    pub fn finish(mut self) -> Result<(Vec<Step>, Touched), Vec<PlanProblem>> {
        let steps = match order::sorted(std::mem::take(&mut self.steps)) {
            Ok(steps) => steps,
            Err(cycle) => {
                let message = format!("these steps wait for each other: {}", cycle.join(", "));
                self.problems.push(PlanProblem { record: "machines".to_owned(), message });
                Vec::new()
            }
        };
        if self.problems.is_empty() { Ok((steps, self.touched)) } else { Err(self.problems) }
    }

    pub fn problem(&mut self, record: &str, message: impl Into<String>) {
        self.problems.push(PlanProblem { record: record.to_owned(), message: message.into() });
    }

    /// Whether a domain is this instance's: a copy that somebody made carries the mark too, and has a UUID of its own.
    pub fn is_our_domain(&self, domain: &DomainFacts) -> bool {
        is_built_by(self.instance, domain.mark.as_ref(), domain.uuid.as_deref())
    }

    /// Whether a network is this instance's.
    pub fn is_our_network(&self, network: &NetworkFacts) -> bool {
        is_built_by(self.instance, network.mark.as_ref(), network.uuid.as_deref())
    }

    /// Adds a step that does something; its id is the step's kind and the resource's name.
    pub fn add(&mut self, action: Action, resource: Resource, reason: impl Into<String>, needs: Vec<StepId>, data: StepData) -> StepId {
        let id = StepId::new(data.tag(), &resource.name);
        self.touch(resource.kind, &resource.name);
        let expected_secs = durations::expected_secs(&data, self.domain_type);
        self.push(Step {
            id: id.clone(),
            action,
            resource,
            reason: reason.into(),
            needs,
            expected_secs,
            destructive: false,
            foreign: false,
            data: Some(data),
        });
        id
    }

    /// Adds a resource that stays as it is.
    pub fn keep(&mut self, kind: &str, resource: Resource, reason: impl Into<String>) -> StepId {
        let id = StepId::new(kind, &resource.name);
        self.push(Step {
            id: id.clone(),
            action: Action::None,
            resource,
            reason: reason.into(),
            needs: Vec::new(),
            expected_secs: 0,
            destructive: false,
            foreign: false,
            data: None,
        });
        id
    }

    fn push(&mut self, step: Step) {
        if self.places.insert(step.id.clone(), self.steps.len()).is_some() {
            let message =
                format!("the lab wants the {} {} twice; give one of the two another name", step.resource.kind.as_str(), step.resource.name);
            self.problem(&step.resource.record, message);
        }
        self.steps.push(step);
    }

    pub fn step(&self, id: &StepId) -> Option<&Step> {
        self.places.get(id).map(|place| &self.steps[*place])
    }

    pub fn step_mut(&mut self, id: &StepId) -> Option<&mut Step> {
        self.places.get(id).map(|place| &mut self.steps[*place])
    }

    pub fn has_step(&self, id: &StepId) -> bool {
        self.places.contains_key(id)
    }

    /// Those of the ids whose steps are in the plan.
    pub fn present(&self, ids: impl IntoIterator<Item = StepId>) -> Vec<StepId> {
        ids.into_iter().filter(|id| self.has_step(id)).collect()
    }

    /// The plan depends on how the resource is.
    pub fn touch(&mut self, kind: ResourceKind, name: &str) {
        self.touched.insert((kind, name.to_owned()));
    }

    /// The resource belongs to the lab.
    pub fn want(&mut self, kind: ResourceKind, name: &str) {
        self.wanted.insert((kind, name.to_owned()));
    }

    pub fn network(&self, name: &str) -> Option<&'a Network> {
        self.index.networks.get(name).copied()
    }

    pub fn pool(&self, name: &str) -> Option<&'a Pool> {
        self.index.pools.get(name).copied()
    }

    pub fn image(&self, name: &str) -> Option<&'a Image> {
        self.index.images.get(name).copied()
    }

    pub fn machine(&self, name: &str) -> Option<&'a Machine> {
        self.index.machines.get(name).copied()
    }

    /// The domain of that name on the host.
    pub fn domain(&self, name: &str) -> Option<&'a DomainFacts> {
        self.index.domains.get(name).copied()
    }

    /// The network's name on the host. libvirt cannot rename a network: one that is built keeps the name that it has.
    pub fn network_host_name(&self, network: &Network) -> String {
        if network.existing {
            return network.name.to_string();
        }
        let built = self.index.built_networks.get(RecordRef::new(Kind::Networks, network.id()).to_string().as_str());
        built.map_or_else(|| self.instance.host_name(network.name.as_str()), |name| (*name).to_owned())
    }

    /// The pool's name on the host. libvirt cannot rename a pool: one that is built keeps the name that it has, and its volumes.
    pub fn pool_host_name(&self, pool: &Pool) -> String {
        if pool.existing {
            return pool.name.to_string();
        }
        let built = self.index.built_pools.get(&self.instance.uuid(&RecordRef::new(Kind::Pools, pool.id()).to_string()));
        built.map_or_else(|| self.instance.host_name(pool.name.as_str()), |name| (*name).to_owned())
    }

    /// The pool's folder: the lab's own, or where the host has it.
    pub fn pool_path(&self, pool: &Pool) -> Option<String> {
        let path = if pool.existing { self.facts.pool(&self.pool_host_name(pool))?.path.clone() } else { pool.path.clone() };
        path.map(|path| path.trim_end_matches('/').to_owned())
    }

    /// The pool that holds what belongs to a machine and to none of its disks.
    pub fn home_pool(&self, machine: &Machine) -> Option<&'a Pool> {
        match machine.disks.first() {
            Some(disk) => self.pool(disk.pool.as_str()),
            None => self.lab.pools.iter().next(),
        }
    }

    pub fn volume_path(&self, pool: &Pool, file: &FileName) -> Option<String> {
        self.pool_path(pool).map(|folder| format!("{folder}/{file}"))
    }

    /// A volume's file name, the instance's prefix before it.
    pub fn file_name(&self, name: &str) -> Option<FileName> {
        self.instance.host_name(name).parse().ok()
    }

    /// The file name under which an image lies in a pool.
    pub fn image_file(&self, image: &Image) -> Option<FileName> {
        let extension = match (image.kind, image.format) {
            (ImageKind::Disk, Some(format)) => format!(".{}", format.as_str()),
            (ImageKind::Disk, None) => ".qcow2".to_owned(),
            (ImageKind::Iso, _) => ".iso".to_owned(),
            (ImageKind::Kernel | ImageKind::Initrd, _) => String::new(),
        };
        let name = image.name.as_str();
        self.file_name(&if name.ends_with(&extension) { name.to_owned() } else { format!("{name}{extension}") })
    }

    pub fn mac(&self, machine: &Machine, port: &Port) -> Mac {
        self.macs.get(&(machine.id().clone(), port.name.clone())).copied().unwrap_or(Mac([0; 6]))
    }

    pub fn resource(&self, kind: ResourceKind, name: impl Into<String>, record: impl ToString) -> Resource {
        Resource { kind, name: name.into(), record: record.to_string() }
    }
}

/// The MAC of every port: the document's, or one from the instance that nobody else on the host or in the lab has.
pub fn assign_macs(input: &PlanInput<'_>) -> BTreeMap<(Name, Name), Mac> {
    let is_other = |mark: Option<&Mark>| mark.is_none_or(|mark| mark.instance != input.instance.id);
    let others = input
        .facts
        .domains
        .iter()
        .filter(|domain| is_other(domain.mark.as_ref()))
        .flat_map(|domain| &domain.ports)
        .filter_map(|port| port.mac);
    let ports = || input.lab.machines.iter().flat_map(|machine| machine.ports.iter().map(move |port| (machine, port)));
    let mut taken: BTreeSet<Mac> = others.chain(ports().filter_map(|(_, port)| port.mac)).collect();
    let mut macs = BTreeMap::new();
    for (machine, port) in ports() {
        let record = RecordRef::new(Kind::Machines, machine.id()).to_string();
        let mac = port.mac.unwrap_or_else(|| {
            let free = (0..).map(|attempt| input.instance.mac(&record, port.name.as_str(), attempt)).find(|mac| !taken.contains(mac));
            free.unwrap_or(Mac([0x52, 0x54, 0, 0, 0, 0]))
        });
        taken.insert(mac);
        macs.insert((machine.id().clone(), port.name.clone()), mac);
    }
    macs
}
