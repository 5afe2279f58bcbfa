//! A server, a cluster or a project names something that neither its project nor its cloud has.
//!
//! ## What it does
//! Looks up the flavors, images, networks, subnets, ports, security groups and server groups that servers, clusters, routers, ports and floating IPs name. In a cloud that is there already, of whose flavors, images or networks the lab lists none, nobody knows what there is, and nothing is said.
//!
//! ## Why
//! Nova, Neutron or the installer stop with "No Flavor found", "Could not find resource" or "404", and what the flavor would take is counted nowhere.
//!
//! ## Fix
//! Correct the name; the nearest one there is is offered. Or add it to the cloud or to the project.
//!
//! ## Source
//! openshift/installer, `pkg/asset/installconfig/openstack/validation/machinepool.go` (flavors are looked up by name); python-openstackclient, "No Flavor found for".

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    diagnostic::{Severity, Subject},
    document::Command,
    model::{Deployment, Kind},
    rules::{
        Context, Findings, Input, Rule,
        support::{
            edit::nearest,
            inside::{Part, cloud_of, names, uses},
        },
    },
};

pub const RULE: Rule = Rule {
    id: "references/unknown-in-cloud",
    severity: Severity::Error,
    reads: &[Input::Named(Kind::Clouds), Input::Each(Kind::Projects), Input::Each(Kind::Servers), Input::Each(Kind::Clusters)],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    if cx.lab.projects.is_empty() {
        return;
    }
    let mut known: BTreeMap<(&str, Part), BTreeSet<&str>> = BTreeMap::new();
    uses(cx, &mut |found| {
        // A cloud that is not in the lab is reported by itself.
        let Some(cloud) = cloud_of(cx, found.project) else { return };
        let there = known.entry((found.project.name.as_str(), found.part)).or_insert_with(|| names(found.part, found.project, Some(cloud)));
        let name = found.name.as_str();
        let is_listed_elsewhere = cloud.deployment == Deployment::Existing && found.part.is_of_cloud();
        if there.contains(name) || (is_listed_elsewhere && there.is_empty()) {
            return;
        }
        let what = found.part.singular();
        let likely = nearest(name, there.iter().copied());
        let meant = likely.map(|likely| format!("; did you mean {likely}?")).unwrap_or_default();
        let whose = if found.part.is_of_cloud() {
            format!("neither {} nor {}", found.project.name, cloud.name)
        } else {
            found.project.name.to_string()
        };
        let has = if found.part.is_of_cloud() { "has" } else { "does not have" };
        let message = format!("{} names the {what} {name}, which {whose} {has}{meant}", found.owner_name);
        let help = format!("correct the name, or add the {what} {name}");
        let finding = findings.add(Subject::field(found.owner.clone(), found.field.clone()), message, help);
        // What is there already may have more than the lab lists.
        let finding = if is_listed_elsewhere { finding.severity(Severity::Warning) } else { finding };
        if let Some(likely) = likely {
            finding.fix(format!("Use {likely}"), Command::Set { record: found.owner, field: found.field, value: likely.into() });
        }
    });
}
