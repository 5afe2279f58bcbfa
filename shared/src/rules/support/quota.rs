//! What projects need beside what their quotas allow: all rules of the family `quota` are this comparison for one resource each.

use serde_json::{Value, json};

use crate::{
    capacity::demand::{Demand, Quotable},
    diagnostic::Severity,
    figures::figures,
    model::{Deployment, Kind, Project},
    rules::{Context, Findings, Input, support::edit::Located},
    value::{Limit, Size, SizeLimit},
};

/// What such a rule reads.
pub const READS: &[Input] =
    &[Input::Records(Kind::Clouds), Input::Records(Kind::Projects), Input::Records(Kind::Servers), Input::Records(Kind::Clusters)];

/// How a resource is spoken of.
struct Words {
    /// The field of the quota.
    field: &'static str,
    one: &'static str,
    many: &'static str,
    /// What a button says that sets the limit.
    limit: &'static str,
    /// Whose default holds where the quota says nothing.
    service: &'static str,
    is_size: bool,
}

fn words(quotable: Quotable) -> Words {
    let words = |field, one, many, limit, service| Words { field, one, many, limit, service, is_size: false };
    match quotable {
        Quotable::Instances => words("instances", "instance", "instances", "instances", "Nova"),
        Quotable::Cores => words("cores", "vCPU", "vCPUs", "cores", "Nova"),
        Quotable::Memory => Words { is_size: true, ..words("memory", "memory", "memory", "memory", "Nova") },
        Quotable::ServerGroups => words("serverGroups", "server group", "server groups", "server groups", "Nova"),
        Quotable::ServerGroupMembers => {
            words("serverGroupMembers", "server in one group", "servers in one group", "members of a server group", "Nova")
        }
        Quotable::Networks => words("networks", "network", "networks", "networks", "Neutron"),
        Quotable::Subnets => words("subnets", "subnet", "subnets", "subnets", "Neutron"),
        Quotable::Ports => words("ports", "port", "ports", "ports", "Neutron"),
        Quotable::Routers => words("routers", "router", "routers", "routers", "Neutron"),
        Quotable::FloatingIps => words("floatingIps", "floating IP", "floating IPs", "floating IPs", "Neutron"),
        Quotable::SecurityGroups => words("securityGroups", "security group", "security groups", "security groups", "Neutron"),
        Quotable::SecurityGroupRules => {
            words("securityGroupRules", "security group rule", "security group rules", "security group rules", "Neutron")
        }
        Quotable::Volumes => words("volumes", "volume", "volumes", "volumes", "Cinder"),
        Quotable::VolumeStorage => Words { is_size: true, ..words("volumeStorage", "volumes", "volumes", "volume storage", "Cinder") },
        Quotable::LoadBalancers => words("loadBalancers", "load balancer", "load balancers", "load balancers", "Octavia"),
        Quotable::Clusters => words("clusters", "cluster", "clusters", "clusters", "Magnum"),
    }
}

/// The limit that the project itself has; `None` where its quota says nothing, `Some(None)` without limit.
fn own(project: &Project, quotable: Quotable) -> Option<Option<u64>> {
    let quota = &project.quota;
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

/// The service's default; `None` without limit.
fn default(quotable: Quotable) -> Option<u64> {
    let (cinder, magnum, neutron, nova) = (&figures().cinder, &figures().magnum_quota, &figures().neutron, &figures().nova);
    let count = match quotable {
        Quotable::Memory => return Some(nova.quota_memory.value.bytes()),
        Quotable::VolumeStorage => return Some(cinder.quota_volume_storage.value.bytes()),
        // Octavia sets no limit by itself.
        Quotable::LoadBalancers => return None,
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
    Some(count.value.into())
}

/// Reports every project that needs more of a resource than it may have.
pub fn report(cx: &Context<'_>, findings: &mut Findings, quotable: Quotable) {
    if cx.lab.projects.is_empty() {
        return;
    }
    let words = words(quotable);
    for demand in cx.demands().values() {
        let needed = demand.peak(quotable);
        let own = own(demand.project, quotable);
        let Some(allowed) = own.unwrap_or_else(|| default(quotable)) else { continue };
        if needed <= allowed {
            continue;
        }
        let whose = if own.is_some() { String::new() } else { format!(", {}'s default", words.service) };
        let message = format!(
            "{} needs {}{}; the quota is {}{whose}",
            demand.project.name,
            amount(&words, needed),
            breakdown(&words, demand, quotable),
            plain(&words, allowed)
        );
        let (value, shown) = round(&words, needed);
        let finding = findings
            .add(
                demand.project.at(format!("quota.{}", words.field)),
                message,
                format!("set the quota of {} to {shown} or more, or make less in the project", words.limit),
            )
            .fix(format!("Set the quota of {} to {shown}", words.limit), demand.project.set(format!("quota.{}", words.field), value));
        // Whoever runs a cloud that is there already may have changed its defaults.
        if own.is_none() && demand.cloud.is_none_or(|cloud| cloud.deployment == Deployment::Existing) {
            finding.severity(Severity::Warning);
        }
    }
}

fn plain(words: &Words, amount: u64) -> String {
    if words.is_size { Size::from_bytes(amount).human() } else { amount.to_string() }
}

fn amount(words: &Words, amount: u64) -> String {
    match (words.is_size, amount) {
        (true, _) => format!("{} of {}", Size::from_bytes(amount).human(), words.many),
        (false, 1) => format!("1 {}", words.one),
        (false, _) => format!("{amount} {}", words.many),
    }
}

/// What the need is made of.
fn breakdown(words: &Words, demand: &Demand<'_>, quotable: Quotable) -> String {
    let parts = [(demand.own.of(quotable), "of its own".to_owned()), (demand.servers.of(quotable), "for servers".to_owned())];
    let clusters = demand.clusters.iter().map(|cluster| (cluster.always.of(quotable), format!("for {}", cluster.name)));
    let longest =
        demand.clusters.iter().filter(|_| quotable != Quotable::ServerGroupMembers).max_by_key(|cluster| cluster.install.of(quotable));
    let install = longest.map(|cluster| (cluster.install.of(quotable), format!("more while {} is installed", cluster.name)));
    let parts: Vec<(u64, String)> = parts.into_iter().chain(clusters).chain(install).filter(|(amount, _)| *amount > 0).collect();
    match parts.as_slice() {
        [] => String::new(),
        [(_, of)] => format!(" {of}"),
        parts => {
            let parts: Vec<String> = parts.iter().map(|(amount, of)| format!("{} {of}", plain(words, *amount))).collect();
            format!(" ({})", parts.join(", "))
        }
    }
}

/// The limit to set: sizes in whole GiB, as quotas are set.
fn round(words: &Words, needed: u64) -> (Value, String) {
    if !words.is_size {
        // A limit is a number of 32 bits.
        let limit = u32::try_from(needed).map_or(json!("unlimited"), |limit| json!(limit));
        let shown = limit.as_str().map_or_else(|| limit.to_string(), ToOwned::to_owned);
        return (limit, shown);
    }
    let size = Size::from_bytes(needed.div_ceil(1 << 30).saturating_mul(1 << 30));
    // A size ends at 1 EiB.
    if size.bytes() > 1 << 60 { (json!("unlimited"), "unlimited".to_owned()) } else { (json!(size.to_string()), size.human()) }
}
