//! Two servers take one port, or one server takes it twice.
//!
//! ## What it does
//! Looks, for each port that a project makes beforehand, at the servers of the project that take it.
//!
//! ## Why
//! A port belongs to one server: Nova refuses the second ("Port … is still in use", 409), and it goes to ERROR.
//!
//! ## Fix
//! Make a port for each server.
//!
//! ## Source
//! Compute API, "Create server" (networks.port; 409 where the port is in use). Nova, `nova/exception.py` (PortInUse).

use std::collections::BTreeMap;

use crate::{
    diagnostic::Severity,
    model::Kind,
    rules::{
        Context, Findings, Input, Rule,
        groups::{IN_PROJECT, key_of},
        support::{edit::Located, twins::firsts},
    },
    value::Name,
};

pub const RULE: Rule = Rule {
    id: "projects/port-used-twice",
    severity: Severity::Error,
    reads: &[Input::Each(Kind::Projects), Input::Named(Kind::Servers)],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for project in cx.each(&cx.lab.projects).filter(|project| !project.ports.is_empty()) {
        let mut takers: BTreeMap<&Name, Vec<&str>> = BTreeMap::new();
        let servers = cx.index.group(IN_PROJECT, key_of(&[project.name.as_str()])).filter(|server| server.project == project.name);
        for server in servers {
            for port in server.ports.iter().filter_map(|port| port.port.as_ref()) {
                takers.entry(port).or_default().push(server.name.as_str());
            }
        }
        for port in firsts(&project.ports, |port| &port.name) {
            let Some(servers) = takers.get(&port.name).filter(|servers| servers.len() > 1) else { continue };
            let message = format!("{} is the port of {}", port.name, servers.join(", "));
            findings.add(project.at(format!("ports[{}]", port.name)), message, "make a port for each server");
        }
    }
}
