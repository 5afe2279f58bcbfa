//! A bond asks for LACP on virtual ports that have no partner for it.
//!
//! ## What it does
//! Looks for bonds in the modes `lacp` and `balance-tcp` whose ports are on networks of L0.
//!
//! ## Why
//! LACP is spoken with the switch. A Linux bridge passes no LACP frames on and speaks none itself, and an Open vSwitch port of a machine is no bond on the host's side: the bond never gets a partner. The kernel's then uses one port; Open vSwitch's balance-tcp carries nothing.
//!
//! ## Fix
//! Take active-backup or, in Open vSwitch, balance-slb (offered).
//!
//! ## Source
//! Linux `net/bridge/br_input.c`, br_handle_frame, and `br_private.h`, BR_GROUPFWD_RESTRICTED: frames to 01-80-C2-00-00-02 are never forwarded; ovs-vswitchd.conf.db(5), `bond_mode`: balance-tcp requires LACP negotiation with the upstream switch.

use crate::{
    diagnostic::Severity,
    model::BondMode,
    rules::{
        Context, Findings, Rule,
        support::{edit::Located, layers::BY_MACHINE, parts::parts},
    },
};

pub const RULE: Rule = Rule { id: "bonds/lacp-without-partner", severity: Severity::Warning, reads: BY_MACHINE, check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for machine in cx.each(&cx.lab.machines) {
        for bond in parts(&machine.bonds).filter(|bond| matches!(bond.mode, BondMode::Lacp | BondMode::BalanceTcp)) {
            // A mode that the kernel does not know is another rule's matter.
            if bond.mode == BondMode::BalanceTcp && !bond.open_vswitch {
                continue;
            }
            let mut networks = bond.ports.iter().filter_map(|name| machine.ports.iter().find(|port| port.name == *name)?.network.as_ref());
            let Some(network) = networks.next() else { continue };
            let other = if bond.open_vswitch { "balance-slb" } else { "active-backup" };
            let field = format!("bonds[{}].mode", bond.name);
            let message =
                format!("{} of {} has mode {} on {network}, where nobody speaks LACP with it", bond.name, machine.name, bond.mode.as_str());
            findings.add(machine.at(&field), message, format!("take {other}")).fix(format!("Take {other}"), machine.set(field, other));
        }
    }
}
