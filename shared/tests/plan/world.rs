//! A host in miniature: what each step does to it, and what it would refuse as libvirt does.

use std::collections::BTreeMap;

use labwright_shared::{
    facts::{
        BridgeFacts, BridgePortFacts, BridgePortKind, DomainDisk, DomainFacts, DomainPort, DomainState, HostFacts, Mark, NetworkFacts,
        PoolFacts, VolumeFacts,
    },
    model::{Lab, NetworkMode},
    plan::{
        Instance, Plan, Purpose, ResourceKind, Step, StepData, StepId,
        planner::{self, Owned, PlanInput, PlanProblem, dhcp_entry},
        steps::{BridgeDefine, DomainDefine, NetworkDefine, VolumeCreate},
    },
    value::{Cidr, IpRange, Name, Sha256, Size},
};

/// The size that every image has.
const IMAGE: Size = Size::from_mib(48);

#[derive(Clone, Debug, PartialEq)]
pub struct World {
    pub facts: HostFacts,
    pub owned: Owned,
    pub instance: Instance,
}

/// Which of the steps that could be done next is done.
#[derive(Clone, Copy, Debug)]
pub enum Order {
    /// The first, as the plan lists them.
    First,
    /// The last: what the graph does not forbid happens.
    Last,
}

impl World {
    pub fn new(facts: &str) -> World {
        let facts = labwright_shared::yaml::from_str(facts).expect("facts that can be read");
        World { facts, owned: Owned::default(), instance: Instance { id: "0a1b2c3d".parse().unwrap(), prefix: String::new() } }
    }

    pub fn plan_for(&self, lab: &Lab, purpose: Purpose, machines: &[Name]) -> Result<Plan, Vec<PlanProblem>> {
        planner::plan(&PlanInput {
            lab,
            lab_digest: Sha256::of(b"lab"),
            scale: None,
            instance: &self.instance,
            facts: &self.facts,
            owned: &self.owned,
            purpose,
            machines,
        })
    }

    pub fn plan(&self, lab: &Lab) -> Plan {
        self.plan_for(lab, Purpose::Apply, &[]).expect("a plan")
    }

    pub fn built(mut self, lab: &Lab) -> World {
        self.apply(&self.plan(lab));
        self
    }

    pub fn apply(&mut self, plan: &Plan) {
        self.apply_in(plan, Order::First);
    }

    /// Does every step once, each after all that it needs.
    pub fn apply_in(&mut self, plan: &Plan, order: Order) {
        let mut left: Vec<&Step> = plan.steps.iter().collect();
        let mut done: Vec<&StepId> = Vec::new();
        while !left.is_empty() {
            let is_ready = |step: &&Step| step.needs.iter().all(|need| done.contains(&need));
            let next = match order {
                Order::First => left.iter().position(is_ready),
                Order::Last => left.iter().rposition(is_ready),
            };
            let step = left.remove(next.expect("some step is ready: the plan has no cycle"));
            if let Some(data) = &step.data {
                self.act(data).unwrap_or_else(|why| panic!("{}: {why}\n{}", step.id, plan.to_text()));
            }
            done.push(&step.id);
        }
        self.sort();
    }

    /// Does every step in the plan's own order, without looking at what each needs: for plans of thousands of steps.
    pub fn build_at_once(&mut self, plan: &Plan) {
        for step in &plan.steps {
            if let Some(data) = &step.data {
                self.act(data).unwrap_or_else(|why| panic!("{}: {why}", step.id));
            }
        }
        self.sort();
    }

    /// The host was off and is on again: what starts with it runs.
    pub fn reboot_host(&mut self) {
        self.facts.networks.iter_mut().for_each(|network| network.active = network.autostart);
        self.facts
            .domains
            .iter_mut()
            .for_each(|domain| domain.state = if domain.autostart { DomainState::Running } else { DomainState::Off });
    }

    pub fn domain(&self, name: &str) -> &DomainFacts {
        self.facts.domain(name).unwrap_or_else(|| panic!("there is no domain {name}"))
    }

