//! L1: where clouds keep volumes, and what the projects in them put there.

use std::collections::BTreeMap;

use crate::{
    capacity::demand::{Demand, Quotable},
    diagnostic::Subject,
    figures::figures,
    model::{Ceph, Cloud, Keyed, Kind, Lab, Machine, RecordRef, Role},
    value::Size,
};

use super::{Budget, Claim, Claimant, Holder, HolderId, HolderKind, Quantity};

/// A holder for each cloud that says where it keeps volumes.
pub(super) fn holders(lab: &Lab, demands: &BTreeMap<&str, Demand<'_>>) -> Vec<Holder> {
    let clouds = lab.clouds.iter().filter(|cloud| cloud.storage.ceph.is_some() || cloud.storage.volumes.is_some());
    clouds.map(|cloud| holder(lab, cloud, demands)).collect()
}

fn holder(lab: &Lab, cloud: &Cloud, demands: &BTreeMap<&str, Demand<'_>>) -> Holder {
    let subject = Subject::record(RecordRef::new(Kind::Clouds, cloud.id()));
    let budget = Budget::new(Quantity::DiskGrown);
    let budget = match (&cloud.storage.ceph, cloud.storage.volumes) {
        (Some(ceph), _) => match ceph_capacity(lab, cloud, ceph) {
            Some((size, from)) => budget.holds(size.bytes(), from),
            None => budget,
        },
        (None, Some(size)) => budget.holds(size.bytes(), format!("{subject}.storage.volumes")),
        (None, None) => budget,
    };
    let mut claims = Vec::new();
    for (name, demand) in demands.iter().filter(|(_, demand)| demand.cloud.is_some_and(|of| of.name == cloud.name)) {
        let servers = demand.servers.of(Quotable::VolumeStorage);
        if servers > 0 {
            let project = Subject::record(RecordRef::new(Kind::Projects, demand.project.id()));
            claims.push(Claim::new(Claimant::Servers, format!("servers of {name}"), Some(servers)).at(project));
        }
        for cluster in &demand.clusters {
            let at = || Subject::record(RecordRef::new(Kind::Clusters, cluster.id));
            for (amounts, during) in [(&cluster.always, None), (&cluster.install, Some(cluster.name.clone()))] {
                let amount = amounts.of(Quotable::VolumeStorage);
                if amount > 0 {
                    claims.push(Claim { during, ..Claim::new(Claimant::Cluster, cluster.name.as_str(), Some(amount)).at(at()) });
                }
            }
        }
    }
    Holder {
        id: HolderId { kind: HolderKind::VolumeStorage, name: cloud.name.to_string(), cloud: None },
        subject,
        budgets: vec![budget.claimed_by(claims)],
    }
}

/// What a Ceph cluster holds: its OSDs' disks, divided by the copies. Unknown where it has none, or one of unknown size.
fn ceph_capacity(lab: &Lab, cloud: &Cloud, ceph: &Ceph) -> Option<(Size, String)> {
    let copies = ceph.pool_size.unwrap_or(figures().ceph.pool_size.value);
    let machines: BTreeMap<&str, &Machine> = lab.machines.iter().rev().map(|machine| (machine.name.as_str(), machine)).collect();
    let mut total = Size::ZERO;
    for node in &cloud.nodes {
        let Some(machine) = machines.get(node.machine.as_str()) else { continue };
        let role = node.role.unwrap_or(machine.role);
        if role == Role::Ceph || (ceph.colocated && role == Role::Compute) {
            for (_, disk) in osd_disks(machine) {
                total = total + disk.size?;
            }
        }
    }
    (total > Size::ZERO && copies > 0)
        .then(|| (Size::from_bytes(total.bytes() / u64::from(copies)), format!("the OSDs' disks, {} in {copies} copies", total.human())))
}

/// The disks of a machine that OSDs take, by their numbers: its blank ones beside the first.
pub fn osd_disks(machine: &Machine) -> impl Iterator<Item = (usize, &crate::model::Disk)> {
    machine.disks.iter().enumerate().skip(1).filter(|(_, disk)| disk.image.is_none())
}
