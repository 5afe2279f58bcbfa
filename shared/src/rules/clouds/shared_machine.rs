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

use crate::{
    diagnostic::Severity,
    document::Command,
    model::Kind,
    rules::{
        Context, Findings, Input, Rule,
        groups::{WITH_NODE, key_of},
        support::{edit::Located, twins::firsts},
    },
};

pub const RULE: Rule = Rule { id: "clouds/shared-machine", severity: Severity::Error, reads: &[Input::Each(Kind::Clouds)], check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for cloud in cx.each(&cx.lab.clouds) {
        for node in firsts(&cloud.nodes, |node| &node.machine) {
            let mut owners = cx.index.group(WITH_NODE, key_of(&[node.machine.as_str()]));
            let owner = owners.find(|owner| owner.nodes.iter().any(|other| other.machine == node.machine));
            if let Some(first) = owner.map(|owner| &owner.name).filter(|first| **first != cloud.name) {
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
