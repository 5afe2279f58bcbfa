//! An image of a Magnum cluster does not say which system it is.
//!
//! ## What it does
//! Looks for the property `os_distro` of the images that Magnum's clusters boot from.
//!
//! ## Why
//! Magnum chooses its driver by the property: "Image … doesn't contain os_distro field".
//!
//! ## Fix
//! Add the property; offered where the image's name tells.
//!
//! ## Source
//! Catalogue R122. vexxhost/magnum-cluster-api, `docs/user/getting-started.md` (`--property os_distro=ubuntu`); openstack/magnum, `magnum/common/exception.py`, OSDistroFieldNotFound.

use std::collections::BTreeSet;

use serde_json::json;

use crate::{
    diagnostic::{Severity, Subject},
    document::Command,
    model::Kind,
    rules::{
        Context, Findings, Input, Rule,
        support::{edit::Located, magnum::clusters},
    },
};

pub const RULE: Rule = Rule {
    id: "magnum/no-os-distro",
    severity: Severity::Error,
    reads: &[Input::Records(Kind::Clouds), Input::Records(Kind::Projects), Input::Records(Kind::Clusters)],
    check,
};

/// Systems that the driver knows, as they stand in names of images.
const SYSTEMS: [&str; 3] = ["ubuntu", "flatcar", "rockylinux"];

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let mut seen = BTreeSet::new();
    for (cluster, project, cloud) in clusters(cx) {
        for name in [&cluster.control_plane.image, &cluster.workers.image].into_iter().flatten() {
            let own = project.images.iter().find(|image| image.name == *name).map(|image| (project.reference(), image));
            let found = own.or_else(|| cloud.images.iter().find(|image| image.name == *name).map(|image| (cloud.reference(), image)));
            let Some((record, image)) = found else { continue };
            if image.properties.iter().any(|property| property.key == "os_distro") || !seen.insert((record.clone(), name)) {
                continue;
            }
            let message = format!("{} boots from {name}, which has no property os_distro", cluster.name);
            let subject = Subject::field(record.clone(), format!("images[{name}]"));
            let finding = findings.add(subject, message, "add the property os_distro, such as ubuntu");
            if let Some(system) = SYSTEMS.into_iter().find(|system| name.as_str().to_lowercase().contains(system)) {
                let value = json!({ "key": "os_distro", "value": system });
                let command = Command::Append { record, field: format!("images[{name}].properties"), value };
                finding.fix(format!("Say that it is {system}"), command);
            }
        }
    }
}
