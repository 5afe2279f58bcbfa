//! A floating IP is not an address of its external network.
//!
//! ## What it does
//! Compares the floating IPs that projects reserve with the prefix of the external network. Those that clusters name are a rule of theirs.
//!
//! ## Why
//! Neutron refuses it: "IP address … is not a valid IP for any of the subnets on the specified network".
//!
//! ## Fix
//! Take an address of the external network.
//!
//! ## Source
//! Catalogue R98. openstack/neutron-lib `neutron_lib/exceptions/__init__.py`, InvalidIpForNetwork.

use crate::{
    diagnostic::Severity,
    rules::{
        Context, Findings, Rule,
        support::{edit::Located, layers::BY_PROJECT},
    },
};

pub const RULE: Rule = Rule { id: "addressing/floating-ip-outside", severity: Severity::Error, reads: BY_PROJECT, check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for project in cx.each(&cx.lab.projects).filter(|project| !project.floating_ips.is_empty()) {
        let Some(cloud) = cx.index.clouds.get(project.cloud.as_str()) else { continue };
        for (index, floating) in project.floating_ips.iter().enumerate() {
            let external = cloud.external_networks.iter().find(|external| external.name == floating.network);
            let (Some(address), Some(subnet)) = (floating.address, external.and_then(|external| external.subnet)) else { continue };
            if !subnet.is_usable(address) {
                let message = format!("{address} of {} is not an address of {}, {subnet}", project.name, floating.network);
                findings.add(project.at(format!("floatingIps[{index}].address")), message, "take an address of the external network");
            }
        }
    }
}
