//! `bridge.delete`: a bridge of Open vSwitch that is the lab's own goes, with the lab's ports in it.

use labwright_shared::{
    facts::BridgePortKind,
    plan::{ResourceKind, steps::BridgeRef},
};

use super::{Probe, Progress, StepContext, StepError, Undone, Work, bridge_define};
use crate::driver::open_vswitch;

pub(super) struct BridgeDelete<'a>(pub &'a BridgeRef);

impl Work for BridgeDelete<'_> {
    fn probe(&self, cx: &StepContext<'_>) -> Result<Probe, StepError> {
        let name = &self.0.name;
        bridge_define::local(cx, name)?;
        match open_vswitch::bridge(name)? {
            Some(seen) => Ok(cx.owner(seen.mark.as_ref()).foreign().unwrap_or(Probe::Absent)),
            None if cx.owns(ResourceKind::Bridge, name)? => Ok(Probe::Differs("it is gone, but still noted".to_owned())),
            None => Ok(Probe::Done(None)),
        }
    }

    fn apply(&self, cx: &StepContext<'_>) -> Result<Progress, StepError> {
        bridge_define::local(cx, &self.0.name)?;
        remove(cx, &self.0.name)?;
        Ok(Progress::Done(None))
    }

    fn undo(&self, _: &StepContext<'_>) -> Result<Undone, StepError> {
        Ok(Undone::Kept("a deleted bridge comes back when the lab is applied again".to_owned()))
    }
}

/// Takes a bridge of ours away. Guests' ports go with it, as with a libvirt network that stops; what somebody else put in keeps it there.
pub(super) fn remove(cx: &StepContext<'_>, name: &str) -> Result<(), StepError> {
    if let Some(seen) = open_vswitch::bridge(name)? {
        cx.owner(seen.mark.as_ref()).required(format!("bridge {name}"))?;
        let is_foreign = |port: &&labwright_shared::facts::BridgePortFacts| {
            port.kind != BridgePortKind::Guest && port.instance.as_ref() != Some(&cx.instance.id)
        };
        let foreign: Vec<&str> = seen.ports.iter().filter(is_foreign).map(|port| port.name.as_str()).collect();
        if !foreign.is_empty() {
            return Err(StepError::Refused(format!(
                "bridge {name} is the lab's, but these ports in it are not: {}; take them out (ovs-vsctl del-port {name} PORT) and try again",
                foreign.join(", ")
            )));
        }
        cx.effect(|| open_vswitch::remove(name))?;
    }
    cx.release(ResourceKind::Bridge, name)
}
