//! A flavor, or a root volume, is too small for the image.
//!
//! ## What it does
//! Compares the disk and the memory of servers and nodes with what the image asks for (`min_disk`, `min_ram`) and with the virtual size of the lab's file that it is made of. A root volume takes the place of the flavor's disk; a flavor without a disk takes the image's size.
//!
//! ## Why
//! Nova refuses: "Flavor's disk is too small for requested image", "Flavor's memory is too small for requested image".
//!
//! ## Fix
//! Use a larger flavor or volume.
//!
//! ## Source
//! openstack/nova, `nova/exception.py`, FlavorDiskSmallerThanMinDisk, FlavorDiskSmallerThanImage, FlavorMemoryTooSmall; Nova, user guide, "Flavors" (a disk of 0 takes the image's size).

use std::{collections::BTreeSet, iter};

use crate::{
    capacity::guests::{Guest, Part, guests_of},
    diagnostic::Severity,
    model::Kind,
    rules::{
        Context, Findings, Input, Rule,
        support::{inside::cloud_of, nodes::falls_short},
    },
    value::Name,
};

pub const RULE: Rule = Rule {
    id: "projects/small-flavor-for-image",
    severity: Severity::Error,
    reads: &[
        Input::Named(Kind::Images),
        Input::Named(Kind::Clouds),
        Input::Named(Kind::Projects),
        Input::Each(Kind::Servers),
        Input::Each(Kind::Clusters),
    ],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let has_images = |project: &Name| {
        let Some(project) = cx.index.projects.get(project.as_str()) else { return false };
        let cloud = cloud_of(cx, project);
        !project.images.is_empty() || cloud.is_some_and(|cloud| !cloud.images.is_empty())
    };
    for server in cx.each(&cx.lab.servers).filter(|server| server.image.is_some() && has_images(&server.project)) {
        of_guests(cx, guests_of(cx.lab, iter::once(server), iter::empty()), findings);
    }
    for cluster in cx.each(&cx.lab.clusters).filter(|cluster| cluster.project.as_ref().is_some_and(has_images)) {
        of_guests(cx, guests_of(cx.lab, iter::empty(), iter::once(cluster)), findings);
    }
}

fn of_guests(cx: &Context<'_>, guests: Vec<Guest<'_>>, findings: &mut Findings) {
    let mut seen = BTreeSet::new();
    for guest in guests {
        let of_pool = guest.cluster.and_then(|cluster| match guest.part {
            Part::ControlPlane => cluster.control_plane.image.as_ref(),
            Part::Worker => cluster.workers.image.as_ref(),
            // The bootstrap is like the control plane, which is told of.
            Part::Bootstrap | Part::Server => None,
        });
        let Some(name) = guest.server.and_then(|server| server.image.as_ref()).or(of_pool) else { continue };
        // The nodes of a pool are alike.
        if guest.cluster.is_some() && !seen.insert(guest.subject.clone()) {
            continue;
        }
        let images = guest.project.images.iter().chain(cloud_of(cx, guest.project).into_iter().flat_map(|cloud| &cloud.images));
        let Some(image) = images.into_iter().find(|image| image.name == *name) else { continue };
        let file = image.image.as_ref().and_then(|file| cx.index.images.get(file.as_str())).and_then(|file| file.virtual_size);
        let disk = image.min_disk.max(file);
        let has = guest.root_volume.or(guest.flavor.and_then(|flavor| flavor.disk).filter(|disk| disk.bytes() > 0));
        if let (Some(disk), Some(has)) = (disk, has)
            && falls_short(has, disk)
        {
            let what = if guest.root_volume.is_some() { "a root volume" } else { "a disk" };
            findings.add(
                guest.subject.clone(),
                format!("{} boots from {name}, which needs {} of disk, but has {what} of {}", guest.name, disk.human(), has.human()),
                "use a larger flavor or root volume, or a smaller image",
            );
        }
        if let (Some(memory), Some(has)) = (image.min_memory, guest.memory())
            && has < memory
        {
            findings.add(
                guest.subject.clone(),
                format!("{} boots from {name}, which needs {} of memory, but has {}", guest.name, memory.human(), has.human()),
                "use a larger flavor",
            );
        }
    }
}
