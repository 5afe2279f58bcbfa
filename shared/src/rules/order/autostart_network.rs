//! A machine starts with the host, but one of its networks does not.
//!
//! ## What it does
//! Looks at the networks of the machines with `autostart`: the lab's own setting, for an existing network that of the host.
//!
//! ## Why
//! After a reboot of the host libvirt cannot start the machine: "network '…' is not active".
//!
//! ## Fix
//! Let the network start with the host too.
//!
//! ## Source
//! Catalogue R184. libvirt documentation, virsh(1), `net-autostart`.

use crate::{
    diagnostic::Severity,
    model::{Kind, Machine, Network},
    rules::{
        Context, Findings, Input, Rule,
        support::edit::{Located, several},
    },
};

pub const RULE: Rule = Rule {
    id: "order/autostart-network",
    severity: Severity::Warning,
    reads: &[Input::Each(Kind::Networks), Input::Named(Kind::Machines), Input::HostNetworks],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for network in cx.each(&cx.lab.networks) {
        let stays_off =
            if network.existing { cx.existing_network(network).is_some_and(|facts| !facts.autostart) } else { !network.autostart };
        if !stays_off {
            continue;
        }
        let ports = cx.index.ports.get(network.name.as_str()).into_iter().flatten();
        let mut machines: Vec<&Machine> = ports.map(|(machine, _)| *machine).filter(|machine| machine.autostart).collect();
        machines.dedup_by_key(|machine| machine.name.as_str());
        if let Some(first) = machines.first() {
            report(network, first, machines.len(), findings);
        }
    }
}

fn report(network: &Network, first: &Machine, count: usize, findings: &mut Findings) {
    let others = if count > 1 { format!(" and {}", several(count - 1, "more machine", "more machines")) } else { String::new() };
    let subject = if network.existing { network.here() } else { network.at("autostart") };
    let message = format!("{} does not start with the host, but what is on it does: {}{others}", network.name, first.name);
    if network.existing {
        findings.add(subject, message, format!("on the host: virsh net-autostart {}", network.name));
    } else {
        findings
            .add(subject, message, "let the network start with the host too")
            .fix(format!("Start {} with the host", network.name), network.unset("autostart"));
    }
}
