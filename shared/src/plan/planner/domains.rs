use crate::{
    facts::{Datapath, DomainFacts},
    model::{Boot, Image, Keyed, Kind, Machine, Pool, RecordRef, UpSignal},
    plan::{
        Action, Resource, ResourceKind, StepData, StepId,
        render::{DomainParts, PortParts, domain_xml},
        steps::{ConsoleLog, DomainDefine, DomainRef, DomainStop, DomainWait, LeasePlace, StopHow},
    },
    value::{FileName, Uuid},
};

use super::{
    bridges, networks,
    volumes::{console_file, disk_file, images_of, media_of, resource_name},
    workbench::Workbench,
};

/// How long an orderly shutdown may take: libvirt-guests' own default (SHUTDOWN_TIMEOUT, 300 s).
pub const SHUTDOWN_SECS: u32 = 300;

pub fn plan(bench: &mut Workbench<'_>) {
    for machine in bench.lab.machines.iter() {
        define(bench, machine);
    }
    for machine in bench.lab.machines.iter() {
        let is_active = built(bench, machine).is_some_and(|seen| seen.state.is_active());
        let stops = bench.has_step(&stop_id(bench, machine));
        if machine.started && (!is_active || stops) {
            start_and_wait(bench, machine, "the lab wants it running");
        } else if stops {
            start_and_wait(bench, machine, "it ran before");
        }
    }
    order_stops(bench);
}

/// What starts after a machine stops before it.
pub fn order_stops(bench: &mut Workbench<'_>) {
    for machine in bench.lab.machines.iter() {
        let stop = stop_id(bench, machine);
        if !bench.has_step(&stop) {
            continue;
        }
        for name in &machine.after {
            let other = bench.machine(name.as_str()).map(|other| stop_id(bench, other));
            if let Some(step) = other.and_then(|other| bench.step_mut(&other)) {
                step.needs.push(stop.clone());
            }
        }
    }
}

/// The machine's domain on the host, found by the record, which a rename keeps.
pub fn built<'a>(bench: &Workbench<'a>, machine: &Machine) -> Option<&'a DomainFacts> {
    bench.index.built_domains.get(record(machine).as_str()).copied()
}

/// The step that stops the machine's domain, under the name that it has now.
fn stop_id(bench: &Workbench<'_>, machine: &Machine) -> StepId {
    match built(bench, machine) {
        Some(seen) => StepId::new("domain.stop", &seen.name),
        None => StepId::new("domain.stop", &bench.instance.host_name(machine.name.as_str())),
    }
}

pub fn record(machine: &Machine) -> String {
    RecordRef::new(Kind::Machines, machine.id()).to_string()
}

pub fn resource(bench: &Workbench<'_>, machine: &Machine) -> Resource {
    bench.resource(ResourceKind::Domain, bench.instance.host_name(machine.name.as_str()), record(machine))
}

fn define(bench: &mut Workbench<'_>, machine: &Machine) {
    let record = record(machine);
    let name = bench.instance.host_name(machine.name.as_str());
    let uuid = bench.instance.uuid(&record);
    // A domain is wanted by its record: another one may have its name.
    bench.want(ResourceKind::Domain, &record);
    if let Some((pool, log)) = bench.home_pool(machine).zip(console_file(bench, machine)) {
        let pool = bench.pool_host_name(pool);
        bench.want(ResourceKind::Volume, &resource_name(&pool, &log));
    }
    let Some((xml, digest)) = xml(bench, machine, &name, uuid, &record) else { return };
    let resource = resource(bench, machine);
    let seen = bench.domain(&name);
    let built = built(bench, machine);
    let mut needs = define_needs(bench, machine);
    if let Some(other) = seen.filter(|seen| built.is_none_or(|built| built.name != seen.name)) {
        if !bench.is_our_domain(other) {
            bench.problem(
                &record,
                format!(
                    "the host has a domain {name} that is not this lab's; rename the machine, or build the lab under a prefix (--instance)"
                ),
            );
            return;
        }
        needs.extend(gives_up_its_name(bench, other));
    }
    let data =
        |renamed_from| StepData::DomainDefine(DomainDefine { name: name.clone(), uuid, autostart: machine.autostart, xml, renamed_from });
    match built {
        None => drop(bench.add(Action::Create, resource, "the host has no such domain", needs, data(None))),
        Some(seen) if seen.name != name => {
            bench.touch(ResourceKind::Domain, &seen.name);
            let reason = format!("it is called {} until now", seen.name);
            let stop = stop_for_change(bench, machine, &reason);
            bench.add(Action::Update, resource, reason, needs.into_iter().chain(stop).collect(), data(Some(seen.name.clone())));
        }
        Some(seen) => {
            let difference = difference(bench, seen, machine);
            let changed = difference.is_some() || seen.mark.as_ref().is_some_and(|mark| mark.digest != digest);
            if !changed && seen.autostart == machine.autostart {
                bench.keep("domain.define", resource, "it is as the lab wants it");
                return;
            }
            let reason = if let Some(difference) = difference {
                difference
            } else if changed {
                "its definition changed".to_owned()
            } else {
                "its autostart changed".to_owned()
            };
            let stop = if changed { stop_for_change(bench, machine, &reason) } else { None };
            bench.add(Action::Update, resource, reason, needs.into_iter().chain(stop).collect(), data(None));
        }
    }
}

