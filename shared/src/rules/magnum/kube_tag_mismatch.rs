//! A Magnum cluster asks for another release of Kubernetes than its image has.
//!
//! ## What it does
//! Compares `kube_tag` with the release that the image says it is.
//!
//! ## Why
//! The image brings kubelet and kubeadm of its own release: with another tag the first node never joins, and the cluster stays in CREATE_IN_PROGRESS.
//!
//! ## Fix
//! Ask for the image's release (offered), or take another image.
//!
//! ## Source
//! Catalogue R122. vexxhost/magnum-cluster-api, `docs/user/getting-started.md` ("the kube_tag label must be updated to point at the new Kubernetes version") and `docs/user/images.md`.

use crate::{
    diagnostic::Severity,
    model::Kind,
    rules::{
        Context, Findings, Input, Rule,
        support::{edit::Located, magnum::clusters},
    },
};

pub const RULE: Rule = Rule {
    id: "magnum/kube-tag-mismatch",
    severity: Severity::Error,
    reads: &[Input::Named(Kind::Clouds), Input::Named(Kind::Projects), Input::Each(Kind::Clusters)],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for (cluster, project, cloud) in clusters(cx) {
        let Some(tag) = cluster.magnum.as_ref().and_then(|magnum| magnum.kube_tag.as_ref()) else { continue };
        let pools = [&cluster.control_plane, &cluster.workers].into_iter().filter_map(|pool| pool.image.as_ref());
        let other = pools.into_iter().find_map(|name| {
            let image = project.images.iter().chain(&cloud.images).find(|image| image.name == *name)?;
            let version = image.version.as_ref().filter(|version| bare(version.as_str()) != bare(tag.as_str()))?;
            Some((name, bare(version.as_str())))
        });
        if let Some((image, version)) = other {
            let message = format!("{} asks for Kubernetes {tag}, but its image {image} has {version}", cluster.name);
            findings
                .add(cluster.at("magnum.kubeTag"), message, "ask for the release of the image, or take another image")
                .fix(format!("Ask for v{version}"), cluster.set("magnum.kubeTag", format!("v{version}")));
        }
    }
}

fn bare(version: &str) -> &str {
    version.strip_prefix('v').unwrap_or(version)
}
