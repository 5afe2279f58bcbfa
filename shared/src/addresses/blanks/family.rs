//! The two families of addresses, as blanks tell them apart.

use std::net::IpAddr;

use crate::{
    model::Network,
    value::{Cidr, Subnet},
};

use super::free::LOCAL_LENGTH;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Family {
    V4,
    V6,
}

impl Family {
    pub fn has(self, address: IpAddr) -> bool {
        address.is_ipv4() == (self == Family::V4)
    }

    /// The field of a network where the host's address stands.
    pub fn field(self) -> &'static str {
        match self {
            Family::V4 => "ip",
            Family::V6 => "ip6",
        }
    }

    /// The length of a prefix that nothing is said of.
    pub fn length(self) -> u8 {
        match self {
            Family::V4 => 24,
            Family::V6 => LOCAL_LENGTH,
        }
    }

    /// What it is called where it has to be said.
    pub fn word(self) -> &'static str {
        match self {
            Family::V4 => "",
            Family::V6 => "IPv6 ",
        }
    }

    /// Whether the host has an address of the family on a network.
    pub fn is_on(self, network: &Network) -> bool {
        network.ip.iter().chain(&network.ip6).any(|own| self.has(own.address()))
    }
}

/// The prefix of IPv4 among addresses, or else that of IPv6.
pub(super) fn preferred(own: &[Cidr]) -> Option<Subnet> {
    let of = |family: Family| own.iter().find(|own| family.has(own.address())).map(|own| own.subnet());
    of(Family::V4).or_else(|| of(Family::V6))
}
