//! `domain.start`: a domain runs.
//!
//! Before it starts, what could be mistaken for a sign of life of this start is written down: how long its console's log
//! is, and when the leases of its ports end. `domain.wait` counts only what comes after.

use std::{collections::BTreeMap, path::Path};

use labwright_shared::{
    facts::DomainState,
    plan::{ResourceKind, steps::DomainRef},
};
use serde::{Deserialize, Serialize};

use super::{Probe, Progress, StepContext, StepError, Undone, Work};
use crate::driver::{DriverError, libvirt::Domain, xml::DomainXml};

pub(super) struct DomainStart<'a>(pub &'a DomainRef);

const BEFORE: &str = "before-start";

/// The signs of life that are older than the start.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct BeforeStart {
    /// Where the console's log ended.
    pub console: u64,
    /// When each address that the domain's ports had was to expire, by MAC.
    pub leases: BTreeMap<String, i64>,
}

impl BeforeStart {
    pub fn recall(cx: &StepContext<'_>, domain: &str) -> Result<BeforeStart, StepError> {
        let kept = cx.kept(ResourceKind::Domain, domain, BEFORE)?;
        Ok(kept.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default())
    }

    fn keep(&self, cx: &StepContext<'_>, domain: &str) -> Result<(), StepError> {
        let text = serde_json::to_string(self).map_err(|error| StepError::Ledger(error.into()))?;
        cx.keep(ResourceKind::Domain, domain, BEFORE, Some(&text))
    }

    fn read(cx: &StepContext<'_>, xml: &DomainXml) -> Result<BeforeStart, StepError> {
        let mut before = BeforeStart::default();
        // A log that is emptied at the start has nothing old in it.
        if let Some(log) = xml.log.as_ref().filter(|log| log.append).map(|log| Path::new(&log.path))
            && let (Some(folder), Some(name)) = (log.parent().and_then(Path::to_str), log.file_name().and_then(|name| name.to_str()))
            && let Some(pool) = cx.conn.pool_by_folder(folder)?
        {
            before.console = cx.conn.serial_length(pool.name(), name)?.unwrap_or(0);
        }
        for port in &xml.ports {
            let (Some(network), Some(mac)) = (&port.network, port.mac) else { continue };
            let Some(network) = cx.conn.network(network)? else { continue };
            if !network.is_active()? {
                return Err(StepError::Refused(format!("network {} is not running: start it first", network.name())));
            }
            for lease in network.leases(Some(mac))? {
                before.leases.insert(mac.to_string(), lease.expires);
            }
        }
        Ok(before)
    }
}

impl Work for DomainStart<'_> {
    fn probe(&self, cx: &StepContext<'_>) -> Result<Probe, StepError> {
        let Some(domain) = cx.conn.domain(&self.0.name)? else { return Ok(Probe::Absent) };
        if let Some(foreign) = cx.domain_owner(&domain, &self.0.uuid)?.foreign() {
            return Ok(foreign);
        }
        let now = domain.state()?;
        Ok(match now.state {
            DomainState::Running => Probe::Done(None),
            DomainState::Off => Probe::Absent,
            _ if !domain.is_active()? => Probe::Absent,
            DomainState::Paused => Probe::Differs(format!("it is paused: {}", now.reason)),
            DomainState::Suspended => Probe::Differs("it sleeps".to_owned()),
            DomainState::ShuttingDown => Probe::Differs("it is shutting down".to_owned()),
            DomainState::Crashed | DomainState::Unknown => Probe::Differs(format!("it neither runs nor is off: {}", now.reason)),
        })
    }

    fn apply(&self, cx: &StepContext<'_>) -> Result<Progress, StepError> {
        let domain = ours(cx, self.0)?;
        let now = domain.state()?;
        match now.state {
            DomainState::Running => {}
            _ if !domain.is_active()? => {
                BeforeStart::read(cx, &domain.defined()?)?.keep(cx, &self.0.name)?;
                meanwhile(&domain, cx.effect(|| domain.start()))?;
            }
            DomainState::Paused => meanwhile(&domain, cx.effect(|| domain.resume()))?,
            DomainState::Suspended => cx.effect(|| domain.wake_up())?,
            DomainState::ShuttingDown | DomainState::Off => {
                let note = format!("waiting for {} to finish shutting down", self.0.name);
                return if cx.turn.elapsed.as_secs() < 60 {
                    Ok(Progress::Waiting { note, again_in: std::time::Duration::from_millis(500) })
                } else {
                    Err(StepError::TimedOut {
                        what: format!("{} is still shutting down", self.0.name),
                        seconds: 60,
                        detail: ": cut its power to start it anew".to_owned(),
                    })
                };
            }
            DomainState::Crashed | DomainState::Unknown => {
                return Err(StepError::Refused(format!(
                    "domain {} neither runs nor is off ({}): cut its power to start it anew",
                    self.0.name, now.reason
                )));
            }
        }
        Ok(Progress::Done(None))
    }

    /// What a run started and takes back has not been up for anyone yet: its power is cut.
    fn undo(&self, cx: &StepContext<'_>) -> Result<Undone, StepError> {
        let Some(domain) = cx.conn.domain(&self.0.name)? else { return Ok(Undone::Gone) };
        cx.domain_owner(&domain, &self.0.uuid)?.required(format!("domain {}", self.0.name))?;
        if domain.is_active()? {
            (cx.note)(&format!("cutting the power of {}, which this run had started", self.0.name));
            cx.effect(|| domain.cut_power())?;
        }
        Ok(Undone::Gone)
    }
}

/// A start that a killed process had begun goes on in libvirt: the domain, paused or off when it was looked at, may run when it is told to, and
/// the call then fails although all is done.
fn meanwhile(domain: &Domain<'_>, done: Result<(), DriverError>) -> Result<(), DriverError> {
    match done {
        Err(DriverError::Libvirt { .. }) if domain.state().is_ok_and(|now| now.state == DomainState::Running) => Ok(()),
        done => done,
    }
}

/// The step's domain, refused if it is missing or not ours.
pub(super) fn ours<'c>(cx: &StepContext<'c>, data: &DomainRef) -> Result<Domain<'c>, StepError> {
    let missing = || DriverError::Missing { resource: format!("domain {}", data.name) };
    let domain = cx.conn.domain(&data.name)?.ok_or_else(missing)?;
    cx.domain_owner(&domain, &data.uuid)?.required(format!("domain {}", data.name))?;
    Ok(domain)
}
