//! Two DHCP servers answer on one segment.
//!
//! ## What it does
//! Collects who gives addresses on each segment, network and VLAN: libvirt, directors, Neutron on external networks. Neutron answers its own ports only, so beside another server it is a warning. libvirt beside a director that boots machines there is networks/dhcp-beside-director.
//!
//! ## Why
//! Who asks takes the first answer: nodes boot without a boot file or from the other director, servers come up with addresses that Neutron does not know and drops.
//!
//! ## Fix
//! Leave one of them on; for libvirt that is offered.
//!
//! ## Source
//! Catalogue R30, R31. Red Hat OpenStack Platform, "Planning your undercloud": no other DHCP service should exist on the provisioning network; RFC 2131 section 3.1.

use crate::{
    diagnostic::Severity,
    model::Role,
    rules::{
        Context, Findings, Rule,
        support::{edit::Located, layers::AROUND, pxe::boot_network},
    },
    topology::{AnswerBy, SegmentKind},
};

pub const RULE: Rule = Rule { id: "authority/two-dhcp-servers", severity: Severity::Error, reads: AROUND, check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    if cx.lab.clouds.is_empty() {
        return;
    }
    for segment in cx.segments().map(|segment| cx.topology().segment(segment)) {
        let mut servers: Vec<AnswerBy<'_>> = Vec::new();
        for answer in &segment.authority.dhcp {
            let is_known = servers.iter().any(|known| match (known, &answer.by) {
                (AnswerBy::Director(one), AnswerBy::Inspection(other)) | (AnswerBy::Neutron(one), AnswerBy::Neutron(other)) => {
                    one.name == other.name
                }
                _ => false,
            });
            if !is_known {
                servers.push(answer.by);
            }
        }
        // Who answers everybody is in the way of all; Neutron of its own ports alone.
        let answers_all = |server: &AnswerBy<'_>| !matches!(server, AnswerBy::Neutron(_));
        for (at, later) in servers.iter().enumerate().skip(1) {
            let first = *servers[..at].iter().find(|server| answers_all(server)).unwrap_or(&servers[0]);
            let is_second = servers[..at].iter().filter(|server| answers_all(server)).count() == 1;
            let (cloud, is_neutron) = match later {
                AnswerBy::Director(cloud) | AnswerBy::Inspection(cloud) => (*cloud, false),
                AnswerBy::Neutron(cloud) => (*cloud, true),
                _ => continue,
            };
            let SegmentKind::Underlay { network, .. } = segment.kind else { continue };
            if matches!(first, AnswerBy::Libvirt(_)) && !is_neutron && is_second && boots(cx, network.name.as_str()) {
                continue;
            }
            let message = format!("{} and {} both give addresses on {}", first.label(), later.label(), segment.label());
            let subject = match is_neutron {
                true => cloud.at("externalNetworks"),
                false => cloud.at("deployment.director.dhcp"),
            };
            let mut finding = findings.add(subject, message, "leave one DHCP server on the segment");
            if is_neutron || matches!(first, AnswerBy::Neutron(_)) {
                finding = finding.severity(Severity::Warning);
            }
            if let AnswerBy::Libvirt(network) = first {
                finding.fix(format!("Take DHCP off {}", network.name), network.set("dhcp", "none"));
            }
        }
    }
}

/// Whether networks/dhcp-beside-director speaks of the network.
fn boots(cx: &Context<'_>, network: &str) -> bool {
    let serves = |role| matches!(role, Role::Director | Role::Bastion);
    cx.index.ports.get(network).into_iter().flatten().any(|(machine, _)| serves(machine.role))
        && cx.lab.machines.iter().filter_map(boot_network).any(|name| name.as_str() == network)
}