    pub fn domain_mut(&mut self, name: &str) -> &mut DomainFacts {
        self.facts.domains.iter_mut().find(|domain| domain.name == name).expect("the domain")
    }

    fn sort(&mut self) {
        self.facts.networks.sort_by(|a, b| a.name.cmp(&b.name));
        self.facts.pools.sort_by(|a, b| a.name.cmp(&b.name));
        self.facts.domains.sort_by(|a, b| a.name.cmp(&b.name));
        self.facts.pools.iter_mut().for_each(|pool| pool.volumes.sort_by(|a, b| a.name.cmp(&b.name)));
    }

    fn act(&mut self, data: &StepData) -> Result<(), String> {
        match data {
            StepData::BridgeDefine(data) => self.define_bridge(data),
            StepData::BridgeDelete(data) => {
                let is_on_it =
                    |network: &&NetworkFacts| network.mode == Some(NetworkMode::OpenVswitch) && network.bridge.as_ref() == Some(&data.name);
                let on_it: Vec<String> = self.facts.networks.iter().filter(is_on_it).map(|network| network.name.clone()).collect();
                let runs = |domain: &&DomainFacts| {
                    domain.state.is_active()
                        && domain.ports.iter().any(|port| port.network.as_ref().is_some_and(|name| on_it.contains(name)))
                };
                let user = self.facts.domains.iter().find(runs);
                require(user.is_none(), format!("{:?} runs on it", user.map(|user| &user.name)))?;
                self.bridges().retain(|bridge| bridge.name != data.name);
                self.owned.entries.remove(&(ResourceKind::Bridge, data.name.clone()));
                Ok(())
            }
            StepData::NetworkDefine(data) => self.define_network(data),
            StepData::NetworkDhcp(data) => {
                let entry = (ResourceKind::Network, dhcp_entry(&data.name));
                let network = self.network(&data.name)?;
                require(network.dhcp == data.before, "its DHCP ranges are not those that the plan saw")?;
                network.dhcp.clone_from(&data.after);
                let kept = |ranges: &[IpRange]| {
                    serde_json::json!({ "live": null, "config": ranges.iter().map(|range| serde_json::json!({ "range": range, "place": 0 })).collect::<Vec<_>>() }).to_string()
                };
                self.owned.entries.entry(entry.clone()).or_insert_with(|| Some(kept(&data.before)));
                if self.owned.entries[&entry] == Some(kept(&data.after)) {
                    self.owned.entries.remove(&entry);
                }
                Ok(())
            }
            StepData::NetworkDelete(data) => {
                let user =
                    self.facts.domains.iter().find(|domain| {
                        domain.state.is_active() && domain.ports.iter().any(|port| port.network.as_ref() == Some(&data.name))
                    });
                require(user.is_none(), format!("{:?} runs on it", user.map(|user| &user.name)))?;
                self.network(&data.name)?;
                self.facts.networks.retain(|network| network.name != data.name);
                Ok(())
            }
            StepData::NetworkStart(data) => {
                let network = self.network(&data.name)?.clone();
                self.can_start(&network)?;
                self.network(&data.name)?.active = true;
                Ok(())
            }
            StepData::PoolDefine(data) => {
                let (uuid, path) = (data.uuid.to_string(), between(&data.xml, "<path>", "</path>").ok_or("no path")?);
                for other in self.facts.pools.iter().filter(|pool| pool.name != data.name) {
                    require(other.uuid.as_ref() != Some(&uuid), "another pool has its UUID")?;
                    require(other.path.as_ref() != Some(&path), "another pool has its folder")?;
                }
                self.owned.entries.insert((ResourceKind::Pool, data.name.clone()), None);
                if let Ok(pool) = self.pool(&data.name) {
                    pool.active = true;
                    return Ok(());
                }
                self.facts.pools.push(PoolFacts {
                    name: data.name.clone(),
                    uuid: Some(uuid),
                    kind: Some("dir".to_owned()),
                    path: Some(path),
                    active: true,
                    autostart: true,
                    capacity: None,
                    free: None,
                    volumes: Vec::new(),
                });
                Ok(())
            }
            StepData::PoolStart(data) => {
                self.pool(&data.name)?.active = true;
                Ok(())
            }
            StepData::PoolDelete(data) => {
                let in_it = format!("{}/", data.name);
                let volume = self.owned.names(ResourceKind::Volume).find(|name| name.starts_with(&in_it));
                require(volume.is_none(), format!("{volume:?} is in it"))?;
                self.facts.pools.retain(|pool| pool.name != data.name);
                self.owned.entries.remove(&(ResourceKind::Pool, data.name.clone()));
                Ok(())
            }
            StepData::VolumeImport(data) => {
                let holds = data.sha256.map_or_else(|| "made".to_owned(), |digest| digest.to_string());
                self.make(&data.pool, data.name.as_str(), IMAGE, data.format.as_str(), None, &holds)
            }
            StepData::VolumeCreate(data) => self.create_volume(data),
            StepData::VolumeSeed(data) => self.make(&data.pool, data.name.as_str(), Size::from_mib(1), "raw", None, "made"),
            StepData::VolumeDelete(data) => {
                let path = self.pool(&data.pool)?.volume(data.name.as_str()).and_then(|volume| volume.path.clone());
                if let Some(path) = path {
                    self.unused(&path)?;
                }
                self.pool(&data.pool)?.volumes.retain(|volume| volume.name != data.name.as_str());
                let name = format!("{}/{}", data.pool, data.name);
                self.owned.holds.remove(&name);
                require(self.owned.entries.remove(&(ResourceKind::Volume, name)).is_some(), "it is not in the ledger")
            }
            StepData::DomainDefine(data) => self.define_domain(data),
            StepData::DomainStart(data) => self.start_domain(&data.name),
            StepData::DomainWait(data) => require(self.domain(&data.name).state.is_active(), "it does not run"),
            StepData::DomainStop(data) => {
                require(self.domain(&data.name).uuid == Some(data.uuid.to_string()), "its UUID is another")?;
                self.domain_mut(&data.name).state = DomainState::Off;
                Ok(())
            }
            StepData::DomainDelete(data) => {
                require(self.domain(&data.name).uuid == Some(data.uuid.to_string()), "its UUID is another")?;
                self.facts.domains.retain(|domain| domain.name != data.name);
                Ok(())
            }
        }
    }

