//! A machine is a node of two clouds.
//!
//! ## What it does
//! Looks for machines that more than one cloud lists among its nodes.
//!
//! ## Why
//! The second deployment takes ports, disks and services from the first: both end broken.
//!
//! ## Fix
//! Take the machine out of one of them (offered).
//!
//! ## Source
//! Catalogue R80. openstack/tripleo-docs, baremetal node states: a node is deployed once; kolla-ansible and OpenStack-Ansible own their hosts' configuration.

use std::collections::BTreeMap;

use crate::{
    diagnostic::Severity,
    document::Command,
    model::Kind,
    rules::{
        Context, Findings, Input, Rule,
        support::{edit::Located, twins::firsts},
    },
};

pub const RULE: Rule = Rule { id: "clouds/shared-machine", severity: Severity::Error, reads: &[Input::Records(Kind::Clouds)], check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let mut owners = BTreeMap::new();
    for cloud in cx.lab.clouds.iter() {
        for node in firsts(&cloud.nodes, |node| &node.machine) {
            let first = *owners.entry(&node.machine).or_insert(&cloud.name);
            if *first != cloud.name {
                let field = format!("nodes[{}]", node.machine);
                let message = format!("{} is a node of {first} and of {}", node.machine, cloud.name);
                let finding = findings.add(cloud.at(&field), message, "take it out of one of the clouds");
                // Listed twice in one cloud it would still be there.
                if cloud.nodes.iter().filter(|other| other.machine == node.machine).count() == 1 {
                    finding.fix(format!("Take it out of {}", cloud.name), Command::Drop { record: cloud.reference(), field });
                }
            }
        }
    }
}
