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
    /// Whose it is: two entries of one holder do not clash.
    pub holder: Holder<'a>,
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
