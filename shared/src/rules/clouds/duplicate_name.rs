//! Two things of one kind in a cloud have the same name.
//!
//! ## What it does
//! Compares the names of a cloud's flavors, images, external networks and planes, and its nodes.
//!
//! ## Why
//! Names are how they are chosen: OpenStack refuses the second flavor, and of two images or networks of one name an installer takes one at random.
//!
//! ## Fix
//! Rename one of them in the text, or take it out (offered).
//!
//! ## Source
//! Catalogue R49. openshift/installer, `docs/user/openstack/known-issues.md`, "Resources With Duplicate Names" ("it will choose one randomly").

use crate::{
    diagnostic::Severity,
    model::Kind,
    rules::{
        Context, Findings, Input, Rule,
        support::{edit::Located, twins::twins},
    },
};

pub const RULE: Rule = Rule { id: "clouds/duplicate-name", severity: Severity::Error, reads: &[Input::Each(Kind::Clouds)], check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for cloud in cx.each(&cx.lab.clouds) {
        let lists = [
            ("flavors", "flavor", twins(cloud.flavors.iter().map(|flavor| &flavor.name))),
            ("images", "image", twins(cloud.images.iter().map(|image| &image.name))),
            ("externalNetworks", "external network", twins(cloud.external_networks.iter().map(|network| &network.name))),
            ("planes", "plane", twins(cloud.planes.iter().map(|plane| &plane.name))),
            ("nodes", "node", twins(cloud.nodes.iter().map(|node| &node.machine))),
        ];
        for (list, what, name) in lists.into_iter().flat_map(|(list, what, twins)| twins.into_iter().map(move |name| (list, what, name))) {
            let message = format!("{} has more than one {what} named {name}", cloud.name);
            findings.add(cloud.at(format!("{list}[{name}]")), message, "rename one of them, or take it out");
        }
    }
}
