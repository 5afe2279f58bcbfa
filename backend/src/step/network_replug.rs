//! Plugs running guests into a network that was started anew.
//!
//! A network that stops takes its bridge with it, and libvirt does not put the guests' ports on the next one. It moves a
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
    let mut passing = None;
    for domain in cx.conn.running_domains()? {
        let xml = domain.live_xml()?;
        let root = Element::parse(&xml)
            .map_err(|error| DriverError::Unreadable { resource: format!("domain {}", domain.name()), message: error.0 })?;
        for interface in root.child("devices").into_iter().flat_map(|devices| devices.all("interface")) {
            let source = interface.child("source").and_then(|source| source.attribute("network"));
            if source == Some(network.name()) || source == Some(&between) {
                (cx.note)(&format!("plugging {} into {} again", domain.name(), network.name()));
                if passing.is_none() {
                    passing = Some(passing_network(cx, &between)?);
                }
                plug(cx, &domain, interface, &between)?;
                plug(cx, &domain, interface, network.name())?;
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

fn plug(cx: &StepContext<'_>, domain: &Domain<'_>, interface: &Element, network: &str) -> Result<(), DriverError> {
    let mut interface = interface.clone();
    for source in interface.children.iter_mut().filter(|child| child.name == "source") {
        // The rest names the port on the network before.
        source.attributes.retain(|(name, _)| name == "portgroup");
        source.attributes.push(("network".to_owned(), network.to_owned()));
    }
    cx.effect(|| domain.update_live_device(&interface.to_xml()))
}
