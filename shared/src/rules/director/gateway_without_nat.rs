//! The director is its nodes' gateway, but passes nothing on.
//!
//! ## What it does
//! Looks for directors whose `gateway` is their own `localIp`, without `masquerade`.
//!
//! ## Why
//! The nodes send everything to the director, which has no rule that lets it out: they reach no time server, no DNS and no registry.
//!
//! ## Fix
//! Turn `masquerade` on (offered), or take another gateway.
//!
//! ## Source
//! openstack/instack-undercloud undercloud.conf.sample, network_gateway and masquerade_network: "Network that will be masqueraded for external access, if required."

use crate::{
    diagnostic::Severity,
    rules::{
        Context, Findings, Rule,
        support::{edit::Located, layers::BY_CLOUD},
    },
};

pub const RULE: Rule = Rule { id: "director/gateway-without-nat", severity: Severity::Warning, reads: BY_CLOUD, check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for cloud in cx.each(&cx.lab.clouds) {
        let Some(director) = cloud.deployment.director() else { continue };
        if director.masquerade || director.gateway != Some(director.local_ip.address()) {
            continue;
        }
        let message =
            format!("the nodes of {} have the director at {} as their gateway, which does no NAT", cloud.name, director.local_ip.address());
        findings
            .add(cloud.at("deployment.director.gateway"), message, "turn masquerade on, or take another gateway")
            .fix("Turn masquerade on", cloud.set("deployment.director.masquerade", true));
    }
}
