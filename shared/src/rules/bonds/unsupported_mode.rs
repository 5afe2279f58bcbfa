//! A bond of the kernel has a mode that only Open vSwitch knows.
//!
//! ## What it does
//! Looks for `balance-slb` and `balance-tcp` on bonds without `openVswitch`.
//!
//! ## Why
//! The kernel's bonding driver refuses the mode ("invalid bonding mode"), and the machine comes up without the link.
//!
//! ## Fix
//! Make it an Open vSwitch bond, or take active-backup; both are offered.
//!
//! ## Source
//! ovs-vswitchd.conf.db(5), Port table, `bond_mode`: active-backup, balance-slb, balance-tcp; Linux Documentation/networking/bonding.rst, `mode`.

use crate::{
    diagnostic::Severity,
    model::BondMode,
    rules::{
        Context, Findings, Rule,
        support::{edit::Located, layers::BY_MACHINE, parts::parts},
    },
};

pub const RULE: Rule = Rule { id: "bonds/unsupported-mode", severity: Severity::Error, reads: BY_MACHINE, check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for machine in cx.each(&cx.lab.machines) {
        for bond in parts(&machine.bonds).filter(|bond| !bond.open_vswitch) {
            if !matches!(bond.mode, BondMode::BalanceSlb | BondMode::BalanceTcp) {
                continue;
            }
            let field = format!("bonds[{}].mode", bond.name);
            let message = format!(
                "{} of {} is a bond of the kernel with mode {}, which only Open vSwitch knows",
                bond.name,
                machine.name,
                bond.mode.as_str()
            );
            findings
                .add(machine.at(&field), message, "make it an Open vSwitch bond, or take another mode")
                .fix("Make it an Open vSwitch bond", machine.set(format!("bonds[{}].openVswitch", bond.name), true))
                .fix("Take active-backup", machine.set(field, "active-backup"));
        }
    }
}
