//! A network's prefix overlaps Docker's default bridge.
//!
//! ## What it does
//! Compares the prefixes of the networks that the lab makes with 172.17.0.0/16.
//!
//! ## Why
//! A machine or host that runs Docker with its defaults has that prefix on docker0 and sends what is meant for the lab into it.
//!
//! ## Fix
//! Take another prefix. The lowest free one is offered; the DHCP range and the machines' fixed addresses move along.
//!
//! ## Source
//! Catalogue R63. openshift/installer `pkg/types/validation/installconfig.go` warns of it; Docker documentation, "Bridge network driver".

use crate::{
    diagnostic::Severity,
    model::{Kind, NetworkMode},
    rules::{
        Context, Findings, Input, Rule,
        support::{edit::Located, renumber::renumber},
    },
    value::Subnet,
};

pub const RULE: Rule = Rule {
    id: "addressing/docker-overlap",
    severity: Severity::Warning,
    reads: &[Input::Records(Kind::Networks), Input::Named(Kind::Machines), Input::HostNetworks],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let Ok(docker) = "172.17.0.0/16".parse::<Subnet>() else { return };
    for network in cx.lab.networks.iter().filter(|network| !network.existing && network.mode != NetworkMode::Bridge) {
        let Some(own) = network.ip.filter(|own| own.subnet().overlaps(docker)) else { continue };
        let message = format!("{} of {} overlaps 172.17.0.0/16, Docker's default bridge", own.subnet(), network.name);
        let finding = findings.add(network.at("ip"), message, "take another prefix, or keep Docker off the lab's machines and host");
        if let Some((free, command)) = renumber(cx, network) {
            finding.fix(format!("Move {} to {free}", network.name), command);
        }
    }
}
