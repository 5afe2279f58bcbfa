//! What projects need beside what their quotas allow: all rules of the family `quota` are this comparison for one resource each.

use serde_json::{Value, json};

use crate::{
    capacity::{
        demand::{Demand, Quotable},
        quota::allowance,
    },
    diagnostic::Severity,
    document::Command,
    model::{Deployment, Kind},
    rules::{Context, Findings, Input, support::edit::Located},
    value::Size,
};

/// What such a rule reads.
pub const READS: &[Input] =
    &[Input::Named(Kind::Clouds), Input::Each(Kind::Projects), Input::Named(Kind::Servers), Input::Named(Kind::Clusters)];

/// How a resource is spoken of.
struct Words {
    one: &'static str,
    many: &'static str,
    /// What a button says that sets the limit.
    limit: &'static str,
    /// Whose default holds where the quota says nothing.
    service: &'static str,
    is_size: bool,
}

fn words(quotable: Quotable) -> Words {
    let words = |one, many, limit, service| Words { one, many, limit, service, is_size: quotable.is_size() };
    match quotable {
        Quotable::Instances => words("instance", "instances", "instances", "Nova"),
        Quotable::Cores => words("vCPU", "vCPUs", "cores", "Nova"),
        Quotable::Memory => words("memory", "memory", "memory", "Nova"),
        Quotable::ServerGroups => words("server group", "server groups", "server groups", "Nova"),
        Quotable::ServerGroupMembers => words("server in one group", "servers in one group", "members of a server group", "Nova"),
        Quotable::Networks => words("network", "networks", "networks", "Neutron"),
        Quotable::Subnets => words("subnet", "subnets", "subnets", "Neutron"),
        Quotable::Ports => words("port", "ports", "ports", "Neutron"),
        Quotable::Routers => words("router", "routers", "routers", "Neutron"),
        Quotable::FloatingIps => words("floating IP", "floating IPs", "floating IPs", "Neutron"),
        Quotable::SecurityGroups => words("security group", "security groups", "security groups", "Neutron"),
        Quotable::SecurityGroupRules => words("security group rule", "security group rules", "security group rules", "Neutron"),
        Quotable::Volumes => words("volume", "volumes", "volumes", "Cinder"),
        Quotable::VolumeStorage => words("volumes", "volumes", "volume storage", "Cinder"),
        Quotable::LoadBalancers => words("load balancer", "load balancers", "load balancers", "Octavia"),
        Quotable::Clusters => words("cluster", "clusters", "clusters", "Magnum"),
    }
}

/// Reports every project that needs more of a resource than it may have.
pub fn report(cx: &Context<'_>, findings: &mut Findings, quotable: Quotable) {
    let words = words(quotable);
    for demand in cx.each(&cx.lab.projects).filter_map(|project| cx.demand(project)) {
        let needed = demand.peak(quotable);
        let allowance = allowance(demand.project, quotable);
        let Some(allowed) = allowance.limit else { continue };
        if needed <= allowed {
            continue;
        }
        let whose = if allowance.is_own { String::new() } else { format!(", {}'s default", words.service) };
        let message = format!(
            "{} needs {}{}{}; the quota is {}{whose}",
            demand.project.name,
            if demand.is_least(quotable) { "more than " } else { "" },
            amount(&words, needed),
            breakdown(&words, demand, quotable),
            plain(&words, allowed)
        );
        let (value, shown) = if demand.is_least(quotable) { (json!("unlimited"), "unlimited".to_owned()) } else { round(&words, needed) };
        let or_more = if value == json!("unlimited") { "" } else { " or more" };
        let finding = findings
            .add(
                demand.project.at(format!("quota.{}", quotable.key())),
                message,
                format!("set the quota of {} to {shown}{or_more}, or make less in the project", words.limit),
            )
            .fix(format!("Set the quota of {} to {shown}", words.limit), demand.project.set(format!("quota.{}", quotable.key()), value));
        // Whoever runs a cloud that is there already may have changed its defaults.
        if !allowance.is_own && demand.cloud.is_none_or(|cloud| cloud.deployment == Deployment::Existing) {
            finding.severity(Severity::Warning);
        }
    }
}

/// An amount in words: `24 vCPUs`, `96 GiB of memory`.
pub fn told(quotable: Quotable, of: u64) -> String {
    amount(&words(quotable), of)
}

/// A limit in words, and the edit that sets one that is enough.
pub fn limit(demand: &Demand<'_>, quotable: Quotable, allowed: u64, needed: u64) -> (String, Command) {
    let words = words(quotable);
    (plain(&words, allowed), demand.project.set(format!("quota.{}", quotable.key()), round(&words, needed).0))
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
