//! L1 as guests see it: compute nodes, and what each gives.

use crate::{
    capacity::guests::Guest,
    figures::figures,
    model::{Cloud, Lab, Machine, Role},
    value::{Ratio, Size},
};

/// A compute node and what it gives to guests.
#[derive(Clone, Debug)]
pub struct Node<'a> {
    pub machine: &'a Machine,
    pub vcpus: u64,
    pub memory: Size,
    pub disk: Size,
    /// The most that a single guest may ask for of each resource, by their numbers: what the node itself has, whatever the ratios.
    pub most: [u64; 3],
}

impl Node<'_> {
    /// What it gives to guests together of each resource.
    pub fn gives(&self) -> [u64; 3] {
        [self.memory.bytes(), self.vcpus, self.disk.bytes()]
    }

    /// Whether a single guest may ask for so much of each resource.
    pub fn may_hold(&self, asked: [u64; 3]) -> bool {
        asked.into_iter().zip(self.most).all(|(asked, most)| asked <= most)
    }
}

/// The nodes of a cloud with a role, as the cloud or else the machine itself has it.
pub fn nodes_of<'a>(lab: &'a Lab, cloud: &Cloud, role: Role) -> Vec<&'a Machine> {
    let named = cloud.nodes.iter().filter_map(|node| Some((lab.machines.get(node.machine.as_str())?, node.role)));
    named.filter(|(machine, own)| own.unwrap_or(machine.role) == role).map(|(machine, _)| machine).collect()
}

/// The compute nodes of a cloud.
pub fn compute_nodes<'a>(lab: &'a Lab, cloud: &Cloud) -> Vec<Node<'a>> {
    let (nova, compute) = (&figures().nova, &cloud.compute);
    let of = |machine: &'a Machine| {
        let reserved = compute.reserved_memory.unwrap_or(nova.reserved_memory.value);
        // Nova keeps guests' disks on the node's system disk unless told otherwise (instances_path).
        let disk = machine.disks.first().and_then(|disk| disk.size).unwrap_or_default();
        Node {
            machine,
            vcpus: compute.vcpu_ratio.unwrap_or(nova.vcpu_ratio.value).of(u64::from(machine.vcpus)),
            // placement: (total - reserved) * allocation_ratio
            memory: scaled(machine.memory.saturating_sub(reserved), compute.memory_ratio.unwrap_or(nova.memory_ratio.value)),
            disk: scaled(disk, compute.disk_ratio.unwrap_or(nova.disk_ratio.value)),
            // nova/virt/libvirt/driver.py, update_provider_tree: max_unit is the total, before reserve and ratio.
            most: [machine.memory.bytes(), machine.vcpus.into(), disk.bytes()],
        }
    };
    nodes_of(lab, cloud, Role::Compute).into_iter().map(of).collect()
}

fn scaled(size: Size, ratio: Ratio) -> Size {
    Size::from_bytes(ratio.of(size.bytes()))
}

/// What guests take of a node. Its number is its place in lists of all three.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Resource {
    Memory,
    Vcpus,
    Disk,
}

impl Resource {
    pub const ALL: [Resource; 3] = [Resource::Memory, Resource::Vcpus, Resource::Disk];

    pub fn as_str(self) -> &'static str {
        match self {
            Resource::Memory => "memory",
            Resource::Vcpus => "vCPUs",
            Resource::Disk => "disk",
        }
    }

    /// An amount of it, for a sentence.
    pub fn amount(self, amount: u64) -> String {
        match self {
            Resource::Vcpus => format!("{amount} vCPUs"),
            Resource::Memory | Resource::Disk => Size::from_bytes(amount).human(),
        }
    }
}

/// What a guest asks for of each resource; 0 where it is not known.
pub fn asked(guest: &Guest<'_>) -> [u64; 3] {
    [
        guest.memory().unwrap_or_default().bytes(),
        u64::from(guest.vcpus().unwrap_or_default()),
        guest.local_disk().unwrap_or_default().bytes(),
    ]
}
