//! The machines that form a cloud, as several rules need them.

use crate::{
    capacity::placement,
    document::Command,
    figures::Least,
    model::{Cloud, CloudNode, Machine, Role},
    rules::{
        Context, Findings,
        support::{edit::Located, space::size},
    },
    value::Size,
};

/// The nodes of a cloud whose machine the lab has.
pub fn nodes<'a>(cx: &Context<'a>, cloud: &'a Cloud) -> impl Iterator<Item = (&'a CloudNode, &'a Machine)> {
    cloud.nodes.iter().filter_map(|node| Some((node, *cx.index.machines.get(node.machine.as_str())?)))
}

/// The compute nodes of a cloud, and what each gives to guests.
pub fn compute_nodes<'a>(cx: &Context<'a>, cloud: &'a Cloud) -> Vec<placement::Node<'a>> {
    nodes(cx, cloud).for_each(drop);
    placement::compute_nodes(cx.lab, cloud)
}

/// What a node is: as the cloud or else the machine itself has it.
pub fn role(node: &CloudNode, machine: &Machine) -> Role {
    node.role.unwrap_or(machine.role)
}

/// The machines of a cloud with a role.
pub fn with_role<'a>(cx: &Context<'a>, cloud: &'a Cloud, of: Role) -> impl Iterator<Item = &'a Machine> {
    nodes(cx, cloud).filter(move |(node, machine)| role(node, machine) == of).map(|(_, machine)| machine)
}

/// Whether guests run inside a machine: what the clouds' nodes that stand on it are, or where none does, what it is itself.
pub fn runs_guests<'a>(machine: &Machine, nodes: impl Iterator<Item = &'a CloudNode>) -> bool {
    let mut of_clouds = nodes.filter(|node| node.machine == machine.name).map(|node| role(node, machine).nests()).peekable();
    if of_clouds.peek().is_none() { machine.role.nests() } else { of_clouds.any(|nests| nests) }
}

/// What somebody wants of a machine; 0 where nothing is said.
#[derive(Clone, Copy)]
pub struct Wanted {
    pub vcpus: u32,
    pub memory: Size,
    /// Of its first disk.
    pub disk: Size,
}

impl From<&Least> for Wanted {
    fn from(least: &Least) -> Self {
        Wanted { vcpus: least.vcpus, memory: least.memory, disk: least.disk }
    }
}

/// Reports a machine that has less than is wanted, and whether it has; `what` calls it by its task, `gives` ends the title of the offer.
pub fn report_small(cx: &Context<'_>, findings: &mut Findings, machine: &Machine, wanted: Wanted, what: &str, gives: &str) -> bool {
    let lacks = lacks(cx, machine, wanted);
    if !lacks.is_empty() {
        findings
            .add(machine.here(), format!("{what} has {}", lacks.join(", ")), "make the machine larger")
            .fix(format!("Give it {gives}"), enlarge(cx, machine, wanted));
    }
    !lacks.is_empty()
}

/// What a machine falls short of, in words; what is not known falls short of nothing.
fn lacks(cx: &Context<'_>, machine: &Machine, wanted: Wanted) -> Vec<String> {
    let Wanted { vcpus, memory, disk } = wanted;
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
fn enlarge(cx: &Context<'_>, machine: &Machine, wanted: Wanted) -> Command {
    let Wanted { vcpus, memory, disk } = wanted;
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
