//! A network on a bridge of the host's has a DHCP range.
//!
//! ## What it does
//! Looks at the networks in the modes `bridge` and `open-vswitch`.
//!
//! ## Why
//! libvirt runs no DHCP server on a bridge that is the host's own: whoever serves the LAN behind it answers, or nobody.
//!
//! ## Fix
//! Take the range away; machines that need a fixed address get it by cloud-init.
//!
//! ## Source
//! libvirt `src/network/bridge_driver.c`, networkValidate: "Unsupported <ip> element in network … with forward mode='bridge'".

use crate::{
    diagnostic::Severity,
    model::{Kind, NetworkMode},
    rules::{Context, Findings, Input, Rule, support::edit::Located},
};

pub const RULE: Rule = Rule { id: "networks/dhcp-on-bridge", severity: Severity::Error, reads: &[Input::Each(Kind::Networks)], check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for network in cx.each(&cx.lab.networks).filter(|network| matches!(network.mode, NetworkMode::Bridge | NetworkMode::OpenVswitch)) {
        let Some(range) = network.dhcp_range() else { continue };
        findings
            .add(
                network.at("dhcp"),
                format!("{} is a bridge of the host's: libvirt cannot hand out {range} there", network.name),
                "take the range away, or make the network nat, routed or isolated",
            )
            .fix("Take the range away", network.unset("dhcp"));
    }
}
