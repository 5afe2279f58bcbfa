use std::collections::{BTreeMap, HashMap};

use crate::{
    model::RecordRef,
    plan::{
        Action, ResourceKind, Step, StepData, StepId,
        steps::{DomainRef, NetworkDhcp, NetworkRef, PoolRef, VolumeRef},
    },
    value::FileName,
};

use super::{
    bridges,
    networks::foreign,
    owned::{dhcp_before, network_of_dhcp_entry},
    volumes::console_name,
    workbench::Workbench,
};

/// Removes what the instance has on the host and the lab does not want any more.
pub fn plan(bench: &mut Workbench<'_>) {
    remove_all_but_wanted(bench, "the lab has it no more");
}

/// Domains first, then what they used.
pub fn remove_all_but_wanted(bench: &mut Workbench<'_>, reason: &str) {
    let mut letting_go = LettingGo::default();
    for domain in &bench.facts.domains {
        let Some(mark) = domain.mark.as_ref().filter(|_| bench.is_our_domain(domain)) else { continue };
        if bench.wanted.contains(&(ResourceKind::Domain, mark.record.clone())) {
            continue;
        }
        let uuid = domain.uuid.as_deref().and_then(|uuid| uuid.parse().ok()).unwrap_or_else(|| bench.instance.uuid(&mark.record));
        let resource = bench.resource(ResourceKind::Domain, &domain.name, &mark.record);
        let step =
            bench.add(Action::Delete, resource, reason, Vec::new(), StepData::DomainDelete(DomainRef { name: domain.name.clone(), uuid }));
        destructive(bench, &step);
        letting_go.all.push(step);
    }
    // A definition that changes may let go of a volume, and so may a disk that is made anew: what goes, goes after them.
    let lets_go =
        |step: &&Step| step.action != Action::None && matches!(step.data, Some(StepData::DomainDefine(_) | StepData::VolumeDelete(_)));
    letting_go.all.extend(bench.steps.iter().filter(lets_go).map(|step| step.id.clone()));
    letting_go.find_users(bench);
    let mut in_pool: BTreeMap<String, Vec<StepId>> = BTreeMap::new();
    let volumes: Vec<String> = bench.owned.names(ResourceKind::Volume).map(str::to_owned).collect();
    for name in volumes {
        let Some((pool, file)) = name.split_once('/') else { continue };
        let (Ok(file), false) = (file.parse(), bench.wanted.contains(&(ResourceKind::Volume, name.clone()))) else { continue };
        let resource = bench.resource(ResourceKind::Volume, &name, "");
        let mut needs = letting_go.of(bench, pool, &file);
        needs.extend(pool_ready(bench, pool));
        let step =
            bench.add(Action::Delete, resource, reason, needs, StepData::VolumeDelete(VolumeRef { pool: pool.to_owned(), name: file }));
        destructive(bench, &step);
        in_pool.entry(pool.to_owned()).or_default().push(step);
    }
    for network in &bench.facts.networks {
        let Some(mark) = network.mark.as_ref().filter(|_| bench.is_our_network(network)) else { continue };
        if !bench.wanted.contains(&(ResourceKind::Network, network.name.clone())) {
            let resource = bench.resource(ResourceKind::Network, &network.name, &mark.record);
            let needs = letting_go.off(&network.name);
            bench.add(Action::Delete, resource, reason, needs, StepData::NetworkDelete(NetworkRef { name: network.name.clone() }));
        }
    }
    bridges::remove_all_but_wanted(bench, reason, |network| letting_go.off(network));
    let pools: Vec<String> = bench.owned.names(ResourceKind::Pool).map(str::to_owned).collect();
    for name in pools {
        if !bench.wanted.contains(&(ResourceKind::Pool, name.clone())) {
            let needs = in_pool.remove(&name).unwrap_or_default();
            let resource = bench.resource(ResourceKind::Pool, &name, "");
            bench.add(Action::Delete, resource, reason, needs, StepData::PoolDelete(PoolRef { name }));
        }
    }
    put_back(bench, &letting_go.all);
}

/// The steps after which a domain does not use something any more.
#[derive(Default)]
struct LettingGo<'a> {
    all: Vec<StepId>,
    /// By the file of a disk.
    disks: HashMap<&'a str, Vec<StepId>>,
    /// By the file of a serial console.
    consoles: HashMap<String, Vec<StepId>>,
    /// By the network of a port. The machine need only be off: a network makes room for the next one.
    ports: HashMap<&'a str, Vec<StepId>>,
}

