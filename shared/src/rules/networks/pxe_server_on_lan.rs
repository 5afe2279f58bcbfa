//! A director or bastion serves DHCP and PXE on a bridge of the host's.
//!
//! ## What it does
//! Looks at networks in mode `bridge` that machines boot from over PXE and on which a director or bastion has a port.
//!
//! ## Why
//! The server also answers every other machine of the LAN behind the bridge: it hands them the lab's addresses and may install over them.
//!
//! ## Fix
//! Provision on an isolated network. Accept the finding where the LAN is there for this lab only.
//!
//! ## Source
//! Catalogue R32. infrared documentation, virsh: a bridged network "can disrupt the LAN by serving as an unauthorized DHCP server".

use crate::{
    diagnostic::Severity,
    document::Command,
    model::{Kind, NetworkMode, Role},
    rules::{Context, Findings, Input, Rule, support::edit::Located},
};

use crate::rules::support::pxe::boot_networks;

pub const RULE: Rule = Rule {
    id: "networks/pxe-server-on-lan",
    severity: Severity::Warning,
    reads: &[Input::Records(Kind::Networks), Input::Fields(Kind::Machines, &["name", "id", "role", "boot", "ports"])],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let boots = boot_networks(cx.lab);
    for network in cx.lab.networks.iter().filter(|network| network.mode == NetworkMode::Bridge && boots.contains(network.name.as_str())) {
        let mut ports = cx.index.ports.get(network.name.as_str()).into_iter().flatten();
        let Some((server, _)) = ports.find(|(machine, _)| matches!(machine.role, Role::Director | Role::Bastion)) else { continue };
        let message = format!(
            "{} {} boots machines over {}, a bridge of the host's: it answers the whole LAN",
            server.role, server.name, network.name
        );
        let isolate =
            Command::Batch { commands: vec![network.set("mode", "isolated"), network.unset("bridge"), network.unset("existing")] };
        findings
            .add(network.at("mode"), message, "provision on an isolated network")
            .fix(format!("Make {} isolated", network.name), isolate);
    }
}
