//! Which prefixes belong to the public internet, as several rules need it.

use crate::value::Subnet;

const SET_APART: [&str; 13] = [
    "10.0.0.0/8",
    "172.16.0.0/12",
    "192.168.0.0/16",
    "100.64.0.0/10",
    "192.0.2.0/24",
    "198.51.100.0/24",
    "203.0.113.0/24",
    "198.18.0.0/15",
    "169.254.0.0/16",
    "127.0.0.0/8",
    "fc00::/7",
    "2001:db8::/32",
    "fe80::/10",
];

/// Whether no part of the prefix is set apart for private use, shared address space, documentation, benchmarks or a link.
pub fn is_public(subnet: Subnet) -> bool {
    let mut set_apart = SET_APART.iter().filter_map(|prefix| prefix.parse::<Subnet>().ok());
    !set_apart.any(|prefix| prefix.prefix() <= subnet.prefix() && prefix.overlaps(subnet))
}
