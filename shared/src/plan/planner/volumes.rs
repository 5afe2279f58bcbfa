use std::collections::BTreeSet;

use crate::{
    facts::VolumeFacts,
    model::{Boot, Disk, DiskFormat, Image, ImageKind, Keyed, Kind, Machine, Pool, RecordRef},
    plan::{
        Action, ResourceKind, StepData, StepId,
        render::{SeedParts, seed_files},
        steps::{Backing, SeedFile, VolumeCreate, VolumeImport, VolumeRef, VolumeSeed},
    },
    value::{FileName, Name, Sha256, shown_url},
};

use super::{domains::stop_for_change, pools, workbench::Workbench};

pub fn plan(bench: &mut Workbench<'_>) {
    let mut imported = BTreeSet::new();
    for machine in bench.lab.machines.iter() {
        let record = RecordRef::new(Kind::Machines, machine.id()).to_string();
        for (image, pool) in images_of(bench, machine) {
            if imported.insert((image.name.clone(), pool.name.clone())) {
                import(bench, image, pool);
            }
        }
        for disk in &machine.disks {
            create(bench, machine, disk, &record);
        }
        for (name, label, files) in media_of(bench, machine) {
            seed(bench, machine, &record, name, label, files);
        }
    }
}

/// A volume's name as a resource: its pool's and its own.
pub fn resource_name(pool: &str, file: &FileName) -> String {
    format!("{pool}/{file}")
}

/// The file of a machine's disk. By the machine's identity, which a rename keeps: the disk stays.
pub fn disk_file(bench: &Workbench<'_>, machine: &Machine, disk: &Disk) -> Option<FileName> {
    match &disk.volume {
        Some(volume) => bench.file_name(volume.as_str()),
        None => bench.file_name(&format!("{}-{}.{}", machine.id(), disk.name, disk.effective_format().as_str())),
    }
}

/// The file in which a machine's serial console is kept.
pub fn console_file(bench: &Workbench<'_>, machine: &Machine) -> Option<FileName> {
    bench.file_name(&console_name(machine.id()))
}

pub fn console_name(id: &Name) -> String {
    format!("{id}-serial.log")
}

/// The images that a machine needs, with the pools in which they must lie.
pub fn images_of<'a>(bench: &Workbench<'a>, machine: &'a Machine) -> Vec<(&'a Image, &'a Pool)> {
    let disks =
        machine.disks.iter().filter_map(|disk| Some((bench.image(disk.image.as_ref()?.as_str())?, bench.pool(disk.pool.as_str())?)));
    let names: Vec<_> = match &machine.boot {
        Boot::Iso(iso) => vec![&iso.image],
        Boot::Kernel(kernel) => std::iter::once(&kernel.kernel).chain(&kernel.initrd).collect(),
        Boot::Disk | Boot::Pxe(_) => Vec::new(),
    };
    let home = bench.home_pool(machine);
    disks.chain(names.into_iter().filter_map(|name| Some((bench.image(name.as_str())?, home?)))).collect()
}

/// The seed media of a machine: file name, label and content. The name carries the content's digest, so that another content is another volume.
pub fn media_of(bench: &Workbench<'_>, machine: &Machine) -> Vec<(FileName, &'static str, Vec<SeedFile>)> {
    let mut media = Vec::new();
    if let Some(data) = &machine.cloud_init {
        let uuid = bench.instance.uuid(&RecordRef::new(Kind::Machines, machine.id()).to_string());
        let ports = machine
            .ports
            .iter()
            .map(|port| (port.network.as_ref().and_then(|name| bench.network(name.as_str())), bench.mac(machine, port)))
            .collect();
        media.push(("CIDATA", seed_files(&SeedParts { machine, seed: data, uuid, ports })));
    }
    if let Boot::Iso(iso) = &machine.boot {
        if let Some(kickstart) = &iso.kickstart {
            media.push(("OEMDRV", vec![seed_file("ks.cfg", kickstart)]));
        }
        if let Some(autoinstall) = &iso.autoinstall {
            media.push(("CIDATA", vec![seed_file("meta-data", ""), seed_file("user-data", autoinstall)]));
        }
    }
    media
        .into_iter()
        .filter_map(|(label, files)| {
            let content: Vec<&str> = files.iter().flat_map(|file| [file.name.as_str(), file.content.as_str()]).collect();
            let digest = Sha256::of_parts(&content).to_string();
            let name = bench.file_name(&format!("{}-{}-{}.iso", machine.id(), label.to_lowercase(), &digest[..8]))?;
            Some((name, label, files))
        })
        .collect()
}

