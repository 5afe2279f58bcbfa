//! L2: what projects may have, and what their servers and clusters need of it.

use std::collections::BTreeMap;

use crate::{
    capacity::{
        demand::{Demand, Quotable},
        quota::allowance,
    },
    diagnostic::Subject,
    model::{Keyed, Kind, RecordRef},
};

use super::{Budget, Claim, Claimant, Holder, HolderId, HolderKind, Quantity};

/// A holder for each project; what it neither needs nor says a limit for is left out.
pub(super) fn holders(demands: &BTreeMap<&str, Demand<'_>>) -> Vec<Holder> {
    demands.values().map(holder).collect()
}

fn holder(demand: &Demand<'_>) -> Holder {
    let project = demand.project;
    let subject = Subject::record(RecordRef::new(Kind::Projects, project.id()));
    let mut budgets = Vec::new();
    for quotable in Quotable::ALL {
        let allowance = allowance(project, quotable);
        let claims = claims(demand, quotable, &subject);
        if claims.is_empty() && !allowance.is_own {
            continue;
        }
        let budget = Budget::new(Quantity::Quota(quotable));
        let budget = match allowance.limit {
            Some(limit) => budget.holds(limit, allowance.from),
            None => budget.unlimited(allowance.from),
        };
        budgets.push(budget.with(claims, demand.settled(quotable), demand.peak(quotable)));
    }
    Holder {
        id: HolderId { kind: HolderKind::Quota, name: project.name.to_string(), cloud: Some(project.cloud.clone()) },
        subject,
        budgets,
    }
}

fn claims(demand: &Demand<'_>, quotable: Quotable, subject: &Subject) -> Vec<Claim> {
    let name = &demand.project.name;
    let mut claims = vec![
        Claim::new(Claimant::Project, name.as_str(), Some(demand.own.of(quotable))).at(subject.clone()),
        Claim::new(Claimant::Servers, format!("servers of {name}"), Some(demand.servers.of(quotable))).at(subject.clone()),
    ];
    for cluster in &demand.clusters {
        let at = || Subject::record(RecordRef::new(Kind::Clusters, cluster.id));
        claims.push(Claim::new(Claimant::Cluster, cluster.name.as_str(), Some(cluster.always.of(quotable))).at(at()));
        claims.push(Claim {
            during: Some(cluster.name.clone()),
            ..Claim::new(Claimant::Cluster, cluster.name.as_str(), Some(cluster.install.of(quotable))).at(at())
        });
    }
    claims.retain(|claim| claim.amount != Some(0));
    claims
}
