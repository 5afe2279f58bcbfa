//! The machines that form a cloud, as several rules need them.

use crate::{
    document::Command,
    model::{Cloud, CloudNode, Machine, Role},
    rules::{
        Context,
        support::{edit::Located, space::size},
    },
    value::Size,
};

/// The nodes of a cloud whose machine the lab has.
pub fn nodes<'a>(cx: &Context<'a>, cloud: &'a Cloud) -> impl Iterator<Item = (&'a CloudNode, &'a Machine)> {
    cloud.nodes.iter().filter_map(|node| Some((node, *cx.index.machines.get(node.machine.as_str())?)))
}

/// What a node is: as the cloud or else the machine itself has it.
pub fn role(node: &CloudNode, machine: &Machine) -> Role {
    node.role.unwrap_or(machine.role)
}

/// The machines of a cloud with a role.
pub fn with_role<'a>(cx: &Context<'a>, cloud: &'a Cloud, of: Role) -> impl Iterator<Item = &'a Machine> {
    nodes(cx, cloud).filter(move |(node, machine)| role(node, machine) == of).map(|(_, machine)| machine)
}

/// What a machine falls short of, in words; what is not known falls short of nothing.
pub fn lacks(cx: &Context<'_>, machine: &Machine, vcpus: u32, memory: Size, disk: Size) -> Vec<String> {
    let mut lacks = Vec::new();
    if machine.vcpus < vcpus {
        lacks.push(format!("{} of {vcpus} vCPUs", machine.vcpus));
    }
    if falls_short(machine.memory, memory) {
        lacks.push(format!("{} of {} of memory", machine.memory.human(), memory.human()));
    }
    let first = machine.disks.first().and_then(|disk| size(cx, disk));
    if let Some(first) = first.filter(|first| falls_short(*first, disk)) {
        lacks.push(format!("{} of {} of disk", first.human(), disk.human()));
    }
    lacks
}

/// The edits that give a machine what it falls short of, in whole GiB.
pub fn enlarge(cx: &Context<'_>, machine: &Machine, vcpus: u32, memory: Size, disk: Size) -> Command {
    let mut commands = Vec::new();
    if machine.vcpus < vcpus {
        commands.push(machine.set("vcpus", vcpus));
    }
    if falls_short(machine.memory, memory) {
        commands.push(machine.set("memory", whole(memory).to_string()));
    }
    if let Some(first) = machine.disks.first().filter(|first| size(cx, first).is_some_and(|size| falls_short(size, disk))) {
        commands.push(machine.set(format!("disks[{}].size", first.name), whole(disk).to_string()));
    }
    Command::Batch { commands }
}

/// Whether a size is less than a documented one. Vendors write GB for either unit: who has as many decimal ones has enough.
pub fn falls_short(size: Size, documented: Size) -> bool {
    size.bytes() < documented.gib() as u64 * 1_000_000_000
}

/// A size in whole GiB, rounded up.
pub fn whole(size: Size) -> Size {
    Size::from_bytes(size.bytes().div_ceil(1 << 30).saturating_mul(1 << 30).min(1 << 60))
}
