//! A node boots over a port that the director does not hear.
//!
//! ## What it does
//! Compares the segment, network and VLAN, of each node's boot port with that of the director's `localInterface`.
//!
//! ## Why
//! The node's DHCP request does not reach the director: introspection times out, and the node stays in `enroll` or `clean failed`.
//!
//! ## Fix
//! Boot over a port on the provisioning segment; it is offered where the machine has one.
//!
//! ## Source
//! Catalogue R36, R37. openstack/tripleo-docs deploy-guide/source/environments/baremetal.rst: all nodes PXE boot from the NIC on the provisioning network.

use crate::{
    diagnostic::Severity,
    rules::{
        Context, Findings, Rule,
        support::{edit::Located, layers::AROUND, pxe::boot_port},
    },
};

pub const RULE: Rule = Rule { id: "director/pxe-elsewhere", severity: Severity::Error, reads: AROUND, check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for cloud in cx.each(&cx.lab.clouds) {
        if cloud.deployment.director().is_none() {
            continue;
        }
        let topology = cx.topology();
        let Some(ctlplane) = topology.ctlplane(cloud) else { continue };
        for node in &cloud.nodes {
            let Some(machine) = cx.index.machines.get(node.machine.as_str()).copied() else { continue };
            let Some(port) = boot_port(machine) else { continue };
            let Some(segment) = topology.of_port(machine, port.name.as_str(), None).filter(|segment| *segment != ctlplane) else {
                continue;
            };
            let message = format!(
                "{} boots over {} on {}, but the director of {} provisions on {}",
                machine.name,
                port.name,
                topology.segment(segment).label(),
                cloud.name,
                topology.segment(ctlplane).label()
            );
            let finding = findings.add(machine.at("boot"), message, "boot over a port on the provisioning segment");
            let mut others = machine.ports.iter();
            if let Some(other) = others.find(|other| topology.of_port(machine, other.name.as_str(), None) == Some(ctlplane)) {
                let boot = serde_json::json!({ "pxe": { "port": other.name.as_str() } });
                finding.fix(format!("Boot over {}", other.name), machine.set("boot", boot));
            }
        }
    }
}
