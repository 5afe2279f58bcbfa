//! kolla-ansible's external interface has an address.
//!
//! ## What it does
//! Looks at the port that becomes part of br-ex (`neutron_external_interface`) on each node.
//!
//! ## Why
//! Neutron takes the port into br-ex: what spoke to its address is cut off.
//!
//! ## Fix
//! Take the address off the port (offered), or use another port.
//!
//! ## Source
//! Catalogue R172. openstack/kolla-ansible, `doc/source/user/quickstart.rst` ("this interface should be active without an IP address").

use crate::{
    diagnostic::Severity,
    model::{Deployment, Kind},
    rules::{
        Context, Findings, Input, Rule,
        support::{edit::Located, nodes::nodes},
    },
};

pub const RULE: Rule = Rule {
    id: "clouds/addressed-external-port",
    severity: Severity::Error,
    reads: &[Input::Named(Kind::Machines), Input::Each(Kind::Clouds)],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for cloud in cx.each(&cx.lab.clouds) {
        let Deployment::Kolla(kolla) = &cloud.deployment else { continue };
        let Some(external) = &kolla.external_interface else { continue };
        for (_, machine) in nodes(cx, cloud) {
            let Some(port) = machine.ports.iter().find(|port| port.name == *external) else { continue };
            let Some(address) = port.address else { continue };
            let field = format!("ports[{}].address", port.name);
            findings
                .add(
                    machine.at(&field),
                    format!("{external} of {} is Neutron's external interface, but has the address {address}", machine.name),
                    "take the address off, or use another port",
                )
                .fix("Take the address off", machine.unset(&field));
        }
    }
}
