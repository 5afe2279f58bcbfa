//! `domain.wait`: until a machine is up, by the sign that the lab names. One call is one look.

use std::{net::IpAddr, time::Duration};

use labwright_shared::{
    facts::DomainState,
    model::UpSignal,
    plan::steps::{DomainRef, DomainWait},
};

use super::{
    Probe, Progress, StepContext, StepError, Undone, Work,
    domain_start::{self, BeforeStart},
};
use crate::driver::{DriverError, libvirt::Domain};

/// How much of the console an error shows.
const TAIL: usize = 600;

impl Work for DomainWait {
    fn probe(&self, cx: &StepContext<'_>) -> Result<Probe, StepError> {
        let Some(domain) = cx.conn.domain(&self.name)? else { return Ok(Probe::Absent) };
        if let Some(foreign) = cx.domain_owner(&domain, &self.uuid)?.foreign() {
            return Ok(foreign);
        }
        if domain.state()?.state != DomainState::Running {
            return Ok(Probe::Absent);
        }
        Ok(match self.look(cx, &domain)? {
            Some(sign) => Probe::Done(sign.output()),
            None => Probe::Absent,
        })
    }

    fn apply(&self, cx: &StepContext<'_>) -> Result<Progress, StepError> {
        let domain = domain_start::ours(cx, &DomainRef { name: self.name.clone(), uuid: self.uuid })?;
        let now = domain.state()?;
        if !now.state.is_active() {
            return Err(StepError::Died {
                what: format!("{} stopped while it was waited for: {}", self.name, now.reason),
                detail: self.tail(cx),
            });
        }
        if now.state == DomainState::Running
            && let Some(sign) = self.look(cx, &domain)?
        {
            return Ok(Progress::Done(sign.output()));
        }
        let seconds = cx.turn.elapsed.as_secs();
        let awaited = self.awaited();
        if seconds >= u64::from(self.timeout_secs) {
            let paused = if now.state == DomainState::Paused { format!(" (it is paused: {})", now.reason) } else { String::new() };
            return Err(StepError::TimedOut {
                what: format!("{} did not come up{paused}: no {awaited}", self.name),
                seconds,
                detail: format!("{}{}", self.remedy(), self.tail(cx)),
            });
        }
        Ok(Progress::Waiting { note: format!("waiting for {awaited}, {seconds} s"), again_in: self.again_in(cx.turn.elapsed) })
    }

    fn undo(&self, _: &StepContext<'_>) -> Result<Undone, StepError> {
        Ok(Undone::Gone)
    }
}

/// What said that the machine is up.
enum Sign {
    Running,
    Address(IpAddr),
    Line(String),
}

impl Sign {
    fn output(self) -> Option<String> {
        match self {
            Sign::Running => None,
            Sign::Address(address) => Some(address.to_string()),
            Sign::Line(line) => Some(line),
        }
    }
}

trait Looks {
    fn look(&self, cx: &StepContext<'_>, domain: &Domain<'_>) -> Result<Option<Sign>, StepError>;
    fn awaited(&self) -> String;
    fn again_in(&self, elapsed: Duration) -> Duration;
    fn remedy(&self) -> &'static str;
    fn tail(&self, cx: &StepContext<'_>) -> String;
}

impl Looks for DomainWait {
    fn look(&self, cx: &StepContext<'_>, domain: &Domain<'_>) -> Result<Option<Sign>, StepError> {
        match self.signal {
            UpSignal::Running => Ok(Some(Sign::Running)),
            UpSignal::Lease => Ok(lease(self, cx)?.map(Sign::Address)),
            UpSignal::Agent => agent(domain),
            UpSignal::Serial => {
                let (Some(console), Some(marker)) = (&self.console, &self.marker) else {
                    return Err(StepError::Refused(format!(
                        "the plan waits for {} on its serial console, but names no marker or no log: plan again",
                        self.name
                    )));
                };
                let from = BeforeStart::recall(cx, &self.name)?.console;
                Ok(cx.conn.find_serial(&console.pool, console.name.as_str(), from, marker)?.map(Sign::Line))
            }
        }
    }

    fn awaited(&self) -> String {
        match self.signal {
            UpSignal::Running => "libvirt to run it".to_owned(),
            UpSignal::Lease => {
                let networks: Vec<&str> = self.leases.iter().map(|place| place.network.as_str()).collect();
                format!("DHCP lease on {}", networks.join(" or "))
            }
            UpSignal::Agent => "answer of the guest agent".to_owned(),
            UpSignal::Serial => format!("{} on the serial console", self.marker.as_deref().unwrap_or_default()),
        }
    }

    /// Often at first, since small guests are up in seconds; then seldom, since large ones take minutes.
    fn again_in(&self, elapsed: Duration) -> Duration {
        match elapsed.as_secs() {
            0..20 => Duration::from_millis(300),
            20..120 => Duration::from_secs(1),
            _ => Duration::from_secs(3),
        }
    }

    fn remedy(&self) -> &'static str {
        match self.signal {
            UpSignal::Agent => ": the guest needs the package qemu-guest-agent, started, or another sign by which it is up",
            _ => "",
        }
    }

    fn tail(&self, cx: &StepContext<'_>) -> String {
        let Some(console) = &self.console else { return String::new() };
        match cx.conn.serial_tail(&console.pool, console.name.as_str(), TAIL) {
            Ok(tail) if !tail.trim().is_empty() => format!("; its console ends with:\n{}", tail.trim()),
            Ok(_) => "; its console is empty".to_owned(),
            Err(_) => String::new(),
        }
    }
}

/// An address that one of the ports got, or renewed, since the start.
fn lease(data: &DomainWait, cx: &StepContext<'_>) -> Result<Option<IpAddr>, StepError> {
    let before = BeforeStart::recall(cx, &data.name)?;
    for place in &data.leases {
        let missing = || DriverError::Missing { resource: format!("network {}", place.network) };
        let network = cx.conn.network(&place.network)?.ok_or_else(missing)?;
        let old = before.leases.get(&place.mac.to_string());
        let fresh = network.leases(Some(place.mac))?.into_iter().find(|lease| Some(&lease.expires) != old);
        if let Some(lease) = fresh {
            return Ok(Some(lease.address));
        }
    }
    Ok(None)
}

/// The agent's word. That it is not there yet is an ordinary state of a guest that boots.
fn agent(domain: &Domain<'_>) -> Result<Option<Sign>, StepError> {
    match domain.agent_addresses() {
        Ok(addresses) => Ok(Some(addresses.first().map_or(Sign::Running, |address| Sign::Address(address.1)))),
        Err(error) if error.is_agent_silent() => Ok(None),
        Err(error) => Err(error.into()),
    }
}
