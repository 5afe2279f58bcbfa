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
    rules::{
        Context, Findings, Input, Rule,
        support::{edit::several, load::Vcpus},
    },
};

pub const RULE: Rule = Rule {
    id: "capacity/vcpu-overcommit",
    severity: Severity::Error,
    reads: &[Input::Records(Kind::Host), Input::Fields(Kind::Machines, &["vcpus"]), Input::Cpu, Input::Domains],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let Some(load) = Vcpus::of(cx) else { return };
    let (sum, threads, allowed) = (load.all(), load.threads, load.allowed);
    let (severity, help) = if sum > allowed {
        let beyond = several((sum - allowed) as usize, "virtual CPU", "virtual CPUs");
        (Severity::Error, format!("take {beyond} off the machines, or raise host.overcommit.vcpus knowingly"))
    } else if 2 * sum > allowed.max(2 * threads) {
        (Severity::Warning, "give machines fewer virtual CPUs, or expect slow starts".to_owned())
    } else if sum > threads {
        (Severity::Info, "nothing needs to be done while the guests do not all work at once".to_owned())
    } else {
        return;
    };
    let beside = if load.others == 0 { String::new() } else { format!(", other domains {}", load.others) };
    let ratio = sum as f64 / threads as f64;
    let host = &cx.lab.host;
    let message = format!(
        "machines have {} virtual CPUs{beside}; {} has {threads} hardware threads: {ratio:.2} on each, of {} allowed",
        load.asked, host.name, host.overcommit.vcpus
    );
    findings.add(Subject::record(RecordRef::host()), message, help).severity(severity);
}
