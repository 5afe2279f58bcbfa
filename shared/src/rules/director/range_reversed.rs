//! A director's range ends before it starts, or mixes IPv4 with IPv6.
//!
//! ## What it does
//! Compares start and end of `dhcp` and `inspection`.
//!
//! ## Why
//! The range holds no address: Neutron refuses the pool, and no node gets an address.
//!
//! ## Fix
//! Swap start and end; it is offered.
//!
//! ## Source
//! openstack/instack-undercloud instack_undercloud/validator.py, _validate_dhcp_range and _validate_inspection_range: "Invalid dhcp range".

use crate::{
    diagnostic::Severity,
    document::Command,
    rules::{
        Context, Findings, Rule,
        support::{edit::Located, layers::BY_CLOUD},
    },
};

pub const RULE: Rule = Rule { id: "director/range-reversed", severity: Severity::Error, reads: BY_CLOUD, check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for cloud in cx.each(&cx.lab.clouds) {
        let Some(director) = cloud.deployment.director() else { continue };
        for (field, range) in [("dhcp", director.dhcp), ("inspection", director.inspection)] {
            let Some(range) = range else { continue };
            let field = format!("deployment.director.{field}");
            if range.start.is_ipv4() != range.end.is_ipv4() {
                let message = format!(
                    "the range of the director of {} starts at {} and ends at {}: one is IPv4, one IPv6",
                    cloud.name, range.start, range.end
                );
                findings.add(cloud.at(field), message, "take start and end of one family");
            } else if range.end < range.start {
                let swap = vec![
                    cloud.set(format!("{field}.start"), range.end.to_string()),
                    cloud.set(format!("{field}.end"), range.start.to_string()),
                ];
                findings
                    .add(
                        cloud.at(&field),
                        format!("the range {range} of the director of {} ends before it starts", cloud.name),
                        "swap start and end",
                    )
                    .fix("Swap them", Command::Batch { commands: swap });
            }
        }
    }
}
