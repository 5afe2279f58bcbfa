//! The addresses of this machine's interfaces.

use std::{collections::BTreeMap, net::IpAddr};

use labwright_shared::value::Cidr;
use nix::sys::socket::SockaddrStorage;

/// Every interface with its addresses; `None` where the kernel does not tell.
pub(super) fn of_interfaces() -> Option<BTreeMap<String, Vec<Cidr>>> {
    let mut addresses: BTreeMap<String, Vec<Cidr>> = BTreeMap::new();
    for entry in nix::ifaddrs::getifaddrs().ok()? {
        let ip = |address: Option<SockaddrStorage>| {
            let address = address?;
            let v4 = address.as_sockaddr_in().map(|v4| v4.ip().into());
            v4.or_else(|| address.as_sockaddr_in6().map(|v6| v6.ip().into()))
        };
        let cidr = ip(entry.address).zip(ip(entry.netmask)).and_then(|(address, mask)| Cidr::new(address, prefix(mask)));
        addresses.entry(entry.interface_name).or_default().extend(cidr);
    }
    Some(addresses)
}

fn prefix(mask: IpAddr) -> u8 {
    match mask {
        IpAddr::V4(v4) => u32::from(v4).leading_ones() as u8,
        IpAddr::V6(v6) => u128::from(v6).leading_ones() as u8,
    }
}
