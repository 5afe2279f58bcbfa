use std::net::IpAddr;

use crate::{
    diagnostic::Subject,
    topology::SegmentId,
    value::{IpRange, Name, Subnet},
};

/// One line of the address book.
#[derive(Clone, Debug)]
pub struct Entry<'a> {
    pub what: What,
    /// Whose it is.
    pub holder: Holder<'a>,
    /// How the holder stands to an address.
    pub claim: Claim,
    /// How it is called in a sentence: `the VIP of internal-api of c`.
    pub label: String,
    /// Where it stands in the lab; absent for what is the host's, or software's default.
    pub subject: Option<Subject>,
    /// The segment on which it counts, where that is known.
    pub segment: Option<SegmentId>,
}

/// What an entry is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    Prefix(Subnet),
    Pool(IpRange),
    Address(IpAddr),
}

/// How an entry's holder stands to its address: what may be one thing by two names, and what takes an address for itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Claim {
    /// A port or a host has it, or a prefix or pool is meant.
    Holds,
    /// A virtual address, which moves between nodes.
    Virtual,
    /// Services are said to answer there: at a virtual address or a node of their cloud.
    Endpoint,
    /// Packets are sent there to be passed on by whoever has it.
    Gateway,
    /// A port that is made beforehand, for a server or a virtual address.
    Port,
    /// A floating IP that a project reserves.
    Floating,
    /// Somebody has a floating IP lead to it.
    Led,
}

/// Whose an entry is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Holder<'a> {
    Host,
    /// libvirt's DHCP server on a network.
    Libvirt(&'a Name),
    Machine(&'a Name),
    /// A cloud's services: its virtual addresses and pools.
    Cloud(&'a Name),
    /// The director of a cloud.
    Director(&'a Name),
    Project(&'a Name),
    Server(&'a Name),
    Cluster(&'a Name),
    /// A default of software.
    Software,
}
