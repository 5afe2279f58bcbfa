//! L2 broadcast domains.

use crate::{
    model::{Cloud, ExternalNetwork, Network, Plane, Project, ProjectNetwork},
    value::Subnet,
};

use super::{Authority, Mtu};

/// A segment's number in [`super::Topology::segments`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SegmentId(pub(super) usize);

/// One L2 broadcast domain.
#[derive(Clone, Debug)]
pub struct Segment<'a> {
    pub kind: SegmentKind<'a>,
    /// The largest packet that it carries; absent where that is not known.
    pub mtu: Option<Mtu<'a>>,
    /// Its prefixes, as far as they are known.
    pub prefixes: Vec<Subnet>,
    pub authority: Authority<'a>,
}

/// What a segment is.
#[derive(Clone, Copy, Debug)]
pub enum SegmentKind<'a> {
    /// The untagged frames of an L0 network, or one of its VLANs. Planes and external networks on it are the same segment.
    Underlay { network: &'a Network, vlan: Option<u16> },
    /// A plane whose network in L0 is not known.
    Plane { cloud: &'a Cloud, plane: &'a Plane },
    /// An external network whose network in L0 is not known.
    External { cloud: &'a Cloud, external: &'a ExternalNetwork },
    /// A tenant network.
    Tenant { project: &'a Project, network: &'a ProjectNetwork },
}

impl Segment<'_> {
    /// How it is called in a sentence.
    pub fn label(&self) -> String {
        match self.kind {
            SegmentKind::Underlay { network, vlan: None } => network.name.to_string(),
            SegmentKind::Underlay { network, vlan: Some(vlan) } => format!("VLAN {vlan} of {}", network.name),
            SegmentKind::Plane { cloud, plane } => format!("{} of {}", plane.name, cloud.name),
            SegmentKind::External { cloud, external } => format!("{} of {}", external.name, cloud.name),
            SegmentKind::Tenant { project, network } => format!("{} of {}", network.name, project.name),
        }
    }
}
