//! Who stands on each segment, and who answers there.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    diagnostic::Subject,
    model::{Keyed, Kind, RecordRef},
    value::{IpRange, Subnet},
};

use super::super::{AnswerBy, DeviceId, DeviceKind, SegmentKind, Topology};

/// One L2 broadcast domain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SegmentRow {
    /// How it is called: `lan`, `VLAN 100 of fabric`, `net-1 of demo`.
    pub name: String,
    /// The record or the part of one that it comes from.
    pub subject: Subject,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vlan: Option<u16>,
    pub prefixes: Vec<Subnet>,
    /// The largest packet; absent where that is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mtu: Option<u32>,
    /// Who stands on it, each once, in the lab's order; a cluster's nodes as one.
    pub devices: Vec<String>,
    /// Who gives addresses.
    pub dhcp: Vec<Answering>,
    /// Who gives boot files.
    pub pxe: Vec<String>,
    /// Who answers DNS.
    pub dns: Vec<String>,
    /// Who passes packets on.
    pub routing: Vec<String>,
    /// Others may answer whom nobody here knows: it leads into a LAN, or the host's network is not known.
    pub open: bool,
}

/// Who gives addresses, and which.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Answering {
    pub by: String,
    pub ranges: Vec<IpRange>,
}

pub(super) fn rows(topology: &Topology<'_>) -> Vec<SegmentRow> {
    // Of each segment its devices, in the graph's order.
    let mut standing: BTreeMap<usize, Vec<DeviceId>> = BTreeMap::new();
    for link in &topology.links {
        let devices = standing.entry(link.segment.0).or_default();
        if !devices.contains(&link.device) {
            devices.push(link.device);
        }
    }
    let names = |servers: &[AnswerBy<'_>]| servers.iter().map(AnswerBy::label).collect();
    let row = |(index, segment): (usize, &super::super::Segment<'_>)| {
        let (subject, vlan) = subject(segment.kind);
        let mut devices = standing.remove(&index).unwrap_or_default();
        devices.sort();
        let authority = &segment.authority;
        SegmentRow {
            name: segment.label(),
            subject,
            vlan,
            prefixes: segment.prefixes.iter().copied().collect::<BTreeSet<_>>().into_iter().collect(),
            mtu: segment.mtu.map(|mtu| mtu.bytes),
            devices: devices.into_iter().map(|device| device_name(topology, device)).collect(),
            dhcp: authority.dhcp.iter().map(|answer| Answering { by: answer.by.label(), ranges: answer.ranges.clone() }).collect(),
            pxe: names(&authority.pxe),
            dns: names(&authority.dns),
            routing: names(&authority.routing),
            open: authority.is_open,
        }
    };
    topology.segments.iter().enumerate().map(row).collect()
}

fn subject(kind: SegmentKind<'_>) -> (Subject, Option<u16>) {
    let part = |kind, id, field| Subject::field(RecordRef::new(kind, id), field);
    match kind {
        SegmentKind::Underlay { network, vlan } => (Subject::record(RecordRef::new(Kind::Networks, network.id())), vlan),
        SegmentKind::Plane { cloud, plane } => (part(Kind::Clouds, cloud.id(), format!("planes[{}]", plane.name)), None),
        SegmentKind::External { cloud, external } => (part(Kind::Clouds, cloud.id(), format!("externalNetworks[{}]", external.name)), None),
        SegmentKind::Tenant { project, network } => (part(Kind::Projects, project.id(), format!("networks[{}]", network.name)), None),
    }
}

fn device_name(topology: &Topology<'_>, device: DeviceId) -> String {
    let device = topology.device(device);
    match device.kind {
        DeviceKind::Nodes(cluster) => format!("nodes of {}", cluster.name),
        DeviceKind::Router(project, router) => format!("{} of {}", router.name, project.name),
        DeviceKind::Host | DeviceKind::Machine(_) | DeviceKind::Server(_) => device.name().to_owned(),
    }
}
