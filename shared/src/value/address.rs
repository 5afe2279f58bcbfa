use std::{fmt, net::IpAddr, str::FromStr};

use ipnet::IpNet;

use super::{ParseError, text_value};

/// An interface's own address with its prefix length: `172.16.0.254/24`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cidr(IpNet);

impl Cidr {
    pub fn new(address: IpAddr, prefix: u8) -> Option<Self> {
        IpNet::new(address, prefix).ok().map(Cidr)
    }

    pub fn address(self) -> IpAddr {
        self.0.addr()
    }

    pub fn prefix(self) -> u8 {
        self.0.prefix_len()
    }

    pub fn netmask(self) -> IpAddr {
        self.0.netmask()
    }

    pub fn subnet(self) -> Subnet {
        Subnet(self.0.trunc())
    }
}

impl FromStr for Cidr {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        text.parse()
            .map(Cidr)
            .map_err(|_| ParseError::new(format!("{text:?} is not an address with a prefix length, such as 172.16.0.254/24")))
    }
}

impl fmt::Display for Cidr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for Cidr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

/// A network prefix with no host bits: `172.16.0.0/24`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Subnet(IpNet);

impl Subnet {
    pub fn contains(self, address: IpAddr) -> bool {
        self.0.contains(&address)
    }

    pub fn overlaps(self, other: Subnet) -> bool {
        self.0.contains(&other.0) || other.0.contains(&self.0)
    }

    /// The prefix's first address: in IPv4 the network's own.
    pub fn first(self) -> IpAddr {
        self.0.network()
    }

    /// The prefix's last address: in IPv4 the broadcast address.
    pub fn last(self) -> IpAddr {
        self.0.broadcast()
    }

    pub fn prefix(self) -> u8 {
        self.0.prefix_len()
    }

    pub fn is_ipv4(self) -> bool {
        matches!(self.0, IpNet::V4(_))
    }

    /// Whether a machine may use the address: inside, and in IPv4 neither the network's own nor the broadcast address (RFC 1122 §3.2.1.3; /31 by RFC 3021).
    pub fn is_usable(self, address: IpAddr) -> bool {
        self.contains(address) && (!self.is_ipv4() || self.prefix() >= 31 || (address != self.first() && address != self.last()))
    }
}

impl FromStr for Subnet {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        let net: IpNet = text.parse().map_err(|_| ParseError::new(format!("{text:?} is not a prefix such as 172.16.0.0/24")))?;
        if net != net.trunc() {
            return Err(ParseError::new(format!("{text:?} has host bits set; the prefix is {}", net.trunc())));
        }
        Ok(Subnet(net))
    }
}

impl fmt::Display for Subnet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for Subnet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

/// Addresses from `start` to `end`, both included. A wrong order is representable; a rule reports it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct IpRange {
    /// First address of the range.
    pub start: IpAddr,
    /// Last address of the range.
    pub end: IpAddr,
}

impl IpRange {
    pub fn contains(&self, address: IpAddr) -> bool {
        self.start.is_ipv4() == address.is_ipv4() && self.start <= address && address <= self.end
    }

    pub fn overlaps(&self, other: &IpRange) -> bool {
        self.start.is_ipv4() == other.start.is_ipv4() && self.start <= other.end && other.start <= self.end
    }
}

impl fmt::Display for IpRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.start, self.end)
    }
}

text_value!(Cidr, "An interface's address with its prefix length, such as 172.16.0.254/24");
text_value!(Subnet, "A prefix such as 172.16.0.0/24");
