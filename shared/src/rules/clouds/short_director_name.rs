//! The undercloud's host name is not fully qualified.
//!
//! ## What it does
//! Looks whether `undercloud_hostname` has a domain.
//!
//! ## Why
//! Certificates, RabbitMQ and Keystone's endpoints are made for the name: the installation refuses a short one, or ends with services that do not find each other.
//!
//! ## Fix
//! Give it a domain; `localdomain`, TripleO's own, is offered.
//!
//! ## Source
//! Catalogue R83. openstack/tripleo-validations, `check-uc-hostname`; openstack/instack-undercloud, `undercloud.conf.sample` ("Fully qualified hostname (including domain)").

use crate::{
    diagnostic::Severity,
    model::Kind,
    rules::{Context, Findings, Input, Rule, support::edit::Located},
};

pub const RULE: Rule = Rule { id: "clouds/short-director-name", severity: Severity::Error, reads: &[Input::Each(Kind::Clouds)], check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for cloud in cx.each(&cx.lab.clouds) {
        let Some(hostname) = cloud.deployment.director().and_then(|director| director.hostname.as_ref()) else { continue };
        if hostname.as_str().trim_end_matches('.').contains('.') {
            continue;
        }
        let full = format!("{hostname}.localdomain");
        let finding = findings.add(
            cloud.at("deployment.director.hostname"),
            format!("the undercloud's host name {hostname} has no domain"),
            "give it a fully qualified name",
        );
        if full.parse::<crate::value::Name>().is_ok() {
            finding.fix(format!("Name it {full}"), cloud.set("deployment.director.hostname", full));
        }
    }
}
