//! L1: what compute nodes give to guests.

use crate::{
    capacity::{
        account::{Budget, Claim, Claimant, Holder, HolderId, HolderKind, Homeless, Quantity},
        guests::Guest,
        placement::Node,
        settle::Settled,
    },
    diagnostic::Subject,
    figures::{Figure, figures},
    model::{Keyed, Kind, RecordRef},
    value::Ratio,
};

/// A holder for each compute node of a cloud.
pub(super) fn holders<'a>(settled: &'a Settled<'_>) -> impl Iterator<Item = Holder> + 'a {
    let mut here: Vec<Vec<usize>> = settled.nodes.iter().map(|_| Vec::new()).collect();
    for (guest, place) in settled.places.iter().enumerate() {
        if let Some(node) = place {
            here[*node].push(guest);
        }
    }
    settled.nodes.iter().zip(here).map(|(node, guests)| holder(settled, node, &guests))
}

fn holder(settled: &Settled<'_>, node: &Node<'_>, guests: &[usize]) -> Holder {
    let (cloud, nova, machine) = (settled.cloud, &figures().nova, node.machine);
    let compute = &cloud.compute;
    let field = |name: &str| format!("clouds[{}].compute.{name}", cloud.id());
    let ratio = |budget: Budget, own: Option<Ratio>, name: &str, default: &Figure<Ratio>| match own {
        Some(ratio) => budget.promises(ratio, field(name)),
        None => budget.promises(default.value, default.source.as_str()),
    };
    let claims = |amount: fn(&Guest<'_>) -> Option<u64>| -> Vec<Claim> {
        let claim = |guest: &usize| {
            let guest = settled.guests[*guest];
            Claim {
                during: guest.install_of().cloned(),
                ..Claim::new(Claimant::Guest, guest.name.as_str(), amount(guest)).at(guest.subject.clone())
            }
        };
        guests.iter().map(claim).collect()
    };
    let subject = Subject::record(RecordRef::new(Kind::Machines, machine.id()));
    let vcpus = Budget::new(Quantity::Vcpus).holds(machine.vcpus.into(), format!("{subject}.vcpus"));
    let memory = Budget::new(Quantity::Memory).holds(machine.memory.bytes(), format!("{subject}.memory"));
    let memory = match compute.reserved_memory {
        Some(reserved) => memory.reserves(reserved.bytes(), field("reservedMemory")),
        None => memory.reserves(nova.reserved_memory.value.bytes(), nova.reserved_memory.source.as_str()),
    };
    let disk = Budget::new(Quantity::DiskGrown);
    let disk = match machine.disks.first().and_then(|disk| Some((disk, disk.size?))) {
        Some((disk_of, size)) => disk.holds(size.bytes(), format!("{subject}.disks[{}].size", disk_of.name)),
        None => disk,
    };
    Holder {
        id: HolderId { kind: HolderKind::ComputeNode, name: machine.name.to_string(), cloud: Some(cloud.name.clone()) },
        budgets: vec![
            ratio(vcpus, compute.vcpu_ratio, "vcpuRatio", &nova.vcpu_ratio).claimed_by(claims(|guest| guest.vcpus().map(u64::from))),
            ratio(memory, compute.memory_ratio, "memoryRatio", &nova.memory_ratio)
                .claimed_by(claims(|guest| guest.memory().map(|size| size.bytes()))),
            ratio(disk, compute.disk_ratio, "diskRatio", &nova.disk_ratio)
                .claimed_by(claims(|guest| guest.local_disk().map(|size| size.bytes()))),
        ],
        subject,
    }
}

/// The guests of a cloud without a place.
pub(super) fn homeless<'a>(settled: &'a Settled<'_>) -> impl Iterator<Item = Homeless> + 'a {
    settled.homeless.iter().map(|(guest, obstacle)| {
        let guest = settled.guests[*guest];
        Homeless {
            guest: guest.name.clone(),
            subject: guest.subject.clone(),
            cloud: settled.cloud.name.clone(),
            reason: obstacle.because(guest),
            is_certain: settled.is_certain,
        }
    })
}
