//! A network's MTU is larger than that of the host's bridge below it.
//!
//! ## What it does
//! Compares the MTU of each network in mode `bridge` with that of the host's interface.
//!
//! ## Why
//! The guests send frames that the bridge drops without a word: ping works, and TLS handshakes and downloads hang.
//!
//! ## Fix
//! Take the bridge's MTU, or raise that of the bridge and of everything behind it.
//!
//! ## Source
//! Catalogue R55, R57. Linux `net/bridge/br_forward.c`: frames longer than the port's MTU are dropped.

use crate::{
    diagnostic::Severity,
    model::{Kind, NetworkMode},
    rules::{Context, Findings, Input, Rule, support::edit::Located},
};

pub const RULE: Rule = Rule {
    id: "networks/mtu-above-bridge",
    severity: Severity::Warning,
    reads: &[Input::Each(Kind::Networks), Input::HostNetworks],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for network in cx.each(&cx.lab.networks).filter(|network| network.mode == NetworkMode::Bridge) {
        let (Some(bridge), Some(mtu)) = (&network.bridge, network.mtu) else { continue };
        let interface =
            cx.facts.into_iter().flat_map(|facts| facts.interfaces.iter().flatten()).find(|interface| interface.name == bridge.as_str());
        let Some(below) = interface.and_then(|interface| interface.mtu).filter(|below| *below < mtu) else { continue };
        findings
            .add(
                network.at("mtu"),
                format!("the MTU of {} is {mtu}, but its bridge {bridge} carries {below}", network.name),
                "take the bridge's MTU, or raise it on the bridge and behind it",
            )
            .fix(format!("Take {below}"), network.set("mtu", below));
    }
}
