//! The name of a cluster or its domain is not one that DNS takes.
//!
//! ## What it does
//! Looks at the names and base domains of OpenShift clusters: lower case letters, digits, `-` and, in the domain, `.`; a name of at most 54 characters; no `.` in the name where the installer makes the infrastructure.
//!
//! ## Why
//! openshift-install refuses the name.
//!
//! ## Fix
//! Rename the cluster or correct the domain. A name in lower case without other signs is offered.
//!
//! ## Source
//! Catalogue R117: openshift/installer, pkg/validate/validate.go, ClusterName and DomainName; RFC 1123 §2.1.

use crate::{
    diagnostic::Severity,
    document::Command,
    figures::figures,
    model::{Installer, Keyed, Kind},
    rules::{
        Context, Findings, Input, Rule,
        support::{cluster::is_openshift, edit::Located},
    },
    value::Name,
};

pub const RULE: Rule = Rule { id: "clusters/invalid-name", severity: Severity::Error, reads: &[Input::Records(Kind::Clusters)], check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let longest = figures().openshift.name_length.value;
    for cluster in cx.lab.clusters.iter().filter(|cluster| is_openshift(cluster)) {
        let name = cluster.name.as_str();
        let has_dot = cluster.installer == Installer::Ipi && name.contains('.');
        let problem = if let Some(sign) = name.chars().find(|sign| !fits(*sign) && *sign != '.') {
            Some(format!("the cluster's name {name} has {sign:?} in it"))
        } else if has_dot {
            Some(format!("the cluster's name {name} has a dot in it"))
        } else if name.split('.').any(|label| label.is_empty() || label.starts_with('-') || label.ends_with('-')) {
            Some(format!("the cluster's name {name} begins or ends with a sign that is no letter or digit"))
        } else if name.len() > longest {
            Some(format!("the cluster's name {name} has {} characters; {longest} is the most", name.len()))
        } else {
            None
        };
        if let Some(message) = problem {
            let finding = findings.add(cluster.at("name"), message, "take lower case letters, digits and `-`");
            let better: String = name.to_lowercase().chars().map(|sign| if fits(sign) { sign } else { '-' }).take(longest).collect();
            let better = better.trim_matches('-');
            if let Some(to) =
                better.parse::<Name>().ok().filter(|_| !cx.lab.clusters.iter().any(|other| other.name == *better || *other.id() == *better))
            {
                finding.fix(format!("Call it {to}"), Command::Rename { record: cluster.reference(), to });
            }
        }
        let Some(domain) = &cluster.base_domain else { continue };
        let labels = domain.as_str().trim_end_matches('.').split('.');
        let is_label = |label: &str| !label.is_empty() && label.chars().all(fits) && !label.starts_with('-') && !label.ends_with('-');
        if !labels.into_iter().all(is_label) {
            let message = format!("{domain} is not a domain: take lower case letters, digits, `-` and `.`");
            let finding = findings.add(cluster.at("baseDomain"), message, "correct the domain");
            let lower = domain.as_str().to_lowercase();
            if lower.trim_end_matches('.').split('.').all(is_label) {
                finding.fix(format!("Write {lower}"), cluster.set("baseDomain", lower));
            }
        }
    }
}

fn fits(sign: char) -> bool {
    sign.is_ascii_lowercase() || sign.is_ascii_digit() || sign == '-'
}