/// The step after which a domain of another of our records does not have the name any more. Machines that exchange their names wait for each other: the plan says so.
fn gives_up_its_name(bench: &Workbench<'_>, domain: &DomainFacts) -> Option<StepId> {
    let record: RecordRef = domain.mark.as_ref()?.record.parse().ok()?;
    Some(match bench.index.machines_by_id.get(record.id?.as_str()) {
        Some(machine) => StepId::new("domain.define", &bench.instance.host_name(machine.name.as_str())),
        None => StepId::new("domain.delete", &domain.name),
    })
}

/// What is different, as far as the host's facts tell: because the lab changed, or because somebody changed the domain by hand.
fn difference(bench: &Workbench<'_>, seen: &DomainFacts, machine: &Machine) -> Option<String> {
    let mut changes = Vec::new();
    // QEMU's memory comes in whole MiB.
    if seen.memory.kib().div_ceil(1024) != machine.memory.kib().div_ceil(1024) {
        changes.push(format!("memory {} becomes {}", seen.memory, machine.memory));
    }
    if seen.vcpus != machine.vcpus {
        changes.push(format!("{} vCPUs become {}", seen.vcpus, machine.vcpus));
    }
    let ports = machine.ports.iter().filter_map(|port| {
        Some((Some(bench.mac(machine, port)), bench.network_host_name(bench.network(port.network.as_ref()?.as_str())?)))
    });
    let seen_ports = seen.ports.iter().map(|port| (port.mac, port.network.clone().unwrap_or_default()));
    if !ports.eq(seen_ports) {
        changes.push("its ports changed".to_owned());
    }
    let mut disks =
        machine.disks.iter().filter_map(|disk| bench.volume_path(bench.pool(disk.pool.as_str())?, &disk_file(bench, machine, disk)?));
    if !disks.all(|path| seen.disks.iter().any(|disk| disk.path.as_ref() == Some(&path))) {
        changes.push("its disks changed".to_owned());
    }
    (!changes.is_empty()).then(|| changes.join(", "))
}

/// Stops a running machine because a change takes effect only while it is off; the start comes back later in the plan.
pub fn stop_for_change(bench: &mut Workbench<'_>, machine: &Machine, reason: &str) -> Option<StepId> {
    let seen = built(bench, machine).filter(|seen| seen.state.is_active())?;
    let id = StepId::new("domain.stop", &seen.name);
    if bench.has_step(&id) {
        return Some(id);
    }
    let record = record(machine);
    let uuid = bench.instance.uuid(&record);
    let resource = bench.resource(ResourceKind::Domain, &seen.name, record);
    let data = StepData::DomainStop(DomainStop { name: seen.name.clone(), uuid, how: StopHow::Shutdown, timeout_secs: SHUTDOWN_SECS });
    Some(bench.add(Action::Stop, resource, reason, Vec::new(), data))
}

/// The start of a machine and the wait for it, after the machines it follows.
pub fn start_and_wait(bench: &mut Workbench<'_>, machine: &Machine, reason: &str) {
    let record = record(machine);
    let name = bench.instance.host_name(machine.name.as_str());
    let uuid = bench.instance.uuid(&record);
    let resource = resource(bench, machine);
    // What its definition needs, too: a disk may be made anew under a definition that stays.
    let mut needs = define_needs(bench, machine);
    needs.extend(bench.present([StepId::new("domain.define", &name), stop_id(bench, machine)]));
    for other in machine.after.iter().filter_map(|name| bench.machine(name.as_str())) {
        let kind = if other.up.signal == UpSignal::Running { "domain.start" } else { "domain.wait" };
        // The other's steps may be added after this one's: a need that never comes is dropped when the plan is sorted.
        needs.push(StepId::new(kind, &bench.instance.host_name(other.name.as_str())));
    }
    let start = bench.add(Action::Start, resource.clone(), reason, needs, StepData::DomainStart(DomainRef { name: name.clone(), uuid }));
    if machine.up.signal == UpSignal::Running {
        return;
    }
    let pool = bench.home_pool(machine).map(|pool| bench.pool_host_name(pool));
    let console = pool.zip(console_file(bench, machine)).map(|(pool, name)| ConsoleLog { pool, name });
    let leases = machine.ports.iter().filter_map(|port| {
        let network = bench.network(port.network.as_ref()?.as_str())?;
        Some(LeasePlace { network: bench.network_host_name(network), mac: bench.mac(machine, port) })
    });
    let wait = DomainWait {
        name,
        uuid,
        signal: machine.up.signal,
        marker: machine.up.marker.clone(),
        console: console.filter(|_| machine.up.signal == UpSignal::Serial),
        leases: if machine.up.signal == UpSignal::Lease { leases.collect() } else { Vec::new() },
        timeout_secs: machine.up.timeout_secs,
    };
    let what = match machine.up.signal {
        UpSignal::Lease => "until one of its ports has a lease".to_owned(),
        UpSignal::Agent => "until its guest agent answers".to_owned(),
        UpSignal::Serial => format!("until its serial console says {:?}", machine.up.marker.as_deref().unwrap_or_default()),
        UpSignal::Running => String::new(),
    };
    bench.add(Action::Wait, resource, format!("{what}, {} s at most", machine.up.timeout_secs), vec![start], StepData::DomainWait(wait));
}

