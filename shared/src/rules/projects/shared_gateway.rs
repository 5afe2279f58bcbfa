//! Two routers of a project are the gateway of one subnet.
//!
//! ## What it does
//! Looks for subnets that more than one router joins: a router joins a subnet by taking its gateway's address.
//!
//! ## Why
//! Neutron refuses the second router: the gateway's address is in use already (409 Conflict). The servers have one default gateway.
//!
//! ## Fix
//! Let one router join the subnet; the second is taken out of it (offered). A second way out needs a port of its own with another address.
//!
//! ## Source
//! Networking API, "Add interface to router" (by a subnet the gateway's address is used, 409 where it is in use); Neutron, `neutron/db/l3_db.py` (_add_interface_by_subnet takes gateway_ip).

use std::collections::BTreeMap;

use serde_json::json;

use crate::{
    diagnostic::Severity,
    model::Kind,
    rules::{
        Context, Findings, Input, Rule,
        support::{edit::Located, twins::firsts},
    },
    value::Name,
};

pub const RULE: Rule = Rule { id: "projects/shared-gateway", severity: Severity::Error, reads: &[Input::Each(Kind::Projects)], check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for project in cx.each(&cx.lab.projects) {
        let mut joined: BTreeMap<&Name, &Name> = BTreeMap::new();
        for router in firsts(&project.routers, |router| &router.name) {
            for subnet in firsts(&router.subnets, |name| name) {
                let first = *joined.entry(subnet).or_insert(&router.name);
                if *first == router.name {
                    continue;
                }
                let field = format!("routers[{}].subnets", router.name);
                let message = format!("{} and {first} are both to be the gateway of {subnet}", router.name);
                let left: Vec<&str> = router.subnets.iter().filter(|name| *name != subnet).map(Name::as_str).collect();
                findings
                    .add(project.at(&field), message, "let one router join the subnet")
                    .fix(format!("Take {subnet} from {}", router.name), project.set(field, json!(left)));
            }
        }
    }
}
