//! An address of a director lies outside its provisioning network.
//!
//! ## What it does
//! Compares `localIp`, `gateway` and both ends of `dhcp` and `inspection` with `networkCidr`. `publicHost` and `adminHost` there are a warning: they are checked only where the undercloud has a certificate.
//!
//! ## Why
//! `openstack undercloud install` refuses it: "not in defined CIDR".
//!
//! ## Fix
//! Take addresses of the provisioning network, or correct `networkCidr`.
//!
//! ## Source
//! openstack/instack-undercloud instack_undercloud/validator.py, _validate_in_cidr; python-tripleoclient tripleoclient/v1/undercloud_preflight.py, the same.

use crate::{
    diagnostic::Severity,
    rules::{
        Context, Findings, Rule,
        support::{edit::Located, layers::BY_CLOUD},
    },
};

pub const RULE: Rule = Rule { id: "director/address-outside", severity: Severity::Error, reads: BY_CLOUD, check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for cloud in cx.each(&cx.lab.clouds) {
        let Some(director) = cloud.deployment.director() else { continue };
        let prefix = director.network_cidr.unwrap_or_else(|| director.local_ip.subnet());
        let addresses = [
            ("localIp", Some(director.local_ip.address()), true),
            ("gateway", director.gateway, true),
            ("dhcp", director.dhcp.map(|range| range.start), true),
            ("dhcp", director.dhcp.map(|range| range.end), true),
            ("inspection", director.inspection.map(|range| range.start), true),
            ("inspection", director.inspection.map(|range| range.end), true),
            ("publicHost", director.public_host, false),
            ("adminHost", director.admin_host, false),
        ];
        let mut said = None;
        for (field, address, always) in addresses {
            let Some(address) = address.filter(|address| !prefix.contains(*address)) else { continue };
            // One finding for both ends of a range.
            if said.replace(field) == Some(field) {
                continue;
            }
            let message = format!("{address}, {field} of the director of {}, is not in {prefix}", cloud.name);
            let finding = findings.add(
                cloud.at(format!("deployment.director.{field}")),
                message,
                "take an address of the provisioning network, or correct networkCidr",
            );
            if !always && !director.generate_service_certificate {
                finding.severity(Severity::Warning);
            }
        }
    }
}
