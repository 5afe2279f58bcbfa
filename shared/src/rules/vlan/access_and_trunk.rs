//! A portgroup is both an access port and a trunk.
//!
//! ## What it does
//! Looks for portgroups with `access` and with `trunk` or `native`.
//!
//! ## Why
//! A port is one or the other. The network is written with the access VLAN only, and the trunk's VLANs do not arrive.
//!
//! ## Fix
//! Keep one of them; both are offered.
//!
//! ## Source
//! ovs-vswitchd.conf.db(5), "VLAN Configuration": `trunks` must be empty on an access port; libvirt, "Network XML format", `<vlan trunk='yes'>`.

use crate::{
    diagnostic::Severity,
    document::Command,
    rules::{
        Context, Findings, Rule,
        support::{edit::Located, layers::BY_NETWORK, parts::parts},
    },
};

pub const RULE: Rule = Rule { id: "vlan/access-and-trunk", severity: Severity::Error, reads: BY_NETWORK, check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for network in cx.each(&cx.lab.networks) {
        for group in parts(&network.portgroups).filter(|group| !group.trunk.is_empty() || group.native.is_some()) {
            let Some(access) = group.access else { continue };
            let at = |field: &str| format!("portgroups[{}].{field}", group.name);
            let mut tags: Vec<u16> = group.trunk.iter().chain(&group.native).copied().collect();
            tags.sort_unstable();
            tags.dedup();
            let tags = tags.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
            let message =
                format!("portgroup {} of {} is an access port of VLAN {access} and a trunk of {tags} at once", group.name, network.name);
            let access_only = Command::Batch { commands: vec![network.unset(at("trunk")), network.unset(at("native"))] };
            findings
                .add(network.at(at("access")), message, "keep access or trunk")
                .fix(format!("Keep access {access}"), access_only)
                .fix(format!("Keep the trunk {tags}"), network.unset(at("access")));
        }
    }
}
