//! A floating IP leads to a port that no router connects with its network.
//!
//! ## What it does
//! Looks, for floating IPs that lead to a port of the project, for a router that leads to the external network and joins a subnet of the port's network.
//!
//! ## Why
//! Neutron refuses: "External network … is not reachable from subnet … Therefore, cannot associate Port … with a Floating IP".
//!
//! ## Fix
//! Join the subnet to a router that leads there (offered).
//!
//! ## Source
//! Catalogue R98. openstack/neutron, ExternalGatewayForFloatingIPNotFound (the message).

use crate::{
    diagnostic::Severity,
    document::Command,
    model::Kind,
    rules::{
        Context, Findings, Input, Rule,
        support::{edit::Located, twins::firsts},
    },
};

pub const RULE: Rule =
    Rule { id: "projects/unreachable-floating-ip", severity: Severity::Error, reads: &[Input::Each(Kind::Projects)], check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for project in cx.each(&cx.lab.projects) {
        for (index, floating) in project.floating_ips.iter().enumerate() {
            let port = floating.port.as_ref().and_then(|name| project.ports.iter().find(|port| port.name == *name));
            let network = port.and_then(|port| project.networks.iter().find(|network| network.name == port.network));
            let (Some(port), Some(network)) = (port, network) else { continue };
            let joins = |router: &crate::model::Router| network.subnets.iter().any(|subnet| router.subnets.contains(&subnet.name));
            let leads = |router: &crate::model::Router| router.external.as_ref() == Some(&floating.network);
            if project.routers.iter().any(|router| joins(router) && leads(router)) {
                continue;
            }
            let message = format!("no router leads from {}, the network of {}, to {}", network.name, port.name, floating.network);
            let finding = findings.add(
                project.at(format!("floatingIps[{index}].port")),
                message,
                format!("join a subnet of {} to a router that leads to {}", network.name, floating.network),
            );
            let closed = firsts(&project.routers, |router| &router.name).find(|router| joins(router) && router.external.is_none());
            let open = firsts(&project.routers, |router| &router.name).find(|router| leads(router));
            if let Some(router) = closed {
                let command = project.set(format!("routers[{}].external", router.name), floating.network.as_str());
                finding.fix(format!("Let {} lead to {}", router.name, floating.network), command);
            } else if let (Some(router), Some(subnet)) = (open, network.subnets.first()) {
                let field = format!("routers[{}].subnets", router.name);
                let command = Command::Append { record: project.reference(), field, value: subnet.name.as_str().into() };
                finding.fix(format!("Join {} to {}", subnet.name, router.name), command);
            }
        }
    }
}