    fn network(&mut self, name: &str) -> Result<&mut NetworkFacts, String> {
        self.facts.networks.iter_mut().find(|network| network.name == name).ok_or_else(|| format!("there is no network {name}"))
    }

    fn bridges(&mut self) -> &mut Vec<BridgeFacts> {
        self.facts.open_vswitch.bridges.get_or_insert_default()
    }

    fn define_bridge(&mut self, data: &BridgeDefine) -> Result<(), String> {
        require(self.facts.open_vswitch.running == Some(true), "Open vSwitch does not run")?;
        let ours = self.instance.id.clone();
        let seen = self.facts.open_vswitch.bridge(&data.name);
        require(seen.is_none_or(|seen| seen.mark.as_ref().is_some_and(|mark| mark.instance == ours)), "it is not ours")?;
        let foreign =
            seen.into_iter().flat_map(|seen| seen.ports.clone()).filter(|port| port.instance.as_ref() != Some(&ours)).collect::<Vec<_>>();
        let own = data.ports.iter().map(|port| BridgePortFacts {
            name: port.name.clone(),
            kind: if port.internal { BridgePortKind::Internal } else { BridgePortKind::Other },
            tag: port.tag,
            trunks: port.trunks.clone(),
            addresses: port.address.into_iter().collect(),
            error: None,
            instance: Some(ours.clone()),
        });
        let bridge = BridgeFacts {
            name: data.name.clone(),
            datapath: Some(data.datapath),
            mtu: data.mtu,
            works: Some(true),
            ports: foreign.into_iter().chain(own).collect(),
            mark: Some(data.mark.clone()),
        };
        self.bridges().retain(|bridge| bridge.name != data.name);
        self.bridges().push(bridge);
        self.owned.entries.insert((ResourceKind::Bridge, data.name.clone()), None);
        Ok(())
    }