impl<'a> LettingGo<'a> {
    fn find_users(&mut self, bench: &Workbench<'a>) {
        for domain in bench.facts.domains.iter().filter(|domain| bench.is_our_domain(domain)) {
            let record: Option<RecordRef> = domain.mark.as_ref().and_then(|mark| mark.record.parse().ok());
            let Some(id) = record.and_then(|record| record.id) else { continue };
            let name_now = bench.index.machines_by_id.get(id.as_str()).map(|machine| bench.instance.host_name(machine.name.as_str()));
            let define = name_now
                .map(|name| StepId::new("domain.define", &name))
                .filter(|id| bench.step(id).is_some_and(|step| step.data.is_some()));
            let delete = StepId::new("domain.delete", &domain.name);
            let steps: Vec<StepId> = bench.present([delete.clone()]).into_iter().chain(define).collect();
            for path in domain.disks.iter().filter_map(|disk| disk.path.as_deref()) {
                self.disks.entry(path).or_default().extend(steps.iter().cloned());
            }
            self.consoles.entry(bench.instance.host_name(&console_name(&id))).or_default().extend(steps);
            let off = bench.present([delete, StepId::new("domain.stop", &domain.name)]);
            for network in domain.ports.iter().filter_map(|port| port.network.as_deref()) {
                self.ports.entry(network).or_default().extend(off.iter().cloned());
            }
        }
    }

    /// The steps after which no machine of ours is plugged into a network.
    fn off(&self, network: &str) -> Vec<StepId> {
        self.ports.get(network).cloned().unwrap_or_default()
    }

    /// What a volume waits for: the steps of those that use it, as far as the host's facts tell; otherwise all of them, as an image that disks lie on.
    fn of(&self, bench: &Workbench<'_>, pool: &str, file: &FileName) -> Vec<StepId> {
        let by_disk = bench.index.volumes.get(&(pool, file.as_str())).and_then(|volume| self.disks.get(volume.path.as_deref()?));
        by_disk.or_else(|| self.consoles.get(file.as_str())).unwrap_or(&self.all).clone()
    }
}

/// The step that makes a pool active before volumes in it go, as after a reboot of the host.
fn pool_ready(bench: &mut Workbench<'_>, pool: &str) -> Option<StepId> {
    let steps = ["pool.define", "pool.start"].map(|kind| StepId::new(kind, pool));
    if let Some(step) = bench.present(steps).into_iter().next() {
        return Some(step);
    }
    bench.facts.pool(pool).filter(|seen| !seen.active)?;
    let resource = bench.resource(ResourceKind::Pool, pool, "");
    let start = StepData::PoolStart(PoolRef { name: pool.to_owned() });
    let step = bench.add(Action::Start, resource, "it is not active, and volumes in it are deleted", Vec::new(), start);
    if !bench.owned.has(ResourceKind::Pool, pool) {
        foreign(bench, &step);
    }
    Some(step)
}

/// Gives networks that are not the lab's their old DHCP ranges back, unless the lab still wants them changed.
fn put_back(bench: &mut Workbench<'_>, after: &[StepId]) {
    let changed: Vec<(String, String)> = bench
        .owned
        .changed(ResourceKind::Network)
        .filter_map(|(entry, before)| Some((network_of_dhcp_entry(entry)?.to_owned(), before.to_owned())))
        .collect();
    for (name, before) in changed {
        let still_wanted = bench.input.purpose == crate::plan::Purpose::Apply
            && bench.lab.networks.iter().any(|network| network.existing && network.name == *name && network.dhcp.is_some());
        let (Some(ranges), Some(seen)) = (dhcp_before(&before), bench.facts.network(&name)) else { continue };
        if still_wanted {
            continue;
        }
        let resource = bench.resource(ResourceKind::Network, &name, "");
        let data = StepData::NetworkDhcp(NetworkDhcp { name: name.clone(), before: seen.dhcp.clone(), after: ranges });
        let step = bench.add(Action::Update, resource, "the lab changed its DHCP range; the old one is put back", after.to_vec(), data);
        foreign(bench, &step);
    }
}

fn destructive(bench: &mut Workbench<'_>, id: &StepId) {
    if let Some(step) = bench.step_mut(id) {
        step.destructive = true;
    }
}
