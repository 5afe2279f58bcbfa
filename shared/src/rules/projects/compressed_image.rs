//! Servers are to boot from an image that is still compressed.
//!
//! ## What it does
//! Looks for images that servers and clusters name and that the lab says are compressed.
//!
//! ## Why
//! Glance takes the file as it is: the server finds no boot sector in a gzip file and says "Boot failed: not a bootable disk".
//!
//! ## Fix
//! Unpack the file before it is uploaded (`gunzip`), and say so.
//!
//! ## Source
//! Catalogue R113. openshift/installer, `docs/user/openstack/install_upi.md` ("must be decompressed before use"); openshift/installer 3a87653, `docs/user/openstack/README.md`.

use std::collections::BTreeSet;

use crate::{
    diagnostic::{Severity, Subject},
    model::Kind,
    rules::{
        Context, Findings, Input, Rule,
        support::{
            edit::Located,
            inside::{Part, cloud_of, uses},
        },
    },
};

pub const RULE: Rule = Rule {
    id: "projects/compressed-image",
    severity: Severity::Error,
    reads: &[
        Input::Records(Kind::Clouds),
        Input::Records(Kind::Projects),
        Input::Fields(Kind::Servers, &["name", "id", "project", "image"]),
        Input::Records(Kind::Clusters),
    ],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let is_any = cx
        .lab
        .clouds
        .iter()
        .flat_map(|cloud| &cloud.images)
        .chain(cx.lab.projects.iter().flat_map(|project| &project.images))
        .any(|image| image.compressed);
    if !is_any {
        return;
    }
    let mut seen = BTreeSet::new();
    uses(cx, &mut |found| {
        if found.part != Part::Image {
            return;
        }
        let own = found.project.images.iter().find(|image| image.name == *found.name).map(|image| (found.project.reference(), image));
        let cloud = cloud_of(cx, found.project);
        let other = || cloud.and_then(|cloud| Some((cloud.reference(), cloud.images.iter().find(|image| image.name == *found.name)?)));
        let Some((record, image)) = own.or_else(other) else { return };
        if image.compressed && seen.insert((record.clone(), image.name.as_str())) {
            findings.add(
                Subject::field(record, format!("images[{}].compressed", image.name)),
                format!("{} boots from {}, which is compressed", found.owner_name, image.name),
                "unpack the file before it is uploaded, and take `compressed` off",
            );
        }
    });
}
