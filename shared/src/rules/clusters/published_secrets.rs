//! The server of the ignition files publishes more than nodes may see.
//!
//! ## What it does
//! Looks at the published files: kubeconfig, the password of kubeadmin, the installer's state and its configuration. A whole folder is a warning.
//!
//! ## Why
//! Whoever can reach the port reads the password of the cluster's administrator. It is a common slip to copy the whole folder of the installation.
//!
//! ## Fix
//! Publish bootstrap.ign, master.ign, worker.ign and the image, and nothing else. That is offered.
//!
//! ## Source
//! openshift/installer, docs/user/metal/install_upi.md: auth/kubeconfig and auth/kubeadmin-password lie beside the .ign files; the installation guides name only the Ignition files for the HTTP server.

use serde_json::json;

use crate::{
    diagnostic::Severity,
    model::Kind,
    rules::{Context, Findings, Input, Rule, support::edit::Located},
};

pub const RULE: Rule = Rule { id: "clusters/published-secrets", severity: Severity::Error, reads: &[Input::Each(Kind::Clusters)], check };

const SECRET: [&str; 5] = ["kubeconfig", "kubeadmin-password", "install-config", ".openshift_install", "pull-secret"];

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for cluster in cx.each(&cx.lab.clusters) {
        let Some(ignition) = &cluster.ignition else { continue };
        let holds_secret = |file: &str| SECRET.iter().any(|secret| file.contains(secret)) || file.split('/').any(|part| part == "auth");
        let is_folder = |file: &str| file.trim().is_empty() || file == "." || file.ends_with('/') || file.contains('*');
        let telling: Vec<&String> = ignition.published.iter().filter(|file| holds_secret(file) || is_folder(file)).collect();
        let secret = telling.iter().find(|file| holds_secret(file));
        let Some(first) = secret.or(telling.first()) else { continue };
        let message = match secret {
            Some(_) => format!("{} publishes {first:?}: passwords and keys of the cluster are readable there", ignition.machine),
            None => format!("{} publishes all of {first:?}: whatever lies there is readable, passwords and keys too", ignition.machine),
        };
        let rest: Vec<&String> = ignition.published.iter().filter(|file| !telling.contains(file)).collect();
        let lacks = |name: &&str| !rest.iter().any(|file| file.rsplit('/').next() == Some(*name));
        let needed = ["bootstrap.ign", "master.ign", "worker.ign"].into_iter().filter(lacks);
        let kept: Vec<&str> = rest.iter().map(|file| file.as_str()).chain(needed).collect();
        let finding =
            findings.add(cluster.at("ignition.published"), message, "publish bootstrap.ign, master.ign, worker.ign and the image only");
        // What lies in a folder is not known.
        let finding = if secret.is_none() { finding.severity(Severity::Warning) } else { finding };
        finding.fix(format!("Publish only {}", kept.join(", ")), cluster.set("ignition.published", json!(kept)));
    }
}