    fn pool(&mut self, name: &str) -> Result<&mut PoolFacts, String> {
        self.facts.pools.iter_mut().find(|pool| pool.name == name).ok_or_else(|| format!("there is no pool {name}"))
    }

    /// libvirt starts no network whose addresses or bridge another one has.
    fn can_start(&self, network: &NetworkFacts) -> Result<(), String> {
        let ports = self.facts.open_vswitch.bridges.iter().flatten().flat_map(|bridge| &bridge.ports);
        for address in ports.flat_map(|port| &port.addresses) {
            require(!network.addresses.iter().any(|own| own.subnet().overlaps(address.subnet())), "a bridge's port has its addresses")?;
        }
        if network.mode == Some(NetworkMode::OpenVswitch) && self.facts.open_vswitch.running == Some(true) {
            let bridge = network.bridge.as_deref().and_then(|bridge| self.facts.open_vswitch.bridge(bridge));
            require(bridge.is_some(), format!("there is no bridge {:?}", network.bridge))?;
        }
        for other in self.facts.networks.iter().filter(|other| other.active && other.name != network.name) {
            let overlap = network.addresses.iter().any(|own| other.addresses.iter().any(|held| held.subnet().overlaps(own.subnet())));
            require(!overlap, format!("network {} has its addresses", other.name))?;
            require(
                matches!(network.mode, Some(NetworkMode::Bridge | NetworkMode::OpenVswitch))
                    || network.bridge.is_none()
                    || network.bridge != other.bridge,
                format!("network {} has its bridge", other.name),
            )?;
        }
        Ok(())
    }

    fn define_network(&mut self, data: &NetworkDefine) -> Result<(), String> {
        let xml = &data.xml;
        let uuid = data.uuid.to_string();
        require(
            !self.facts.networks.iter().any(|other| other.name != data.name && other.uuid.as_ref() == Some(&uuid)),
            "another network has its UUID",
        )?;
        let addresses = values(xml, "<ip ", "address")
            .into_iter()
            .zip(values(xml, "<ip ", "prefix"))
            .map(|(address, prefix)| format!("{address}/{prefix}").parse::<Cidr>().unwrap());
        let mode = match values(xml, "<forward ", "mode").first().map(String::as_str) {
            None => NetworkMode::Isolated,
            Some("nat") => NetworkMode::Nat,
            Some("route") => NetworkMode::Routed,
            Some("bridge") if xml.contains("type='openvswitch'") => NetworkMode::OpenVswitch,
            Some("bridge") => NetworkMode::Bridge,
            Some(other) => return Err(format!("mode {other}")),
        };
        let ranges = values(xml, "<range ", "start").into_iter().zip(values(xml, "<range ", "end"));
        let network = NetworkFacts {
            name: data.name.clone(),
            uuid: Some(uuid),
            active: true,
            persistent: true,
            autostart: data.autostart,
            mode: Some(mode),
            bridge: values(xml, "<bridge ", "name").first().cloned(),
            addresses: addresses.collect(),
            dhcp: ranges.map(|(start, end)| IpRange { start: start.parse().unwrap(), end: end.parse().unwrap() }).collect(),
            reservations: Vec::new(),
            mtu: values(xml, "<mtu ", "size").first().map(|mtu| mtu.parse().unwrap()),
            mark: Some(mark(xml)),
        };
        self.can_start(&network)?;
        self.facts.networks.retain(|other| other.name != data.name);
        self.facts.networks.push(network);
        Ok(())
    }

    fn make(&mut self, pool: &str, name: &str, capacity: Size, format: &str, backing: Option<String>, holds: &str) -> Result<(), String> {
        let key = format!("{pool}/{name}");
        let in_pool = self.pool(pool)?;
        require(in_pool.active, "the pool is not active")?;
        require(in_pool.volume(name).is_none(), "there is such a volume")?;
        let path = in_pool.path.as_ref().map(|folder| format!("{folder}/{name}"));
        in_pool.volumes.push(VolumeFacts {
            name: name.to_owned(),
            path,
            capacity,
            allocation: Size::ZERO,
            format: Some(format.to_owned()),
            backing,
        });
        self.owned.entries.insert((ResourceKind::Volume, key.clone()), None);
        self.owned.holds.insert(key, holds.to_owned());
        Ok(())
    }

