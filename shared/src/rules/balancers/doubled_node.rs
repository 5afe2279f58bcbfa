//! A machine stands twice behind one port of a load balancer.
//!
//! ## What it does
//! Compares the backends of each frontend.
//!
//! ## Why
//! It gets twice the share of the others. HAProxy asks for distinct names and does not start with two servers of one name.
//!
//! ## Fix
//! Take one of them out, which is offered.
//!
//! ## Source
//! HAProxy, src/cfgparse.c, check_config_validity: "another server named … was already defined …, please use distinct names".

use std::collections::BTreeMap;

use crate::{
    diagnostic::Severity,
    document::Command,
    model::Kind,
    rules::{Context, Findings, Input, Rule, support::edit::Located},
};

pub const RULE: Rule = Rule { id: "balancers/doubled-node", severity: Severity::Warning, reads: &[Input::Each(Kind::Clusters)], check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for cluster in cx.each(&cx.lab.clusters) {
        for (index, frontend) in cluster.load_balancer.iter().flat_map(|balancer| &balancer.frontends).enumerate() {
            let mut seen: BTreeMap<(&str, Option<u16>), u32> = BTreeMap::new();
            for backend in &frontend.backends {
                let times = seen.entry((backend.machine.as_str(), backend.port)).or_default();
                *times += 1;
                if *times == 2 {
                    let at = format!("loadBalancer.frontends[{index}].backends[{}]", backend.machine);
                    let message = format!("{} stands more than once behind port {}", backend.machine, frontend.port);
                    findings
                        .add(cluster.at(&at), message, "take one of them out")
                        .fix("Take one out", Command::Drop { record: cluster.reference(), field: at });
                }
            }
        }
    }
}
