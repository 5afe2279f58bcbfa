//! Two pools have the same folder.
//!
//! ## What it does
//! Compares the folders of the lab's pools with one another and with those of the host's other pools.
//!
//! ## Why
//! libvirt refuses a second pool with the same folder, and each would show and remove the other's volumes.
//!
//! ## Fix
//! Take a folder of its own; one is offered.
//!
//! ## Source
//! libvirt `src/conf/virstorageobj.c`: "Storage source conflict with pool: '…'".

use std::collections::BTreeMap;

use crate::{
    diagnostic::Severity,
    model::Kind,
    rules::{Context, Findings, Input, Rule, support::edit::Located},
};

pub const RULE: Rule = Rule {
    id: "storage/shared-pool-path",
    severity: Severity::Error,
    reads: &[Input::Records(Kind::Metadata), Input::Records(Kind::Pools), Input::Storage],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let mut holders: BTreeMap<String, String> = BTreeMap::new();
    let plain = |path: &str| path.trim_end_matches('/').to_owned();
    for pool in cx.facts.into_iter().flat_map(|facts| &facts.pools) {
        // One of the name that the lab's has may be the lab's own from an earlier build; another rule compares them.
        if let Some(path) = &pool.path {
            holders.insert(plain(path), pool.name.clone());
        }
    }
    for pool in cx.lab.pools.iter().filter(|pool| !pool.existing) {
        let Some(path) = pool.path.as_deref().map(plain) else { continue };
        let own = cx.host_name(pool.name.as_str());
        match holders.get(&path).filter(|holder| **holder != own) {
            Some(holder) => {
                let free = super::pool_without_path::default_path(cx, pool);
                let finding = findings.add(
                    pool.at("path"),
                    format!("{path} of pool {} is the folder of pool {holder} already", pool.name),
                    "take a folder of its own",
                );
                if !holders.contains_key(&free) && cx.lab.pools.iter().all(|other| other.path.as_deref().map(plain).as_ref() != Some(&free))
                {
                    finding.fix(format!("Put it in {free}"), pool.set("path", free));
                }
            }
            None => {
                holders.insert(path, own);
            }
        }
    }
}
