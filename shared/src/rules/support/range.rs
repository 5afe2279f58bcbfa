//! What a DHCP range may be, as several rules need it.

use std::net::IpAddr;

use serde_json::json;

use crate::{
    document::Command,
    model::Network,
    rules::{
        context::{count, next, previous},
        support::edit::Located,
    },
    value::{Cidr, IpRange},
};

/// The larger part of the prefix beside the host's own address that libvirt takes as a range.
pub fn widest(own: Cidr) -> Option<IpRange> {
    let subnet = own.subnet();
    // The first address is the network's own, or the routers' (RFC 4291 §2.6.1); libvirt takes neither it nor the last one of IPv4, on /31 too.
    let first = next(subnet.first())?;
    let last = if subnet.is_ipv4() { previous(subnet.last())? } else { subnet.last() };
    let host = own.address();
    let below = previous(host).filter(|end| *end >= first).map(|end| IpRange { start: first, end }.within_libvirt_limit());
    let above = next(host).filter(|start| *start <= last).map(|start| IpRange { start, end: last }.within_libvirt_limit());
    below.into_iter().chain(above).max_by_key(count)
}

trait Limited {
    fn within_libvirt_limit(self) -> IpRange;
}

impl Limited for IpRange {
    /// The range cut off where the part of the address that libvirt wants to be equal ends.
    fn within_libvirt_limit(self) -> IpRange {
        let block_end = match self.start {
            IpAddr::V4(start) => IpAddr::V4((u32::from(start) | 0xffff).into()),
            IpAddr::V6(start) => IpAddr::V6((u128::from(start) | 0xffff).into()),
        };
        IpRange { start: self.start, end: self.end.min(block_end) }
    }
}

/// Whether start and end are so near to each other that libvirt takes them: equal but for the last 16 bits.
pub fn is_within_libvirt_limit(range: &IpRange) -> bool {
    match (range.start, range.end) {
        (IpAddr::V4(start), IpAddr::V4(end)) => u32::from(start) >> 16 == u32::from(end) >> 16,
        (IpAddr::V6(start), IpAddr::V6(end)) => u128::from(start) >> 16 == u128::from(end) >> 16,
        _ => false,
    }
}

/// The edit that gives a network a DHCP range.
pub fn set_range(network: &Network, range: IpRange) -> Command {
    network.set("dhcp", json!({ "start": range.start.to_string(), "end": range.end.to_string() }))
}

/// The host's address of the range's family, as the lab has it.
pub fn own_for(network: &Network, range: &IpRange) -> Option<Cidr> {
    network.ip.iter().chain(&network.ip6).find(|own| own.address().is_ipv4() == range.start.is_ipv4()).copied()
}
