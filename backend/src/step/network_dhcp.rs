//! `network.dhcp`: the DHCP ranges of a network that is not the lab's own.
//!
//! What it had is claimed in the ledger before the first change, in the running network and in its definition, and is put
//! back by undo, or by the step that makes it so again when the lab is destroyed.

use labwright_shared::{
    plan::{ResourceKind, steps::NetworkDhcp},
    value::IpRange,
};
use serde::{Deserialize, Serialize};

use super::{Probe, Progress, StepContext, StepError, Undone, Work};
use crate::driver::{DriverError, libvirt::Network, xml::NetworkXml};

/// The ledger's entry stands apart from the network's own name: changing a network does not make it ours.
fn entry(name: &str) -> String {
    format!("{name}#dhcp")
}

/// A range and the `<ip>` that it stands in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Placed {
    range: IpRange,
    place: usize,
}

/// The ranges in the running network (if it runs) and in the definition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Ranges {
    live: Option<Vec<Placed>>,
    config: Vec<Placed>,
}

impl Work for NetworkDhcp {
    fn probe(&self, cx: &StepContext<'_>) -> Result<Probe, StepError> {
        let Some(network) = cx.conn.network(&self.name)? else { return Ok(Probe::Absent) };
        let now = read(&network)?;
        let owned = cx.owns(ResourceKind::Network, &entry(&self.name))?;
        if self.is(&now, &self.after) {
            let put_back = owned && restores(cx, self)?;
            return Ok(if put_back {
                Probe::Differs("the old value is back, but still noted as owed".to_owned())
            } else {
                Probe::Done(None)
            });
        }
        Ok(match (owned, self.is(&now, &self.before)) {
            (_, true) => Probe::Absent,
            (true, false) => Probe::Differs(format!("it hands out {}", shown(&now.config))),
            (false, false) => Probe::Differs(format!("it hands out {}, which is not what the plan saw", shown(&now.config))),
        })
    }

    fn apply(&self, cx: &StepContext<'_>) -> Result<Progress, StepError> {
        let network = network(cx, &self.name)?;
        let now = read(&network)?;
        let entry = entry(&self.name);
        let owned = cx.owns(ResourceKind::Network, &entry)?;
        if !self.is(&now, &self.after) {
            if !owned && !self.is(&now, &self.before) {
                return Err(StepError::Refused(format!(
                    "network {} hands out {} now, but the plan saw {}: plan again",
                    self.name,
                    shown(&now.config),
                    shown_ranges(&self.before)
                )));
            }
            let claimed = serde_json::to_string(&now).map_err(|error| StepError::Ledger(error.into()))?;
            cx.claim(ResourceKind::Network, &entry, Some(&claimed))?;
            match before(cx, &entry)?.filter(|before| ranges(&before.config) == self.after) {
                // Put back to the byte, places included.
                Some(before) => put(cx, &network, &now, &before)?,
                None => {
                    let after = placed(&network.defined()?, &self.after);
                    put(cx, &network, &now, &Ranges { live: now.live.as_ref().map(|_| after.clone()), config: after })?;
                }
            }
        }
        if owned && restores(cx, self)? {
            cx.release(ResourceKind::Network, &entry)?;
        }
        Ok(Progress::Done(None))
    }

    fn undo(&self, cx: &StepContext<'_>) -> Result<Undone, StepError> {
        let entry = entry(&self.name);
        let Some(before) = before(cx, &entry)? else { return Ok(Undone::Gone) };
        if let Some(network) = cx.conn.network(&self.name)? {
            put(cx, &network, &read(&network)?, &before)?;
        }
        cx.release(ResourceKind::Network, &entry)?;
        Ok(Undone::Gone)
    }
}

trait Compared {
    fn is(&self, now: &Ranges, ranges: &[IpRange]) -> bool;
}

impl Compared for NetworkDhcp {
    fn is(&self, now: &Ranges, wanted: &[IpRange]) -> bool {
        ranges(&now.config) == wanted && now.live.as_ref().is_none_or(|live| ranges(live) == wanted)
    }
}

fn ranges(placed: &[Placed]) -> Vec<IpRange> {
    placed.iter().map(|placed| placed.range).collect()
}

fn network<'c>(cx: &StepContext<'c>, name: &str) -> Result<Network<'c>, StepError> {
    Ok(cx.conn.network(name)?.ok_or_else(|| DriverError::Missing { resource: format!("network {name}") })?)
}

fn read(network: &Network<'_>) -> Result<Ranges, StepError> {
    let list = |xml: NetworkXml| xml.dhcp.iter().zip(xml.dhcp_places).map(|(range, place)| Placed { range: *range, place }).collect();
    let live = if network.is_active()? { Some(list(network.live()?)) } else { None };
    Ok(Ranges { live, config: list(network.defined()?) })
}

fn before(cx: &StepContext<'_>, entry: &str) -> Result<Option<Ranges>, StepError> {
    let Some(text) = cx.ledger.before(ResourceKind::Network, entry).map_err(StepError::Ledger)? else { return Ok(None) };
    serde_json::from_str(&text).map(Some).map_err(|error| StepError::Ledger(error.into()))
}

/// Whether this step's end is where the claim began: then nothing is owed any more.
fn restores(cx: &StepContext<'_>, data: &NetworkDhcp) -> Result<bool, StepError> {
    Ok(before(cx, &entry(&data.name))?.is_some_and(|before| ranges(&before.config) == data.after))
}

/// Each range in the `<ip>` whose subnet holds it.
fn placed(xml: &NetworkXml, ranges: &[IpRange]) -> Vec<Placed> {
    let place = |range: &IpRange| xml.addresses.iter().position(|address| address.subnet().contains(range.start)).unwrap_or(0);
    ranges.iter().map(|range| Placed { range: *range, place: place(range) }).collect()
}

fn put(cx: &StepContext<'_>, network: &Network<'_>, now: &Ranges, wanted: &Ranges) -> Result<(), StepError> {
    if let Some(live) = &now.live {
        change(cx, network, live, wanted.live.as_ref().unwrap_or(&wanted.config), true)?;
    }
    change(cx, network, &now.config, &wanted.config, false)
}

/// Ranges can be added at the end and removed, so everything from the first difference on is made anew: the order stays.
fn change(cx: &StepContext<'_>, network: &Network<'_>, now: &[Placed], wanted: &[Placed], live: bool) -> Result<(), StepError> {
    let same = now.iter().zip(wanted).take_while(|(now, wanted)| now == wanted).count();
    for placed in &now[same..] {
        cx.effect(|| network.remove_dhcp_range(&placed.range, placed.place, live, !live))?;
    }
    for placed in &wanted[same..] {
        cx.effect(|| network.add_dhcp_range(&placed.range, placed.place, live, !live))?;
    }
    Ok(())
}

fn shown(placed: &[Placed]) -> String {
    shown_ranges(&ranges(placed))
}

fn shown_ranges(ranges: &[IpRange]) -> String {
    if ranges.is_empty() { "no addresses".to_owned() } else { ranges.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ") }
}
