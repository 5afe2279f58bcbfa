//! A port without port security has security groups or allowed address pairs.
//!
//! ## What it does
//! Looks at the ports of projects with `portSecurity: false`.
//!
//! ## Why
//! Neutron refuses the port (409): without port security nothing is dropped, so there is nothing that groups and pairs could allow.
//!
//! ## Fix
//! Leave port security on (offered), or leave groups and pairs out.
//!
//! ## Source
//! Networking API, "Port security" and "Allowed address pairs". neutron-lib, `neutron_lib/exceptions/port_security.py` (PortSecurityAndIPRequiredForSecurityGroups) and `allowedaddresspairs.py` (AddressPairAndPortSecurityRequired: "Port Security must be enabled in order to have allowed address pairs on a port").

use crate::{
    diagnostic::Severity,
    model::Kind,
    rules::{
        Context, Findings, Input, Rule,
        support::{edit::Located, twins::firsts},
    },
};

pub const RULE: Rule =
    Rule { id: "projects/security-without-port-security", severity: Severity::Error, reads: &[Input::Each(Kind::Projects)], check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for project in cx.each(&cx.lab.projects) {
        for port in firsts(&project.ports, |port| &port.name).filter(|port| !port.port_security) {
            let has = match (port.security_groups.is_empty(), port.allowed_address_pairs.is_empty()) {
                (true, true) => continue,
                (false, true) => "security groups",
                (true, false) => "allowed address pairs",
                (false, false) => "security groups and allowed address pairs",
            };
            let field = format!("ports[{}].portSecurity", port.name);
            findings
                .add(project.at(&field), format!("{} has {has}, but no port security", port.name), "leave port security on")
                .fix("Leave it on", project.unset(field));
        }
    }
}
