//! `bridge.define`: a bridge of Open vSwitch with the host's ports in it.
//!
//! Bridge, ports and mark come in one transaction of Open vSwitch's database, so that a kill leaves all of it or nothing;
//! addresses follow, and are looked for each time.

use labwright_shared::{
    facts::{BridgeFacts, Datapath},
    plan::{ResourceKind, steps::BridgeDefine},
};

use super::{Probe, Progress, StepContext, StepError, Undone, Work, bridge_delete};
use crate::driver::open_vswitch;

/// What an update replaced, kept for undo.
const PREVIOUS: &str = "previous";

impl Work for BridgeDefine {
    fn probe(&self, cx: &StepContext<'_>) -> Result<Probe, StepError> {
        local(cx, &self.name)?;
        let Some(seen) = open_vswitch::bridge(&self.name)? else { return Ok(Probe::Absent) };
        if let Some(foreign) = cx.owner(seen.mark.as_ref()).foreign() {
            return Ok(foreign);
        }
        Ok(match self.difference(&seen).or_else(|| fault(&seen)) {
            Some(why) => Probe::Differs(why),
            None => Probe::Done(None),
        })
    }

    fn apply(&self, cx: &StepContext<'_>) -> Result<Progress, StepError> {
        local(cx, &self.name)?;
        cx.planned_mark(Some(self.mark.clone()), &format!("bridge {}", self.name))?;
        let seen = open_vswitch::bridge(&self.name)?;
        let is_fresh = match &seen {
            None => {
                cx.keep(ResourceKind::Bridge, &self.name, PREVIOUS, None)?;
                true
            }
            Some(seen) => {
                cx.owner(seen.mark.as_ref()).required(format!("bridge {}", self.name))?;
                if seen.mark.as_ref().map(|mark| mark.digest) != Some(self.mark.digest) {
                    let previous = BridgeDefine::of_seen(seen).and_then(|previous| serde_json::to_string(&previous).ok());
                    cx.keep(ResourceKind::Bridge, &self.name, PREVIOUS, previous.as_deref())?;
                }
                false
            }
        };
        cx.claim(ResourceKind::Bridge, &self.name, None)?;
        match put(cx, self, seen.as_ref()) {
            Ok(()) => Ok(Progress::Done(None)),
            Err(error) => {
                // A bridge that the switch daemon cannot make is not left behind, unless nobody knows what happened.
                if is_fresh && !error.effect_unknown() {
                    bridge_delete::remove(cx, &self.name)?;
                }
                Err(error)
            }
        }
    }

    fn undo(&self, cx: &StepContext<'_>) -> Result<Undone, StepError> {
        local(cx, &self.name)?;
        let Some(seen) = open_vswitch::bridge(&self.name)? else {
            cx.release(ResourceKind::Bridge, &self.name)?;
            return Ok(Undone::Gone);
        };
        cx.owner(seen.mark.as_ref()).required(format!("bridge {}", self.name))?;
        let previous = cx.kept(ResourceKind::Bridge, &self.name, PREVIOUS)?;
        match previous.and_then(|text| serde_json::from_str::<BridgeDefine>(&text).ok()) {
            Some(previous) => {
                put(cx, &previous, Some(&seen))?;
                cx.keep(ResourceKind::Bridge, &self.name, PREVIOUS, None)?;
            }
            None => bridge_delete::remove(cx, &self.name)?,
        }
        Ok(Undone::Gone)
    }
}

/// Refuses a host whose Open vSwitch cannot be asked.
pub(super) fn local(cx: &StepContext<'_>, bridge: &str) -> Result<(), StepError> {
    if cx.conn.is_local() {
        return Ok(());
    }
    let uri = cx.conn.uri();
    Err(StepError::Refused(format!(
        "bridge {bridge} is Open vSwitch's, which libvirt does not reach on {uri}: run labwright on that host, or make the bridge there yourself"
    )))
}

/// What the switch daemon could not make of what its database says.
fn fault(seen: &BridgeFacts) -> Option<String> {
    if seen.works == Some(false) {
        return Some("the switch daemon could not make it".to_owned());
    }
    None
}

fn put(cx: &StepContext<'_>, wanted: &BridgeDefine, before: Option<&BridgeFacts>) -> Result<(), StepError> {
    let is_there = before.is_some_and(|before| wanted.difference_in_database(before).is_none());
    if !is_there {
        cx.effect(|| open_vswitch::put(wanted, before))?;
    }
    let now = open_vswitch::bridge(&wanted.name)?;
    let Some(now) = now else { return Err(StepError::Refused(format!("bridge {} went away while it was made", wanted.name))) };
    let refused = |why: String| {
        let log = "see /var/log/openvswitch/ovs-vswitchd.log";
        let remedy = match wanted.datapath {
            Datapath::System => "load the kernel's module (modprobe openvswitch) and plan again",
            Datapath::Netdev => "plan again when it is mended",
        };
        StepError::Refused(format!("bridge {}: {why}; {log}, {remedy}", wanted.name))
    };
    if let Some(why) = fault(&now) {
        return Err(refused(why));
    }
    for port in &wanted.ports {
        let seen = now.ports.iter().find(|seen| seen.name == port.name);
        if let Some(error) = seen.and_then(|seen| seen.error.clone()) {
            return Err(refused(error));
        }
        let is_missing = port.address.is_some_and(|address| seen.is_none_or(|seen| !seen.addresses.contains(&address)));
        if is_missing {
            cx.effect(|| open_vswitch::address(port, seen))?;
        }
    }
    Ok(())
}
