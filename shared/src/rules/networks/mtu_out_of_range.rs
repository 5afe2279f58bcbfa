//! A network's MTU is none that its protocols allow.
//!
//! ## What it does
//! Compares the MTU with 68 and 65535, and with 1280 on a network with an IPv6 address.
//!
//! ## Why
//! An IPv4 link must carry packets of 68 bytes and cannot carry any of more than 65535. Below 1280 Linux turns IPv6 off on the link.
//!
//! ## Fix
//! Take the default of 1500, or another value in the range.
//!
//! ## Source
//! RFC 791 §3.2 (68 and 65535); RFC 8200 §5 (1280); catalogue R53.

use crate::{
    diagnostic::Severity,
    model::Kind,
    rules::{Context, Findings, Input, Rule, support::edit::Located},
};

pub const RULE: Rule = Rule { id: "networks/mtu-out-of-range", severity: Severity::Error, reads: &[Input::Each(Kind::Networks)], check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for network in cx.each(&cx.lab.networks) {
        let Some(mtu) = network.mtu else { continue };
        let (least, why) = if network.ip6.is_some() { (1280, "IPv6 needs") } else { (68, "IPv4 needs") };
        let message = if mtu < least {
            format!("the MTU of {} is {mtu}; {why} {least}", network.name)
        } else if mtu > 65535 {
            format!("the MTU of {} is {mtu}; an IP packet has 65535 bytes at most", network.name)
        } else {
            continue;
        };
        findings
            .add(network.at("mtu"), message, format!("take a value from {least} to 65535"))
            .fix("Take the default of 1500", network.unset("mtu"));
    }
}
