//! `domain.stop`: a guest is asked to shut down, and waited for; or its power is cut, if the plan says so.
//!
//! A guest that ignores the request ends in an error. Its power is never cut unasked.

use std::time::Duration;

use labwright_shared::{
    facts::DomainState,
    plan::steps::{DomainStop, StopHow},
};

use super::{Probe, Progress, StepContext, StepError, Undone, Work};

impl Work for DomainStop {
    fn probe(&self, cx: &StepContext<'_>) -> Result<Probe, StepError> {
        let Some(domain) = cx.conn.domain(&self.name)? else { return Ok(Probe::Done(None)) };
        if let Some(foreign) = cx.domain_owner(&domain, &self.uuid)?.foreign() {
            return Ok(foreign);
        }
        Ok(if domain.is_active()? { Probe::Absent } else { Probe::Done(None) })
    }

    fn apply(&self, cx: &StepContext<'_>) -> Result<Progress, StepError> {
        let Some(domain) = cx.conn.domain(&self.name)? else { return Ok(Progress::Done(None)) };
        cx.domain_owner(&domain, &self.uuid)?.required(format!("domain {}", self.name))?;
        let now = domain.state()?;
        if !domain.is_active()? {
            return Ok(Progress::Done(Some(now.reason.to_owned())));
        }
        if self.how == StopHow::PowerOff {
            cx.effect(|| domain.cut_power())?;
            return Ok(Progress::Done(None));
        }
        if matches!(now.state, DomainState::Paused | DomainState::Suspended | DomainState::Crashed) {
            return Err(StepError::Refused(format!(
                "{} cannot hear a request to shut down ({}): resume it, or cut its power",
                self.name, now.reason
            )));
        }
        let timeout = Duration::from_secs(self.timeout_secs.into());
        if cx.turn.elapsed >= timeout {
            return Err(StepError::TimedOut {
                what: format!("{} ignores the request to shut down and still runs", self.name),
                seconds: cx.turn.elapsed.as_secs(),
                detail: ": shut it down from inside, or cut its power".to_owned(),
            });
        }
        // A guest that was still booting missed the first request.
        let first = cx.turn.previous.is_none();
        if first || cx.turn.passes(timeout / 2) {
            (cx.note)(if first { "asking the guest to shut down" } else { "asking the guest to shut down once more" });
            cx.effect(|| domain.shut_down())?;
        }
        let note = format!("waiting for {} to shut down, {} s", self.name, cx.turn.elapsed.as_secs());
        Ok(Progress::Waiting { note, again_in: Duration::from_millis(if cx.turn.elapsed.as_secs() < 10 { 200 } else { 1000 }) })
    }

    fn undo(&self, cx: &StepContext<'_>) -> Result<Undone, StepError> {
        let Some(domain) = cx.conn.domain(&self.name)? else {
            return Ok(Undone::Kept("a domain without a definition is gone once it stops".to_owned()));
        };
        cx.domain_owner(&domain, &self.uuid)?.required(format!("domain {}", self.name))?;
        if !domain.is_active()? {
            cx.effect(|| domain.start())?;
        }
        Ok(Undone::Gone)
    }
}
