//! `network.define`: a network of the lab's own, defined, running and with the asked-for autostart.

use labwright_shared::plan::{ResourceKind, steps::NetworkDefine};

use super::{Probe, Progress, StepContext, StepError, Undone, Work, network_replug};
use crate::driver::{libvirt::Network, xml::NetworkXml};

/// The definition that an update replaced, kept for undo.
const PREVIOUS: &str = "previous";

impl Work for NetworkDefine {
    fn probe(&self, cx: &StepContext<'_>) -> Result<Probe, StepError> {
        let wanted = wanted(cx, self)?;
        let Some(network) = cx.conn.network(&self.name)? else { return Ok(Probe::Absent) };
        let defined = network.defined()?.mark;
        if let Some(foreign) = cx.owner(defined.as_ref()).foreign() {
            return Ok(foreign);
        }
        let differs = |why: &str| Ok(Probe::Differs(why.to_owned()));
        if defined.as_ref().map(|mark| mark.digest) != Some(wanted) {
            return differs("it is defined in another way");
        }
        if !network.is_active()? {
            return differs("it is defined but not running");
        }
        if network.live()?.mark.map(|mark| mark.digest) != Some(wanted) {
            return differs("it still runs as it was defined before");
        }
        if network_replug::is_due(cx, &self.name)? {
            return differs("running guests were not plugged into it again yet");
        }
        if network.autostart()? != self.autostart {
            return differs("its autostart differs");
        }
        Ok(Probe::Done(None))
    }

    fn apply(&self, cx: &StepContext<'_>) -> Result<Progress, StepError> {
        let wanted = wanted(cx, self)?;
        let existing = cx.conn.network(&self.name)?;
        let (network, fresh) = match existing {
            Some(network) => {
                let mark = network.defined()?.mark;
                cx.owner(mark.as_ref()).required(format!("network {}", self.name))?;
                if mark.map(|mark| mark.digest) == Some(wanted) {
                    (network, false)
                } else {
                    cx.keep(ResourceKind::Network, &self.name, PREVIOUS, Some(&network.defined_xml()?))?;
                    (cx.effect(|| cx.conn.define_network(&self.name, &self.xml))?, false)
                }
            }
            None => {
                cx.keep(ResourceKind::Network, &self.name, PREVIOUS, None)?;
                (cx.effect(|| cx.conn.define_network(&self.name, &self.xml))?, true)
            }
        };
        if let Err(error) = run(cx, &network, Some(wanted)) {
            // A network that cannot start is not left behind, unless the host is gone.
            if fresh && !error.effect_unknown() {
                cx.effect(|| network.undefine())?;
            }
            return Err(error);
        }
        if network.autostart()? != self.autostart {
            cx.effect(|| network.set_autostart(self.autostart))?;
        }
        Ok(Progress::Done(None))
    }

    fn undo(&self, cx: &StepContext<'_>) -> Result<Undone, StepError> {
        let Some(network) = cx.conn.network(&self.name)? else { return Ok(Undone::Gone) };
        cx.network_owner(&network)?.required(format!("network {}", self.name))?;
        match cx.kept(ResourceKind::Network, &self.name, PREVIOUS)? {
            Some(previous) => {
                let network = cx.effect(|| cx.conn.define_network(&self.name, &previous))?;
                let mark = network.defined()?.mark;
                run(cx, &network, mark.map(|mark| mark.digest))?;
                cx.keep(ResourceKind::Network, &self.name, PREVIOUS, None)?;
            }
            None => remove(cx, &network)?,
        }
        Ok(Undone::Gone)
    }
}

type Digest = labwright_shared::value::Sha256;

fn wanted(cx: &StepContext<'_>, data: &NetworkDefine) -> Result<Digest, StepError> {
    let what = format!("network {}", data.name);
    let xml =
        NetworkXml::parse(&data.xml).map_err(|error| StepError::Refused(format!("the plan's XML of {what} cannot be read: {error}")))?;
    Ok(cx.planned_mark(xml.mark, &what)?.digest)
}

/// Makes the network run as it is defined: one that runs in an older way is started anew, and its guests' ports are put back on it.
fn run(cx: &StepContext<'_>, network: &Network<'_>, wanted: Option<Digest>) -> Result<(), StepError> {
    if network.is_active()? && network.live()?.mark.map(|mark| mark.digest) != wanted {
        network_replug::becomes_due(cx, network)?;
        cx.effect(|| network.stop())?;
    }
    if !network.is_active()? {
        cx.effect(|| network.start())?;
    }
    network_replug::replug(cx, network)
}

/// Stops and undefines.
pub(super) fn remove(cx: &StepContext<'_>, network: &Network<'_>) -> Result<(), StepError> {
    let persistent = network.is_persistent()?;
    if network.is_active()? {
        cx.effect(|| network.stop())?;
    }
    if persistent {
        cx.effect(|| network.undefine())?;
    }
    cx.release(ResourceKind::Network, network.name())
}