/// Every step that makes something that the domain's definition refers to.
fn define_needs(bench: &Workbench<'_>, machine: &Machine) -> Vec<StepId> {
    let mut needs = Vec::new();
    for network in machine.ports.iter().filter_map(|port| bench.network(port.network.as_ref()?.as_str())) {
        needs.extend(networks::ready_steps(bench, network));
    }
    if let Some(pool) = bench.home_pool(machine) {
        needs.extend(super::pools::ready_steps(bench, pool));
    }
    let mut volume = |kind: &str, pool: &Pool, file: Option<FileName>| {
        let pool = bench.pool_host_name(pool);
        needs.extend(file.map(|file| StepId::new(kind, &resource_name(&pool, &file))));
    };
    for disk in &machine.disks {
        if let Some(pool) = bench.pool(disk.pool.as_str()) {
            volume("volume.create", pool, disk_file(bench, machine, disk));
        }
    }
    for (image, pool) in images_of(bench, machine) {
        volume("volume.import", pool, bench.image_file(image));
    }
    if let Some(home) = bench.home_pool(machine) {
        for (file, _, _) in media_of(bench, machine) {
            volume("volume.seed", home, Some(file));
        }
    }
    bench.present(needs)
}

fn xml(bench: &mut Workbench<'_>, machine: &Machine, name: &str, uuid: Uuid, record: &str) -> Option<(String, crate::value::Sha256)> {
    let home = bench.home_pool(machine);
    let image_path =
        |bench: &Workbench<'_>, image: Option<&Image>| bench.image_file(image?).and_then(|file| bench.volume_path(home?, &file));
    let mut disks = Vec::new();
    for disk in &machine.disks {
        // A disk without a pool or a name was reported when its volume was planned.
        let pool = bench.pool(disk.pool.as_str())?;
        let file = disk_file(bench, machine, disk)?;
        let Some(path) = bench.volume_path(pool, &file) else {
            bench.problem(record, format!("the folder of the pool {} is not known", pool.name));
            return None;
        };
        disks.push(path);
    }
    let mut ports = Vec::new();
    for port in &machine.ports {
        let network = match &port.network {
            None => None,
            Some(wanted) => match bench.network(wanted.as_str()) {
                Some(network) => Some(bench.network_host_name(network)),
                None => {
                    bench.problem(record, format!("its port {} is on the network {wanted}, which the lab does not have", port.name));
                    return None;
                }
            },
        };
        let wanted = port.network.as_ref().and_then(|wanted| bench.network(wanted.as_str()));
        let datapath = wanted.and_then(|wanted| bridges::datapath(bench, wanted));
        ports.push(PortParts { network, mac: bench.mac(machine, port), in_userspace: datapath == Some(Datapath::Netdev) });
    }
    let (mut installer, mut kernel, mut initrd) = (None, None, None);
    match &machine.boot {
        Boot::Iso(iso) => installer = Some(image_path(bench, bench.image(iso.image.as_str()))),
        Boot::Kernel(boot) => {
            kernel = Some(image_path(bench, bench.image(boot.kernel.as_str())));
            initrd = boot.initrd.as_ref().map(|name| image_path(bench, bench.image(name.as_str())));
        }
        Boot::Disk | Boot::Pxe(_) => {}
    }
    let seeds: Vec<Option<String>> =
        media_of(bench, machine).into_iter().map(|(file, _, _)| home.and_then(|pool| bench.volume_path(pool, &file))).collect();
    let known = seeds.iter().chain(&installer).chain(&kernel).chain(&initrd).all(Option::is_some);
    if !known {
        bench.problem(record, "what it boots from lies nowhere: its image is not in the lab, or there is no pool to put it in");
        return None;
    }
    let console_log = home.zip(console_file(bench, machine)).and_then(|(pool, file)| bench.volume_path(pool, &file));
    Some(domain_xml(&DomainParts {
        name,
        uuid,
        machine,
        domain_type: bench.domain_type,
        disks,
        ports,
        kernel: kernel.flatten(),
        initrd: initrd.flatten(),
        installer: installer.flatten(),
        seeds: seeds.into_iter().flatten().collect(),
        console_log,
        instance: &bench.instance.id,
        lab: &bench.lab.metadata.name,
        record,
    }))
}
