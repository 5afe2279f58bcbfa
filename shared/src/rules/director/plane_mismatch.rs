//! A control plane's prefix is not the director's.
//!
//! ## What it does
//! Compares the prefix of planes of purpose control with `networkCidr` of the director, or else that of its `localIp`.
//!
//! ## Why
//! The nodes get addresses of the director's network, and templates and services look for them in the plane's.
//!
//! ## Fix
//! Take one prefix for both; the director's is offered.
//!
//! ## Source
//! openstack/tripleo-docs deploy-guide/source/features/network_isolation.rst: ctlplane is the undercloud's provisioning network.

use crate::{
    diagnostic::Severity,
    model::PlanePurpose,
    rules::{
        Context, Findings, Rule,
        support::{edit::Located, layers::BY_CLOUD, parts::parts},
    },
};

pub const RULE: Rule = Rule { id: "director/plane-mismatch", severity: Severity::Error, reads: BY_CLOUD, check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for cloud in cx.each(&cx.lab.clouds) {
        let Some(director) = cloud.deployment.director() else { continue };
        let prefix = director.network_cidr.unwrap_or_else(|| director.local_ip.subnet());
        for plane in parts(&cloud.planes).filter(|plane| plane.purpose == PlanePurpose::Control) {
            let Some(subnet) = plane.subnet.filter(|subnet| *subnet != prefix) else { continue };
            let field = format!("planes[{}].subnet", plane.name);
            findings
                .add(
                    cloud.at(&field),
                    format!("{} of {} is {subnet}, but its director provisions on {prefix}", plane.name, cloud.name),
                    "take one prefix for both",
                )
                .fix(format!("Take {prefix}"), cloud.set(field, prefix.to_string()));
        }
    }
}
