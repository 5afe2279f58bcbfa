//! L0: machines in the host's NUMA nodes. A machine that fits into one has all its memory near its CPUs.
//!
//! The lab's machines are placed as if they were alone: where the domains of others lie is not known.

use std::cmp::Reverse;

use crate::{
    capacity::site::Site,
    diagnostic::Subject,
    facts::HostFacts,
    model::{Keyed, Kind, Machine, RecordRef},
    value::Size,
};

use super::{Budget, Claim, Claimant, Holder, HolderId, HolderKind, Quantity, Spanning, host::kept_from};

/// A NUMA node as far as it is known.
struct Cell {
    id: u32,
    threads: Option<u64>,
    memory: Option<u64>,
}

/// A holder for each NUMA node of a host that has several, and the machines that fit into none.
pub(super) fn holders(site: &Site<'_>) -> (Vec<Holder>, Vec<Spanning>) {
    let cells = site.facts.map(cells).unwrap_or_default();
    if cells.len() < 2 {
        return (Vec::new(), Vec::new());
    }
    let host = &site.lab.host;
    let total: u64 = cells.iter().filter_map(|cell| cell.memory).fold(0, u64::saturating_add);
    let budgets: Vec<(Budget, Budget)> = cells
        .iter()
        .map(|cell| {
            let vcpus = Budget::new(Quantity::Vcpus).promises(host.overcommit.vcpus, "host.overcommit.vcpus");
            let memory = Budget::new(Quantity::Memory).promises(host.overcommit.memory, "host.overcommit.memory");
            let vcpus = match cell.threads {
                Some(threads) => vcpus.holds(threads, "the node's hardware threads"),
                None => vcpus,
            };
            let memory = match cell.memory {
                Some(bytes) => memory
                    .holds(bytes, "the node's memory")
                    .reserves(share(host.kept_memory(), bytes, total), format!("{}, each node its share", kept_from(host))),
                None => memory,
            };
            (vcpus.claimed_by(Vec::new()), memory.claimed_by(Vec::new()))
        })
        .collect();
    let (claims, spanning) = place(site, &cells, &budgets);
    // Where memory is not known, neither is which machines lie where.
    let unplaced = || Claim::new(Claimant::Machine, "machines of the lab", None);
    let is_known = cells.iter().all(|cell| cell.memory.is_some()) || site.lab.machines.is_empty();
    let listed = |machines: &[&Machine], amount: fn(&Machine) -> u64| {
        let placed = machines.iter().map(|machine| claim(machine, amount(machine)));
        placed.chain((!is_known).then(unplaced)).collect()
    };
    let holders = cells.iter().zip(budgets).zip(claims).map(|((cell, (vcpus, memory)), machines)| Holder {
        id: HolderId { kind: HolderKind::NumaNode, name: cell.id.to_string(), cloud: None },
        subject: Subject::record(RecordRef::host()),
        budgets: vec![
            vcpus.claimed_by(listed(&machines, |machine| machine.vcpus.into())),
            memory.claimed_by(listed(&machines, |machine| machine.memory.bytes())),
        ],
    });
    (holders.collect(), spanning)
}

/// The NUMA nodes; of a host that tells only how many there are, their threads alone.
fn cells(facts: &HostFacts) -> Vec<Cell> {
    if !facts.numa.is_empty() {
        let cell =
            |cell: &crate::facts::NumaCell| Cell { id: cell.id, threads: Some(cell.threads.into()), memory: Some(cell.memory.bytes()) };
        return facts.numa.iter().map(cell).collect();
    }
    let cpu = &facts.cpu;
    // libvirt's virNodeInfo: sockets are those of one node. Where the product is not all threads, the topology is another.
    let each = u64::from(cpu.sockets) * u64::from(cpu.cores_per_socket) * u64::from(cpu.threads_per_core);
    let threads = (each.checked_mul(cpu.numa_cells.into()) == Some(cpu.threads.into())).then_some(each);
    (0..cpu.numa_cells.min(MOST)).map(|id| Cell { id, threads, memory: None }).collect()
}

/// More than any machine has (Linux, CONFIG_NODES_SHIFT: at most 1024).
const MOST: u32 = 1024;

fn share(reserve: Size, bytes: u64, total: u64) -> u64 {
    if total == 0 { 0 } else { (u128::from(reserve.bytes()) * u128::from(bytes) / u128::from(total)) as u64 }
}

fn claim(machine: &Machine, amount: u64) -> Claim {
    Claim::new(Claimant::Machine, machine.name.as_str(), Some(amount)).at(here(machine))
}

fn here(machine: &Machine) -> Subject {
    Subject::record(RecordRef::new(Kind::Machines, machine.id()))
}

/// Best fit, largest first. A machine fits where its memory does and where it has a thread for each of its CPUs;
/// what is not known of a node holds nobody back.
fn place<'a>(site: &Site<'a>, cells: &[Cell], budgets: &[(Budget, Budget)]) -> (Vec<Vec<&'a Machine>>, Vec<Spanning>) {
    let mut claims: Vec<Vec<&Machine>> = cells.iter().map(|_| Vec::new()).collect();
    let mut spanning = Vec::new();
    // Without a figure for memory nobody can be placed; who has more CPUs than every node spans two all the same.
    let is_known = cells.iter().all(|cell| cell.memory.is_some());
    let mut left: Vec<(u64, u64)> =
        budgets.iter().map(|(vcpus, memory)| (vcpus.limit.unwrap_or(u64::MAX), memory.limit.unwrap_or(u64::MAX))).collect();
    let most_threads = cells.iter().map(|cell| cell.threads).max().flatten();
    let most_memory = left.iter().map(|(_, memory)| *memory).max().unwrap_or(0);
    let mut machines: Vec<(usize, &Machine)> = site.lab.machines.iter().enumerate().collect();
    machines.sort_by_key(|(index, machine)| (Reverse(machine.memory), Reverse(machine.vcpus), *index));
    for (index, machine) in machines {
        let (vcpus, memory) = (u64::from(machine.vcpus), machine.memory.bytes());
        let span = |resource, asked, most, is_crowded| {
            let spanning = Spanning { machine: machine.name.clone(), subject: here(machine), resource, asked, most, is_crowded };
            (index, spanning)
        };
        if let Some(most) = most_threads.filter(|most| vcpus > *most) {
            spanning.push(span(Quantity::Vcpus, vcpus, most, false));
            continue;
        }
        if !is_known {
            continue;
        }
        if memory > most_memory {
            spanning.push(span(Quantity::Memory, memory, most_memory, false));
            continue;
        }
        let fits = |cell: usize| {
            let (threads, (cpus, bytes)) = (cells[cell].threads.unwrap_or(u64::MAX), left[cell]);
            vcpus <= threads && vcpus <= cpus && memory <= bytes
        };
        let best = (0..cells.len()).filter(|cell| fits(*cell)).min_by_key(|cell| (left[*cell].1, *cell));
        match best {
            Some(cell) => {
                left[cell] = (left[cell].0 - vcpus, left[cell].1 - memory);
                claims[cell].push(machine);
            }
            None => {
                let memory_left = left.iter().map(|(_, memory)| *memory).max().unwrap_or(0);
                let vcpus_left = left.iter().map(|(vcpus, _)| *vcpus).max().unwrap_or(0);
                spanning.push(if memory > memory_left {
                    span(Quantity::Memory, memory, memory_left, true)
                } else {
                    span(Quantity::Vcpus, vcpus, vcpus_left, true)
                });
            }
        }
    }
    spanning.sort_by_key(|(index, _)| *index);
    (claims, spanning.into_iter().map(|(_, spanning)| spanning).collect())
}
