//! The system image of an OpenShift cluster is newer than the cluster.
//!
//! ## What it does
//! Compares the release of the images that an OpenShift cluster's nodes boot from with the cluster's own, by major and minor number. Red Hat Enterprise Linux CoreOS writes both in one number: builds 42.80.… are of 4.2, builds 410.84.… of 4.10.
//!
//! ## Why
//! The machine config operator brings nodes up, never down: a node with a newer Red Hat Enterprise Linux CoreOS does not join, or stays degraded.
//!
//! ## Fix
//! Use an image of the cluster's release or an older one.
//!
//! ## Source
//! Catalogue R113. openshift/installer, `docs/user/openstack/install_upi.md` ("the latest version … less than or equal to" the OpenShift version). The numbers of builds: openshift/assisted-service, `data/default_os_images.json` (49.84.202207192205-0 goes with 4.9, 410.84.202210040010-0 with 4.10); openshift/installer, pull request 1612 (410.8.20190412.1, of 4.1).

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
            let Some(of_image) = release(image.as_str()) else { continue };
            if of_image.0 == version.minor().0 && of_image > version.minor() {
                findings.add(
                    cluster.at(format!("{field}.image")),
                    format!("{name} is of release {image}, {} of {version}", cluster.name),
                    "use an image of the cluster's release or an older one",
                );
            }
        }
    }
}

/// Major and minor of an image's release: `4.3.0`, or a build of Red Hat Enterprise Linux CoreOS such as `43.81.202010021600-0`.
fn release(image: &str) -> Option<(u32, u32)> {
    let mut parts = image.split('.');
    let (number, rhel) = (parts.next()?, parts.next()?);
    let minor = number.strip_prefix('4').and_then(|minor| minor.parse::<u32>().ok());
    match (minor, rhel.len()) {
        // Builds for 4.1 named only the major release of RHEL.
        (Some(10), 1) => Some((4, 1)),
        (Some(minor), 2) if rhel.parse::<u32>().is_ok() => Some((4, minor)),
        _ => image.parse::<Version>().ok().map(|version| version.minor()),
    }
}
