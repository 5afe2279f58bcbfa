//! Plugs running guests into a network that was started anew.
//!
//! A network that stops takes its bridge with it, unless that is Open vSwitch's, and libvirt does not put the guests' ports on the next one. It moves a
//! port only when the port's bridge changes; so each goes over another network, made for that and gone right after. That
//! one carries our mark: if we are killed meanwhile, it is recognized. That ports wait stands in the ledger until it is done.

use labwright_shared::{
    facts::{Mark, NAMESPACE},
    model::NetworkMode,
    plan::ResourceKind,
    value::Sha256,
};

use super::{StepContext, StepError};
use crate::driver::{
    DriverError,
    libvirt::{Domain, Network},
    open_vswitch,
    xml::Element,
};

const DUE: &str = "replug";

pub(super) fn is_due(cx: &StepContext<'_>, network: &str) -> Result<bool, StepError> {
    Ok(cx.kept(ResourceKind::Network, network, DUE)?.is_some())
}

/// To be called before the network stops. The host's own bridge stays when a network on it stops, and its ports with it.
pub(super) fn becomes_due(cx: &StepContext<'_>, network: &Network<'_>) -> Result<(), StepError> {
    if network.live()?.mode == Some(NetworkMode::Bridge) {
        return Ok(());
    }
    cx.keep(ResourceKind::Network, network.name(), DUE, Some("yes"))
}

/// Plugs in all guests that wait for it.
pub(super) fn replug(cx: &StepContext<'_>, network: &Network<'_>) -> Result<(), StepError> {
    if !is_due(cx, network.name())? {
        return Ok(());
    }
    let between = format!("{}-replug", network.name());
    let live = network.live()?;
    let (on_open_vswitch, bridge) = (live.mode == Some(NetworkMode::OpenVswitch), live.bridge);
    let mut passing = None;
    for domain in cx.conn.running_domains()? {
        let xml = domain.live_xml()?;
        let root = Element::parse(&xml)
            .map_err(|error| DriverError::Unreadable { resource: format!("domain {}", domain.name()), message: error.0 })?;
        for interface in root.child("devices").into_iter().flat_map(|devices| devices.all("interface")) {
            let source = interface.child("source").and_then(|source| source.attribute("network"));
            if source == Some(network.name()) || source == Some(&between) {
                (cx.note)(&format!("plugging {} into {} again", domain.name(), network.name()));
                let vlan = if on_open_vswitch { vlan_of(network, interface)? } else { None };
                let there = interface.child("source").and_then(|source| source.attribute("bridge"));
                if stands_on_open_vswitch(interface) && there != bridge.as_deref() {
                    unplug(cx, interface)?;
                }
                // Open vSwitch's bridge stays when a network on it stops: there the port need not go over another network.
                if !(on_open_vswitch && stands_on_open_vswitch(interface)) {
                    if passing.is_none() {
                        passing = Some(passing_network(cx, &between)?);
                    }
                    plug(cx, &domain, described(interface, false), &between)?;
                }
                let mut port = described(interface, on_open_vswitch);
                port.children.extend(vlan);
                plug(cx, &domain, port, network.name())?;
            }
        }
    }
    if let Some(passing) = passing.or(cx.conn.network(&between)?)
        && cx.network_owner(&passing)? == super::ownership::Owner::Ours
    {
        cx.effect(|| passing.stop())?;
    }
    cx.keep(ResourceKind::Network, network.name(), DUE, None)
}

fn passing_network<'c>(cx: &StepContext<'c>, name: &str) -> Result<Network<'c>, StepError> {
    if let Some(network) = cx.conn.network(name)? {
        cx.network_owner(&network)?.required(format!("network {name}"))?;
        return Ok(network);
    }
    let mark = Mark {
        instance: cx.instance.id.clone(),
        lab: cx.instance.id.clone(),
        record: "networks".to_owned(),
        digest: Sha256::of(b"replug"),
    };
    let xml = format!(
        "<network><name>{name}</name><metadata><labwright:owner xmlns:labwright=\"{NAMESPACE}\" instance=\"{}\" lab=\"{}\" record=\"{}\" digest=\"{}\"/></metadata></network>",
        mark.instance, mark.lab, mark.record, mark.digest
    );
    Ok(cx.effect(|| cx.conn.create_network(name, &xml))?)
}

fn stands_on_open_vswitch(interface: &Element) -> bool {
    interface.child("virtualport").and_then(|port| port.attribute("type")) == Some("openvswitch")
}

/// Takes a port out of the bridge that it is in: libvirt (seen with 11.3) does not, and then finds it attached there.
fn unplug(cx: &StepContext<'_>, interface: &Element) -> Result<(), DriverError> {
    let Some(port) = interface.child("target").and_then(|target| target.attribute("dev")) else { return Ok(()) };
    cx.effect(|| open_vswitch::take_out(port))
}

/// The VLANs in which the port is to stand, by its portgroup. libvirt (seen with 11.3) takes a running port out of its old VLANs and puts it into
/// those that the port itself names, not into its portgroup's: without them it would be in all.
fn vlan_of(network: &Network<'_>, interface: &Element) -> Result<Option<Element>, DriverError> {
    let portgroup = interface.child("source").and_then(|source| source.attribute("portgroup"));
    let xml = network.defined_xml()?;
    let root = Element::parse(&xml)
        .map_err(|error| DriverError::Unreadable { resource: format!("network {}", network.name()), message: error.0 })?;
    let mut groups = root.all("portgroup");
    let group = match portgroup {
        Some(name) => groups.find(|group| group.attribute("name") == Some(name)),
        None => groups.find(|group| group.attribute("default") == Some("yes")),
    };
    Ok(group.and_then(|group| group.child("vlan")).or(root.child("vlan")).cloned())
}

/// The port as its owner would describe it. One that runs on a bridge that is not libvirt's is described as what came of its network: with a
/// type and VLANs of its own.
fn described(interface: &Element, on_open_vswitch: bool) -> Element {
    let mut port = interface.clone();
    port.attributes.iter_mut().filter(|(name, _)| name == "type").for_each(|(_, value)| "network".clone_into(value));
    port.children.retain(|child| child.name != "vlan" && (on_open_vswitch || child.name != "virtualport"));
    port
}

fn plug(cx: &StepContext<'_>, domain: &Domain<'_>, mut port: Element, network: &str) -> Result<(), DriverError> {
    for source in port.children.iter_mut().filter(|child| child.name == "source") {
        // The rest names the port on the network before.
        source.attributes.retain(|(name, _)| name == "portgroup");
        source.attributes.push(("network".to_owned(), network.to_owned()));
    }
    cx.effect(|| domain.update_live_device(&port.to_xml()))
}
