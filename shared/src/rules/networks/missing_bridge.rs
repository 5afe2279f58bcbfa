//! A network on a bridge of the host's does not say which.
//!
//! ## What it does
//! Looks at the networks in the modes `bridge` and `open-vswitch` that are not existing libvirt networks.
//!
//! ## Why
//! Such a network is the host's own bridge under a name; without the bridge there is nothing to attach a port to, and libvirt refuses it.
//!
//! ## Fix
//! Name one of the host's bridges, or in mode `open-vswitch` a new one, which the plan makes. Where the host is known, its bridges are offered in mode `bridge`.
//!
//! ## Source
//! libvirt documentation, "Network XML format", "Using an existing host bridge".

use crate::{
    diagnostic::Severity,
    model::{Kind, NetworkMode},
    rules::{Context, Findings, Input, Rule, support::edit::Located},
};

use crate::rules::support::bridges::host_bridges;

pub const RULE: Rule =
    Rule { id: "networks/missing-bridge", severity: Severity::Error, reads: &[Input::Each(Kind::Networks), Input::HostNetworks], check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let on_bridge = |network: &&crate::model::Network| matches!(network.mode, NetworkMode::Bridge | NetworkMode::OpenVswitch);
    for network in cx.each(&cx.lab.networks).filter(on_bridge).filter(|network| !network.existing && network.bridge.is_none()) {
        let mut finding = findings.add(
            network.here(),
            format!("{} is on a bridge of the host's, but does not say which", network.name),
            "name the host's bridge in `bridge`",
        );
        if network.mode == NetworkMode::OpenVswitch {
            continue;
        }
        for bridge in host_bridges(cx).unwrap_or_default().into_iter().take(3) {
            finding = finding.fix(format!("Use {bridge}"), network.set("bridge", bridge));
        }
    }
}
