//! OpenStack's releases in their order, as far as files differ between them.

use crate::model::Cloud;

/// By name up to Zed; the later ones are called by year and number, and by a name beside that.
/// Source: releases.openstack.org
const NAMES: [&str; 16] = [
    "kilo", "liberty", "mitaka", "newton", "ocata", "pike", "queens", "rocky", "stein", "train", "ussuri", "victoria", "wallaby", "xena",
    "yoga", "zed",
];

/// Whether a cloud's release is known to be later than that one.
pub fn is_after(cloud: &Cloud, release: &str) -> bool {
    let Some(own) = &cloud.release else { return false };
    let place = |name: &str| NAMES.iter().position(|known| known.eq_ignore_ascii_case(name));
    place(own.as_str()).unwrap_or(NAMES.len()) > place(release).unwrap_or(NAMES.len())
}

/// Whether a cloud's release is known to be that one or an earlier one.
pub fn is_until(cloud: &Cloud, release: &str) -> bool {
    cloud.release.is_some() && !is_after(cloud, release)
}
