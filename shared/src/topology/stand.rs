//! How a port stands on its network.

use crate::model::{Network, NetworkMode, Port, Portgroup};

/// What a network does with a port's frames.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stand<'a> {
    /// A Linux bridge, or an Open vSwitch port without VLANs: every frame passes as it is.
    Plain,
    /// An access port: frames without a tag are in the VLAN, frames with one are dropped.
    Access(u16),
    /// A trunk port: the tags that pass, and the VLAN of frames without one.
    Trunk { tags: &'a [u16], native: Option<u16> },
    /// It is not known: the portgroup is not in the lab.
    Unknown,
}

/// Where a frame goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Carried {
    /// Into that VLAN of the network, or among its untagged frames.
    In(Option<u16>),
    /// Nowhere.
    Dropped,
    Unknown,
}

impl<'a> Stand<'a> {
    /// How a port stands on its network.
    pub fn of(network: &'a Network, port: &Port) -> Stand<'a> {
        if network.mode != NetworkMode::OpenVswitch {
            return Stand::Plain;
        }
        match portgroup(network, port) {
            Some(group) => Stand::of_group(group),
            // libvirt takes no portgroup for a name that it does not find; an existing network may have others than the lab lists.
            None if port.portgroup.is_some() || (network.existing && network.portgroups.is_empty()) => Stand::Unknown,
            None => Stand::Plain,
        }
    }

    /// How ports of a portgroup stand.
    pub fn of_group(group: &'a Portgroup) -> Stand<'a> {
        match group.access {
            Some(vlan) => Stand::Access(vlan),
            None if group.trunk.is_empty() && group.native.is_none() => Stand::Plain,
            None => Stand::Trunk { tags: &group.trunk, native: group.native },
        }
    }

    /// Where a frame with that tag, or without one, goes (ovs-vswitchd.conf.db(5), "VLAN Configuration").
    pub fn carry(self, tag: Option<u16>) -> Carried {
        match (self, tag) {
            (Stand::Plain, tag) => Carried::In(tag),
            (Stand::Access(vlan), None) => Carried::In(Some(vlan)),
            (Stand::Access(_), Some(_)) => Carried::Dropped,
            (Stand::Trunk { native, .. }, None) => native.map_or(Carried::Dropped, |native| Carried::In(Some(native))),
            (Stand::Trunk { tags, native }, Some(tag)) if tags.contains(&tag) || native == Some(tag) => Carried::In(Some(tag)),
            (Stand::Trunk { .. }, Some(_)) => Carried::Dropped,
            (Stand::Unknown, _) => Carried::Unknown,
        }
    }
}

/// The portgroup that a port is in: the one that it names, otherwise the network's default.
pub fn portgroup<'a>(network: &'a Network, port: &Port) -> Option<&'a Portgroup> {
    match &port.portgroup {
        Some(name) => network.portgroups.iter().find(|group| group.name == *name),
        None => network.portgroups.iter().find(|group| group.default),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_goes_where_open_vswitch_puts_it() {
        let tags = [100, 101];
        let trunk = Stand::Trunk { tags: &tags, native: None };
        assert_eq!(trunk.carry(Some(101)), Carried::In(Some(101)));
        assert_eq!(trunk.carry(Some(102)), Carried::Dropped);
        assert_eq!(trunk.carry(None), Carried::Dropped);
        let native = Stand::Trunk { tags: &tags, native: Some(7) };
        assert_eq!((native.carry(None), native.carry(Some(7))), (Carried::In(Some(7)), Carried::In(Some(7))));
        assert_eq!((Stand::Access(5).carry(None), Stand::Access(5).carry(Some(5))), (Carried::In(Some(5)), Carried::Dropped));
        assert_eq!((Stand::Plain.carry(None), Stand::Plain.carry(Some(9))), (Carried::In(None), Carried::In(Some(9))));
        assert_eq!(Stand::Unknown.carry(None), Carried::Unknown);
    }
}
