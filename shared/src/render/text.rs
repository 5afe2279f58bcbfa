//! Small texts that several files share.

use std::{fmt::Display, net::IpAddr};

use crate::value::Size;

/// Items with something between them.
pub fn joined<T: Display>(items: impl IntoIterator<Item = T>, between: &str) -> String {
    items.into_iter().map(|item| item.to_string()).collect::<Vec<_>>().join(between)
}

/// An address as a URL has it.
pub fn in_url(address: IpAddr) -> String {
    match address {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => format!("[{address}]"),
    }
}

/// Whole GiB, rounded up: what OpenStack counts disks in.
pub fn gib(size: Size) -> u64 {
    size.bytes().div_ceil(1 << 30)
}

/// True and False as oslo.config prints them.
pub fn truth(value: bool) -> &'static str {
    if value { "true" } else { "false" }
}
