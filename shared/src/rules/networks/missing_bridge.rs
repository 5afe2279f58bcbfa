//! A network in mode bridge does not say which bridge.
//!
//! ## What it does
//! Looks at the networks in mode `bridge` that are not existing libvirt networks.
//!
//! ## Why
//! Such a network is the host's own bridge under a name; without the bridge there is nothing to attach a port to, and libvirt refuses it.
//!
//! ## Fix
//! Name one of the host's bridges. Where the host is known, its bridges are offered.
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
    Rule { id: "networks/missing-bridge", severity: Severity::Error, reads: &[Input::Records(Kind::Networks), Input::HostNetworks], check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for network in
        cx.lab.networks.iter().filter(|network| network.mode == NetworkMode::Bridge && !network.existing && network.bridge.is_none())
    {
        let mut finding = findings.add(
            network.here(),
            format!("{} is on a bridge of the host's, but does not say which", network.name),
            "name the host's bridge in `bridge`",
        );
        for bridge in host_bridges(cx).unwrap_or_default().into_iter().take(3) {
            finding = finding.fix(format!("Use {bridge}"), network.set("bridge", bridge));
        }
    }
}
