//! The system image of an OpenShift cluster is newer than the cluster.
//!
//! ## What it does
//! Compares the release of the images that an OpenShift cluster's nodes boot from with the cluster's own, by major and minor number.
//!
//! ## Why
//! The machine config operator brings nodes up, never down: a node with a newer Red Hat Enterprise Linux CoreOS does not join, or stays degraded.
//!
//! ## Fix
//! Use an image of the cluster's release or an older one.
//!
//! ## Source
//! Catalogue R113. openshift/installer, `docs/user/openstack/install_upi.md` ("the latest version … less than or equal to" the OpenShift version).

use crate::{
    diagnostic::Severity,
    model::{Distribution, Kind},
    rules::{
        Context, Findings, Input, Rule,
        support::{edit::Located, inside::cloud_of},
    },
    value::Version,
};

pub const RULE: Rule = Rule {
    id: "projects/newer-image",
    severity: Severity::Error,
    reads: &[Input::Named(Kind::Clouds), Input::Named(Kind::Projects), Input::Each(Kind::Clusters)],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    // Fedora's releases are none of OKD's.
    for cluster in cx.each(&cx.lab.clusters).filter(|cluster| cluster.distribution == Distribution::Openshift) {
        let Some(version) = &cluster.version else { continue };
        let Some(project) = cluster.project.as_ref().and_then(|name| cx.index.projects.get(name.as_str()).copied()) else { continue };
        for (field, pool) in [("controlPlane", &cluster.control_plane), ("workers", &cluster.workers)] {
            let Some(name) = &pool.image else { continue };
            let images = project.images.iter().chain(cloud_of(cx, project).into_iter().flat_map(|cloud| &cloud.images));
            let Some(image) = images.into_iter().find(|image| image.name == *name).and_then(|image| image.version.as_ref()) else {
                continue;
            };
            let Ok(of_image) = image.as_str().parse::<Version>() else { continue };
            if of_image.minor().0 == version.minor().0 && of_image.minor() > version.minor() {
                findings.add(
                    cluster.at(format!("{field}.image")),
                    format!("{name} is of release {image}, {} of {version}", cluster.name),
                    "use an image of the cluster's release or an older one",
                );
            }
        }
    }
}
