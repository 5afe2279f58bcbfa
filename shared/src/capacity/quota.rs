//! What a project may have of each thing that a quota limits.

use crate::{
    figures::figures,
    model::{Keyed, Project, Quota},
    value::{Limit, SizeLimit},
};

use super::demand::Quotable;

/// What a project may have of one thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Allowance {
    /// A count, or bytes where it is a size; `None` without limit.
    pub limit: Option<u64>,
    /// The project's quota says so, not the service's default.
    pub is_own: bool,
    /// Where it is written: the field of the project, or the source of the default.
    pub from: String,
}

/// What a project may have: as its quota says, otherwise the service's default.
pub fn allowance(project: &Project, quotable: Quotable) -> Allowance {
    match own(&project.quota, quotable) {
        Some(limit) => Allowance { limit, is_own: true, from: format!("projects[{}].quota.{}", project.id(), quotable.key()) },
        None => {
            let (limit, from) = default(quotable);
            Allowance { limit, is_own: false, from }
        }
    }
}

/// The limit that a quota has; `None` where it says nothing, `Some(None)` without limit.
fn own(quota: &Quota, quotable: Quotable) -> Option<Option<u64>> {
    let count = |limit: Option<Limit>| {
        limit.map(|limit| match limit {
            Limit::Unlimited => None,
            Limit::At(most) => Some(most.into()),
        })
    };
    let size = |limit: Option<SizeLimit>| {
        limit.map(|limit| match limit {
            SizeLimit::Unlimited => None,
            SizeLimit::At(most) => Some(most.bytes()),
        })
    };
    match quotable {
        Quotable::Instances => count(quota.instances),
        Quotable::Cores => count(quota.cores),
        Quotable::Memory => size(quota.memory),
        Quotable::ServerGroups => count(quota.server_groups),
        Quotable::ServerGroupMembers => count(quota.server_group_members),
        Quotable::Networks => count(quota.networks),
        Quotable::Subnets => count(quota.subnets),
        Quotable::Ports => count(quota.ports),
        Quotable::Routers => count(quota.routers),
        Quotable::FloatingIps => count(quota.floating_ips),
        Quotable::SecurityGroups => count(quota.security_groups),
        Quotable::SecurityGroupRules => count(quota.security_group_rules),
        Quotable::Volumes => count(quota.volumes),
        Quotable::VolumeStorage => size(quota.volume_storage),
        Quotable::LoadBalancers => count(quota.load_balancers),
        Quotable::Clusters => count(quota.clusters),
    }
}

/// The service's default and its source; `None` without limit.
fn default(quotable: Quotable) -> (Option<u64>, String) {
    let (cinder, magnum, neutron, nova) = (&figures().cinder, &figures().magnum_quota, &figures().neutron, &figures().nova);
    let count = match quotable {
        Quotable::Memory => return (Some(nova.quota_memory.value.bytes()), nova.quota_memory.source.clone()),
        Quotable::VolumeStorage => return (Some(cinder.quota_volume_storage.value.bytes()), cinder.quota_volume_storage.source.clone()),
        Quotable::LoadBalancers => return (None, "Octavia sets no limit by itself".to_owned()),
        Quotable::Instances => &nova.quota_instances,
        Quotable::Cores => &nova.quota_cores,
        Quotable::ServerGroups => &nova.quota_server_groups,
        Quotable::ServerGroupMembers => &nova.quota_server_group_members,
        Quotable::Networks => &neutron.quota_networks,
        Quotable::Subnets => &neutron.quota_subnets,
        Quotable::Ports => &neutron.quota_ports,
        Quotable::Routers => &neutron.quota_routers,
        Quotable::FloatingIps => &neutron.quota_floating_ips,
        Quotable::SecurityGroups => &neutron.quota_security_groups,
        Quotable::SecurityGroupRules => &neutron.quota_security_group_rules,
        Quotable::Volumes => &cinder.quota_volumes,
        Quotable::Clusters => &magnum.quota_clusters,
    };
    (Some(count.value.into()), count.source.clone())
}