fn seed_file(name: &str, content: &str) -> SeedFile {
    SeedFile { name: name.parse().expect("a well-formed file name"), content: content.to_owned() }
}

/// A volume of that name on the host, and whether it is this instance's.
fn seen<'a>(bench: &Workbench<'a>, pool: &str, file: &FileName) -> Option<(&'a VolumeFacts, bool)> {
    let volume = *bench.index.volumes.get(&(pool, file.as_str()))?;
    Some((volume, bench.owned.has(ResourceKind::Volume, &resource_name(pool, file))))
}

fn import(bench: &mut Workbench<'_>, image: &Image, pool: &Pool) {
    let record = RecordRef::new(Kind::Images, image.id()).to_string();
    let pool_name = bench.pool_host_name(pool);
    let Some(file) = bench.image_file(image) else {
        bench.problem(&record, "the image's name makes no file name with the instance's prefix");
        return;
    };
    let name = resource_name(&pool_name, &file);
    bench.want(ResourceKind::Volume, &name);
    let resource = bench.resource(ResourceKind::Volume, &name, &record);
    match (seen(bench, &pool_name, &file), bench.owned.holds.get(&name)) {
        (Some((_, true)), Some(holds)) => match image.sha256.map(|digest| digest.to_string()) {
            Some(digest) if holds.parse::<Sha256>().is_ok() && *holds != digest => {
                let message = format!("the volume {name} on the host holds another image ({holds}), and disks may lie on it; give the image that changed another name, or destroy the lab first");
                bench.problem(&record, message);
            }
            _ => drop(bench.keep("volume.import", resource, "it is there already")),
        },
        (Some((_, false)), _) => bench.problem(&record, format!("the pool {pool_name} has a volume {file} that is not this lab's; rename the image, or build the lab under a prefix (--instance)")),
        // Not there, or an earlier upload of it was interrupted.
        (half_made, _) => {
            let is_disk = image.kind == ImageKind::Disk;
            let format = if is_disk { image.format.unwrap_or(DiskFormat::Qcow2) } else { DiskFormat::Raw };
            let source = image.path.clone().or(image.url.as_deref().map(shown_url)).unwrap_or_else(|| "nowhere".to_owned());
            let (action, reason) = match half_made {
                Some(_) => (Action::Replace, format!("an earlier upload was interrupted; it comes from {source}")),
                None => (Action::Create, format!("machines in {pool_name} need it; it comes from {source}")),
            };
            let data = StepData::VolumeImport(VolumeImport { pool: pool_name, name: file, path: image.path.clone(), url: image.url.clone(), sha256: image.sha256, format, disk: is_disk });
            let needs = pools::ready_steps(bench, pool);
            let step = bench.add(action, resource, reason, needs, data);
            if let (Some(size), Some(step)) = (image.virtual_size, bench.step_mut(&step)) {
                step.expected_secs += super::durations::import_secs(size);
            }
        }
    }
}

