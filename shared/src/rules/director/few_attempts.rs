//! A director tries fewer times than it has nodes to deploy.
//!
//! ## What it does
//! Compares `schedulerMaxAttempts` (30 where absent) with the number of nodes: the sum of `counts`, or else the cloud's nodes that boot over the network.
//!
//! ## Why
//! Nodes that are scheduled at once race for the same host; each lost race costs an attempt, and the deployment ends with "No valid host was found".
//!
//! ## Fix
//! Take at least the number of nodes; it is offered.
//!
//! ## Source
//! openstack/instack-undercloud undercloud.conf.sample, scheduler_max_attempts: "You should keep it greater or equal to the number of bare metal nodes you expect to deploy at once to work around potential race condition when scheduling."

use crate::{
    diagnostic::Severity,
    figures::figures,
    model::Boot,
    rules::{
        Context, Findings, Rule,
        support::{
            edit::{Located, several},
            layers::BY_CLOUD,
        },
    },
};

pub const RULE: Rule = Rule { id: "director/few-attempts", severity: Severity::Warning, reads: BY_CLOUD, check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for cloud in cx.each(&cx.lab.clouds) {
        let Some(director) = cloud.deployment.director() else { continue };
        let given = director.scheduler_max_attempts;
        let attempts = given.unwrap_or(figures().tripleo_network.scheduler_max_attempts.value);
        let counted: u64 = director.counts.iter().map(|count| u64::from(count.count)).sum();
        let boots = |node: &&crate::model::CloudNode| {
            cx.index.machines.get(node.machine.as_str()).is_some_and(|machine| matches!(machine.boot, Boot::Pxe(_)))
        };
        let nodes = if counted > 0 { counted } else { cloud.nodes.iter().filter(boots).count() as u64 };
        if u64::from(attempts) >= nodes {
            continue;
        }
        let default = if given.is_some() { "" } else { " by default" };
        let field = "deployment.director.schedulerMaxAttempts";
        let finding = findings.add(
            cloud.at(field),
            format!(
                "the director of {} tries {attempts} times{default} and has {} to deploy",
                cloud.name,
                several(usize::try_from(nodes).unwrap_or(usize::MAX), "node", "nodes")
            ),
            "take at least the number of nodes",
        );
        if nodes <= u64::from(u32::MAX) {
            finding.fix(format!("Take {nodes}"), cloud.set(field, nodes));
        }
    }
}
