//! The stage at which compute nodes get the images of the guests that come next.
//!
//! A compute node fetches an image once, for its first guest of it, and makes a raw file of it that is the base of those guests' disks
//! (nova.conf, `force_raw_images`, by default true: <https://docs.openstack.org/nova/latest/configuration/config.html>). The fetched file
//! goes when the raw one is whole, so for a while the node's disk carries both, and the raw one for good (`fetch_to_raw` in Nova's
//! `nova/virt/images.py`). A guest that boots from a volume needs neither.

use std::collections::BTreeSet;

use crate::{
    capacity::account::Quantity,
    model::{CloudImage, ImageFormat, Lab},
    value::{Name, Size},
};

use super::{
    StageKind,
    build::{Builder, list},
    clusters::Placed,
};

/// Files on compute nodes that go once they are converted: holders and bytes.
#[derive(Default)]
pub(super) struct Fetched(Vec<(usize, i128)>);

impl Fetched {
    /// Takes them away, at the stage that is being told.
    pub(super) fn go(self, builder: &mut Builder<'_>) {
        for (holder, bytes) in self.0 {
            builder.add(holder, Quantity::DiskGrown, -bytes);
        }
    }
}

/// Compute nodes, by their holders, get the images of guests that none of their guests had before.
pub(super) fn fetch<'a>(builder: &mut Builder<'a>, lab: &Lab, of: Option<&Name>, title: &str, guests: &Placed<'_, 'a>) -> Fetched {
    let mut fetched = Fetched::default();
    let mut names = BTreeSet::new();
    let mut new = Vec::new();
    for (holder, guest) in guests {
        let Some(image) = guest.image.filter(|_| guest.root_volume.is_none()) else { continue };
        if builder.gets(*holder, image) {
            names.insert(image.name.as_str());
            new.push((*holder, image));
        }
    }
    let what = format!("compute nodes fetch {} and convert what is not raw", list(names));
    builder.stage(StageKind::Images, of, title.to_owned(), what, |builder| {
        for (holder, image) in new {
            let (file, base) = sizes(lab, image);
            builder.add(holder, Quantity::DiskGrown, file + base);
            fetched.0.push((holder, file));
        }
    });
    fetched
}

/// Bytes of the file that goes, and of the base that stays; 0 where the lab does not say. A file that is raw, as an ISO image is, stays itself.
fn sizes(lab: &Lab, image: &CloudImage) -> (i128, i128) {
    let bytes = |size: Option<Size>| size.map_or(0, |size| size.bytes().into());
    match image.format {
        ImageFormat::Raw | ImageFormat::Iso => (0, bytes(image.size)),
        ImageFormat::Qcow2 | ImageFormat::Vmdk => {
            (bytes(image.size), bytes(image.image.as_ref().and_then(|name| lab.images.get(name.as_str())?.virtual_size)))
        }
    }
}
