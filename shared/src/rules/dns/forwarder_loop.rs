//! A cluster's DNS server passes questions on to itself.
//!
//! ## What it does
//! Compares the forwarders with the fixed addresses of the machine that answers.
//!
//! ## Why
//! A question that the zone does not answer goes round for ever; CoreDNS' loop plugin ends the server.
//!
//! ## Fix
//! Take the address out, which is offered by setting the others.
//!
//! ## Source
//! CoreDNS, plugins forward and loop ("halts the server if a loop is detected").

use crate::{
    diagnostic::Severity,
    model::Kind,
    rules::{
        Context, Findings, Input, Rule,
        support::{cluster::addresses, edit::Located},
    },
};

pub const RULE: Rule = Rule {
    id: "dns/forwarder-loop",
    severity: Severity::Error,
    reads: &[Input::Each(Kind::Clusters), Input::Named(Kind::Machines)],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for cluster in cx.each(&cx.lab.clusters) {
        let server = cluster.dns.server.as_ref().and_then(|server| cx.index.machines.get(server.as_str()));
        let own = server.map(|server| addresses(server)).unwrap_or_default();
        for forwarder in cluster.dns.forwarders.iter().filter(|forwarder| own.contains(forwarder)) {
            let others: Vec<String> = cluster.dns.forwarders.iter().filter(|other| !own.contains(other)).map(ToString::to_string).collect();
            let message = format!("questions are passed on to {forwarder}, the DNS server itself");
            findings
                .add(cluster.at("dns.forwarders"), message, "pass questions on to another server")
                .fix(format!("Take {forwarder} out"), cluster.set("dns.forwarders", others));
        }
    }
}
