//! The SSH key of a cluster is no public key, or one that FIPS mode does not know.
//!
//! ## What it does
//! Looks at the beginning of `sshKey`: the name of a key type and the key. With FIPS only RSA and ECDSA are taken.
//!
//! ## Why
//! openshift-install refuses it: "ssh: no key found", or "SSH key type … unavailable when FIPS is enabled".
//!
//! ## Fix
//! Take the line of a public key file (`id_rsa.pub`).
//!
//! ## Source
//! openshift/installer, pkg/types/validation/installconfig.go, ValidateInstallConfig and validateFIPSconfig.

use crate::{
    diagnostic::Severity,
    model::Kind,
    rules::{
        Context, Findings, Input, Rule,
        support::{cluster::is_openshift, edit::Located},
    },
};

pub const RULE: Rule = Rule { id: "clusters/unfit-ssh-key", severity: Severity::Error, reads: &[Input::Each(Kind::Clusters)], check };

const KINDS: [&str; 7] = [
    "ssh-rsa",
    "ssh-ed25519",
    "ssh-dss",
    "ecdsa-sha2-nistp256",
    "ecdsa-sha2-nistp384",
    "ecdsa-sha2-nistp521",
    "sk-ssh-ed25519@openssh.com",
];

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for cluster in cx.each(&cx.lab.clusters).filter(|cluster| is_openshift(cluster)) {
        let Some(key) = cluster.ssh_key.as_ref().filter(|key| !key.trim().is_empty()) else { continue };
        // Options may stand before the type.
        let kind = key.split_whitespace().find(|word| KINDS.contains(word));
        let message = if key.contains("PRIVATE KEY") {
            "the SSH key is a private key; every node would get it".to_owned()
        } else if let Some(kind) = kind {
            if !cluster.fips || kind == "ssh-rsa" || kind.starts_with("ecdsa-") {
                continue;
            }
            format!("the SSH key is of type {kind}; with FIPS only RSA and ECDSA keys are taken")
        } else {
            "the SSH key is no public key".to_owned()
        };
        findings.add(cluster.at("sshKey"), message, "take the line of a public key file, such as id_rsa.pub");
    }
}
