//! Machines have more virtual CPUs than the host has hardware threads.
//!
//! ## What it does
//! Divides the virtual CPUs of the lab's machines and of the host's other active domains by the host's threads. Above 1 it tells the ratio, above half of `host.overcommit.vcpus` it warns, above all of it it is an error.
//!
//! ## Why
//! CPUs are shared in time. With idle guests a ratio of 4 is not felt; beyond that, timeouts of installers and elections of clusters begin to fail at random.
//!
//! ## Fix
//! Give machines fewer virtual CPUs, start them one after another, or raise `host.overcommit.vcpus` knowingly.
//!
//! ## Source
//! Catalogue R16 (warning above 4, error above 8, tunable): no vendor publishes a limit; openshift/okd#1458 shows the symptom.

use crate::{
    diagnostic::{Severity, Subject},
    model::{Kind, RecordRef},
    rules::{Context, Findings, Input, Rule, support::edit::several},
};

pub const RULE: Rule = Rule {
    id: "capacity/vcpu-overcommit",
    severity: Severity::Error,
    reads: &[Input::Records(Kind::Host), Input::Records(Kind::Machines), Input::Cpu, Input::Domains],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let Some(facts) = cx.facts.filter(|facts| facts.cpu.threads > 0) else { return };
    let asked: u64 = cx.lab.machines.iter().map(|machine| u64::from(machine.vcpus)).sum();
    let others: u64 = facts
        .domains
        .iter()
        .filter(|domain| domain.state.is_active() && !cx.is_ours(domain.mark.as_ref()))
        .map(|domain| u64::from(domain.vcpus))
        .sum();
    let threads = u64::from(facts.cpu.threads);
    let limit = cx.lab.host.overcommit.vcpus;
    let sum = asked + others;
    let (severity, help) = if sum > limit.of(threads) {
        (
            Severity::Error,
            format!(
                "take {} off the machines, or raise host.overcommit.vcpus knowingly",
                several((sum - limit.of(threads)) as usize, "virtual CPU", "virtual CPUs")
            ),
        )
    } else if 2 * sum > limit.of(threads).max(2 * threads) {
        (Severity::Warning, "give machines fewer virtual CPUs, or expect slow starts".to_owned())
    } else if sum > threads && asked > 0 {
        (Severity::Info, "nothing needs to be done while the guests do not all work at once".to_owned())
    } else {
        return;
    };
    if asked == 0 {
        return;
    }
    let beside = if others == 0 { String::new() } else { format!(", other domains {others}") };
    let ratio = sum as f64 / threads as f64;
    let message = format!(
        "machines have {asked} virtual CPUs{beside}; {} has {threads} hardware threads: {ratio:.2} on each, of {limit} allowed",
        cx.lab.host.name
    );
    findings.add(Subject::record(RecordRef::host()), message, help).severity(severity);
}