    fn create_volume(&mut self, data: &VolumeCreate) -> Result<(), String> {
        let backing = match &data.backing {
            None => None,
            Some(base) => {
                let volume = self.pool(&base.pool)?.volume(base.name.as_str()).ok_or("its base image is not there")?;
                Some((volume.path.clone().unwrap(), volume.capacity))
            }
        };
        let size = data.size.or(backing.as_ref().map(|(_, size)| *size)).ok_or("it has no size")?;
        let rounded = Size::from_bytes(size.bytes().next_multiple_of(1024));
        let path = self.pool(&data.pool)?.volume(data.name.as_str()).map(|volume| volume.path.clone().unwrap());
        if let Some(path) = path {
            self.unused(&path)?;
            let volume = self.pool(&data.pool)?.volumes.iter_mut().find(|volume| volume.name == data.name.as_str()).unwrap();
            require(volume.backing == backing.map(|(path, _)| path) && volume.capacity <= rounded, "it cannot become what is asked for")?;
            volume.capacity = rounded;
            return Ok(());
        }
        self.make(&data.pool, data.name.as_str(), rounded, data.format.as_str(), backing.map(|(path, _)| path), "made")
    }

    /// No machine that runs may have the file, or a disk that lies on it.
    fn unused(&self, path: &str) -> Result<(), String> {
        let overlays = self
            .facts
            .pools
            .iter()
            .flat_map(|pool| &pool.volumes)
            .filter(|volume| volume.backing.as_deref() == Some(path))
            .filter_map(|volume| volume.path.as_deref());
        let files: Vec<&str> = overlays.chain([path]).collect();
        let uses = |domain: &&DomainFacts| {
            domain.state.is_active() && domain.disks.iter().any(|disk| disk.path.as_deref().is_some_and(|path| files.contains(&path)))
        };
        let user = self.facts.domains.iter().find(uses);
        require(user.is_none(), format!("{:?} runs with it", user.map(|user| &user.name)))
    }

    fn define_domain(&mut self, data: &DomainDefine) -> Result<(), String> {
        let xml = &data.xml;
        let uuid = data.uuid.to_string();
        if let Some(old) = &data.renamed_from {
            require(self.facts.domain(&data.name).is_none(), "the new name is taken")?;
            require(!self.domain(old).state.is_active(), "it runs and cannot be renamed")?;
            self.domain_mut(old).name.clone_from(&data.name);
        }
        for other in &self.facts.domains {
            require(
                (other.name == data.name) == (other.uuid.as_ref() == Some(&uuid)),
                format!("domain {} has its name or its UUID", other.name),
            )?;
        }
        let targets = values(xml, "<target dev=", "dev");
        let files = values(xml, "<source file=", "file");
        let boots = ["kernel", "initrd"].iter().filter_map(|tag| between(xml, &format!("<{tag}>"), &format!("</{tag}>")));
        for file in files.iter().cloned().chain(boots) {
            let there = self
                .facts
                .pools
                .iter()
                .filter(|pool| pool.active)
                .flat_map(|pool| &pool.volumes)
                .any(|volume| volume.path.as_ref() == Some(&file));
            require(there, format!("{file} is not there"))?;
        }
        let networks = values(xml, "<source network=", "network");
        for network in &networks {
            self.network(network)?;
        }
        let mark = mark(xml);
        let before = self.facts.domain(&data.name).cloned();
        if let Some(before) = &before {
            require(
                !before.state.is_active() || before.mark.as_ref().is_some_and(|old| old.digest == mark.digest),
                "it runs and its definition changes",
            )?;
        }
        if let Some(log) = values(xml, "<log file=", "file").first() {
            let pool = self
                .facts
                .pools
                .iter()
                .find(|pool| log.rsplit_once('/').map(|(folder, _)| folder) == pool.path.as_deref())
                .ok_or("its log lies in no pool")?;
            let name = format!("{}/{}", pool.name, log.rsplit('/').next().unwrap());
            self.owned.entries.insert((ResourceKind::Volume, name), None);
        }
        let macs = values(xml, "<mac ", "address");
        let domain = DomainFacts {
            name: data.name.clone(),
            uuid: Some(uuid),
            state: before.map_or(DomainState::Off, |before| before.state),
            persistent: true,
            autostart: data.autostart,
            vcpus: between(xml, "<vcpu>", "</vcpu>").unwrap().parse().unwrap(),
            memory: Size::from_bytes(between(xml, "<memory unit='KiB'>", "</memory>").unwrap().parse::<u64>().unwrap() << 10),
            ports: macs
                .into_iter()
                .zip(networks)
                .map(|(mac, network)| DomainPort { mac: Some(mac.parse().unwrap()), network: Some(network), bridge: None })
                .collect(),
            disks: targets.into_iter().zip(files).map(|(target, path)| DomainDisk { target, path: Some(path) }).collect(),
            mark: Some(mark),
        };
        self.facts.domains.retain(|other| other.name != data.name);
        self.facts.domains.push(domain);
        Ok(())
    }

