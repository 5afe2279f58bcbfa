//! A rule of a security group says what Neutron does not take.
//!
//! ## What it does
//! Looks for ports without a protocol, for ranges whose first port is above the last, and for rules that name both a prefix and a security group as the other side.
//!
//! ## Why
//! Neutron refuses the rule (400), and what it should let pass is dropped.
//!
//! ## Fix
//! Name the protocol; the ports in order (offered); one other side, two rules for both.
//!
//! ## Source
//! Networking API, "Create security group rule": port_range_min ("must be less than or equal to the port_range_max"), remote_group_id ("You can specify either the remote_group_id or remote_ip_prefix"). Neutron, `neutron/extensions/securitygroup.py`: SecurityGroupProtocolRequiredWithPorts, SecurityGroupRemoteGroupAndRemoteIpPrefix, SecurityGroupInvalidPortRange.

use serde_json::json;

use crate::{
    diagnostic::Severity,
    model::Kind,
    rules::{
        Context, Findings, Input, Rule,
        support::{edit::Located, twins::firsts},
    },
};

pub const RULE: Rule = Rule { id: "projects/unfit-security-rule", severity: Severity::Error, reads: &[Input::Each(Kind::Projects)], check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for project in cx.each(&cx.lab.projects) {
        for group in firsts(&project.security_groups, |group| &group.name) {
            for (index, rule) in group.rules.iter().enumerate() {
                let field = format!("securityGroups[{}].rules[{index}]", group.name);
                let whose = format!("rule {} of {}", index + 1, group.name);
                if let Some(ports) = &rule.ports {
                    if rule.protocol.is_none() {
                        let message = format!("{whose} has ports {} to {} and no protocol", ports.start, ports.end);
                        findings.add(project.at(format!("{field}.protocol")), message, "name the protocol, such as tcp");
                    }
                    if ports.start > ports.end {
                        let message = format!("the ports of {whose} begin at {} and end at {}", ports.start, ports.end);
                        let turned = json!({ "start": ports.end, "end": ports.start });
                        findings
                            .add(project.at(format!("{field}.ports")), message, "put the smaller port first")
                            .fix(format!("Let {} to {} pass", ports.end, ports.start), project.set(format!("{field}.ports"), turned));
                    }
                }
                if let (Some(prefix), Some(remote)) = (rule.remote, &rule.remote_group) {
                    let message = format!("{whose} names both {prefix} and the group {remote} as the other side");
                    findings.add(
                        project.at(format!("{field}.remoteGroup")),
                        message,
                        "name one of them, and the other in a rule of its own",
                    );
                }
            }
        }
    }
}
