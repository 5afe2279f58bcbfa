//! L0: the host's CPUs and memory.

use crate::{
    capacity::site::Site,
    diagnostic::Subject,
    facts::DomainFacts,
    model::{Host, Keyed, Kind, RecordRef},
};

use super::{Budget, Claim, Claimant, Holder, HolderId, HolderKind, Quantity};

pub(super) fn holder(site: &Site<'_>) -> Holder {
    let (lab, facts) = (site.lab, site.facts);
    let overcommit = &lab.host.overcommit;
    let vcpus = Budget::new(Quantity::Vcpus).promises(overcommit.vcpus, "host.overcommit.vcpus");
    let memory = Budget::new(Quantity::Memory)
        .reserves(lab.host.kept_memory().bytes(), kept_from(&lab.host))
        .promises(overcommit.memory, "host.overcommit.memory");
    let (vcpus, memory) = match facts {
        Some(facts) => (
            vcpus.holds(facts.cpu.threads.into(), "the host's hardware threads"),
            memory.holds(facts.memory.total.bytes(), "the host's memory"),
        ),
        None => (vcpus, memory),
    };
    let asleep = |of: fn(&DomainFacts) -> u64| site.asleep().map(|(domain, _)| of(domain)).fold(0, u64::saturating_add);
    let name = facts.map_or_else(|| lab.host.name.to_string(), |facts| facts.name.clone());
    Holder {
        id: HolderId { kind: HolderKind::Host, name, cloud: None },
        subject: Subject::record(RecordRef::host()),
        budgets: vec![
            Budget { asleep: asleep(|domain| domain.vcpus.into()), ..vcpus }.claimed_by(claims(
                site,
                |machine| machine.vcpus.into(),
                |domain| domain.vcpus.into(),
            )),
            Budget { asleep: asleep(|domain| domain.memory.bytes()), ..memory }.claimed_by(claims(
                site,
                |machine| machine.memory.bytes(),
                |domain| domain.memory.bytes(),
            )),
        ],
    }
}

/// Where it is written what machines get none of.
pub(super) fn kept_from(host: &Host) -> &'static str {
    if host.tuning.huge_pages.is_some() { "host.reserve.memory and host.tuning.hugePages" } else { "host.reserve.memory" }
}

/// The lab's machines, then the domains that run now and are not the lab's.
fn claims(site: &Site<'_>, of_machine: impl Fn(&crate::model::Machine) -> u64, of_domain: impl Fn(&DomainFacts) -> u64) -> Vec<Claim> {
    let machines = site.lab.machines.iter().map(|machine| {
        Claim::new(Claimant::Machine, machine.name.as_str(), Some(of_machine(machine)))
            .at(Subject::record(RecordRef::new(Kind::Machines, machine.id())))
    });
    let others = others(site).map(|domain| Claim {
        lab: domain.mark.as_ref().map(|mark| mark.lab.clone()),
        ..Claim::new(Claimant::Other, domain.name.as_str(), Some(of_domain(domain)))
    });
    machines.chain(others).collect()
}

/// The domains that run now and are not the lab's.
pub(in crate::capacity) fn others<'a>(site: &Site<'a>) -> impl Iterator<Item = &'a DomainFacts> {
    let site = *site;
    let domains = site.facts.into_iter().flat_map(|facts| &facts.domains);
    domains.filter(move |domain| domain.state.is_active() && !site.is_ours(domain.mark.as_ref()))
}