    fn start_domain(&mut self, name: &str) -> Result<(), String> {
        let domain = self.domain(name).clone();
        for port in &domain.ports {
            require(self.network(port.network.as_ref().unwrap())?.active, format!("{:?} is not active", port.network))?;
        }
        for disk in &domain.disks {
            let path = disk.path.as_ref().unwrap();
            let pool = self.facts.pools.iter().find(|pool| pool.volumes.iter().any(|volume| volume.path.as_ref() == Some(path)));
            require(pool.ok_or_else(|| format!("{path} is not there"))?.active, "its pool is not active")?;
            let backing = pool
                .and_then(|pool| pool.volumes.iter().find(|volume| volume.path.as_ref() == Some(path)))
                .and_then(|volume| volume.backing.clone());
            let is_there =
                |path: &String| self.facts.pools.iter().flat_map(|pool| &pool.volumes).any(|volume| volume.path.as_ref() == Some(path));
            require(backing.as_ref().is_none_or(is_there), format!("{backing:?} below {path} is not there"))?;
        }
        self.domain_mut(name).state = DomainState::Running;
        Ok(())
    }
}

fn require(holds: bool, otherwise: impl Into<String>) -> Result<(), String> {
    if holds { Ok(()) } else { Err(otherwise.into()) }
}

fn between(xml: &str, begin: &str, end: &str) -> Option<String> {
    let (_, rest) = xml.split_once(begin)?;
    Some(rest.split_once(end)?.0.to_owned())
}

/// An attribute of every line that begins with an element.
fn values(xml: &str, line: &str, attribute: &str) -> Vec<String> {
    let lines = xml.lines().filter(|text| text.trim_start().starts_with(line));
    lines.filter_map(|text| between(text, &format!(" {attribute}='"), "'")).collect()
}

fn mark(xml: &str) -> Mark {
    let one = |attribute: &str| values(xml, "<labwright:owner ", attribute).remove(0);
    Mark {
        instance: one("instance").parse().unwrap(),
        lab: one("lab").parse().unwrap(),
        record: one("record"),
        digest: one("digest").parse().unwrap(),
    }
}

/// The position of every step.
pub fn positions(plan: &Plan) -> BTreeMap<&str, usize> {
    plan.steps.iter().enumerate().map(|(at, step)| (step.id.as_str(), at)).collect()
}

/// Whether a step comes after another one in every order that the graph allows.
pub fn follows(plan: &Plan, later: &str, earlier: &str) -> bool {
    let mut reach = vec![later.to_owned()];
    let mut seen = Vec::new();
    while let Some(id) = reach.pop() {
        if id == earlier {
            return true;
        }
        if seen.contains(&id) {
            continue;
        }
        reach.extend(
            plan.step(&id.parse().unwrap())
                .unwrap_or_else(|| panic!("no step {id} in\n{}", plan.to_text()))
                .needs
                .iter()
                .map(ToString::to_string),
        );
        seen.push(id);
    }
    false
}