fn create(bench: &mut Workbench<'_>, machine: &Machine, disk: &Disk, record: &str) {
    let Some(pool) = bench.pool(disk.pool.as_str()) else {
        bench.problem(record, format!("its disk {} is in the pool {}, which the lab does not have", disk.name, disk.pool));
        return;
    };
    let Some(file) = disk_file(bench, machine, disk) else {
        bench.problem(record, format!("its disk {} gets no file name with the instance's prefix", disk.name));
        return;
    };
    let pool_name = bench.pool_host_name(pool);
    let name = resource_name(&pool_name, &file);
    bench.want(ResourceKind::Volume, &name);
    let mut needs = pools::ready_steps(bench, pool);
    let mut backing = None;
    if let Some(image_name) = &disk.image {
        let Some((image, base)) = bench.image(image_name.as_str()).and_then(|image| Some((image, bench.image_file(image)?))) else {
            bench.problem(record, format!("its disk {} wants the image {image_name}, which the lab does not have", disk.name));
            return;
        };
        needs.extend(bench.present([StepId::new("volume.import", &resource_name(&pool_name, &base))]));
        backing = Some(Backing { pool: pool_name.clone(), name: base, format: image.format.unwrap_or(DiskFormat::Qcow2) });
    } else if disk.size.is_none() {
        bench.problem(record, format!("its disk {} has neither a size nor an image", disk.name));
        return;
    }
    let resource = bench.resource(ResourceKind::Volume, &name, record);
    let base_name = backing.as_ref().map(|backing| backing.name.clone());
    let data = StepData::VolumeCreate(VolumeCreate {
        pool: pool_name.clone(),
        name: file.clone(),
        format: disk.effective_format(),
        size: disk.size,
        allocation: disk.allocation,
        backing,
    });
    match seen(bench, &pool_name, &file) {
        None => drop(bench.add(Action::Create, resource, format!("{} needs it as {}", machine.name, disk.name), needs, data)),
        Some((_, false)) => {
            bench.problem(record, format!("the pool {pool_name} has a volume {file} that is not this lab's; give the disk another `volume`, or build the lab under a prefix (--instance)"));
        }
        Some((volume, true)) => match differs(volume, disk, base_name.as_ref()) {
            None => drop(bench.keep("volume.create", resource, "it is as the lab wants it")),
            Some(Difference::Grows(reason)) => {
                needs.extend(stop_for_change(bench, machine, "one of its disks grows"));
                bench.add(Action::Update, resource, reason, needs, data);
            }
            Some(Difference::Other(reason)) => {
                // Nothing of the old content can be kept: it goes when the machine is off, and is made anew.
                let stop = stop_for_change(bench, machine, "one of its disks is made anew").into_iter().collect();
                let delete = bench.add(
                    Action::Delete,
                    resource.clone(),
                    format!("{reason}; its content is lost"),
                    stop,
                    StepData::VolumeDelete(VolumeRef { pool: pool_name, name: file }),
                );
                if let Some(step) = bench.step_mut(&delete) {
                    step.destructive = true;
                }
                needs.push(delete);
                bench.add(Action::Replace, resource, reason, needs, data);
            }
        },
    }
}

/// What is to be done about a volume that is not as the lab wants it.
enum Difference {
    /// It is too small: it keeps its content.
    Grows(String),
    /// It must be made anew.
    Other(String),
}

fn differs(volume: &VolumeFacts, disk: &Disk, base: Option<&FileName>) -> Option<Difference> {
    let format = disk.effective_format().as_str();
    if let Some(seen) = volume.format.as_deref().filter(|seen| *seen != format) {
        return Some(Difference::Other(format!("its format is {seen}, the lab wants {format}")));
    }
    let backing = volume.backing.as_deref().map(|path| path.rsplit('/').next().unwrap_or(path));
    if backing != base.map(FileName::as_str) {
        return Some(Difference::Other(format!(
            "it lies on {}, the lab wants {}",
            backing.unwrap_or("nothing"),
            base.map_or("nothing", FileName::as_str)
        )));
    }
    let size = disk.size?;
    if volume.capacity < size {
        return Some(Difference::Grows(format!(
            "it has {} and grows to {size}; its partitions and file systems are the guest's own",
            volume.capacity
        )));
    }
    // libvirt makes images in whole KiB.
    let is_larger = volume.capacity.bytes() > size.bytes().next_multiple_of(1024);
    is_larger.then(|| Difference::Other(format!("it has {}, the lab wants {size}", volume.capacity)))
}

fn seed(bench: &mut Workbench<'_>, machine: &Machine, record: &str, file: FileName, label: &str, files: Vec<SeedFile>) {
    let Some(pool) = bench.home_pool(machine) else {
        bench.problem(record, "its seed needs a pool, and the lab has none");
        return;
    };
    let pool_name = bench.pool_host_name(pool);
    let name = resource_name(&pool_name, &file);
    bench.want(ResourceKind::Volume, &name);
    let resource = bench.resource(ResourceKind::Volume, &name, record);
    match seen(bench, &pool_name, &file) {
        Some((_, true)) if bench.owned.holds.contains_key(&name) => drop(bench.keep("volume.seed", resource, "it is there already")),
        Some((_, false)) => bench.problem(record, format!("the pool {pool_name} has a volume {file} that is not this lab's")),
        half_made => {
            let action = if half_made.is_some() { Action::Replace } else { Action::Create };
            let needs = pools::ready_steps(bench, pool);
            let data = StepData::VolumeSeed(VolumeSeed { pool: pool_name, name: file, label: label.to_owned(), files });
            bench.add(action, resource, format!("{} reads it when it first starts", machine.name), needs, data);
        }
    }
}
