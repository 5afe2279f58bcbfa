//! `domain.delete`: the power is cut if there is any, and the domain is undefined with all that libvirt keeps for it.

use labwright_shared::plan::{ResourceKind, steps::DomainRef};

use super::{Probe, Progress, StepContext, StepError, Undone, Work};
use crate::driver::libvirt::Domain;

pub(super) struct DomainDelete<'a>(pub &'a DomainRef);

impl Work for DomainDelete<'_> {
    fn probe(&self, cx: &StepContext<'_>) -> Result<Probe, StepError> {
        match cx.conn.domain(&self.0.name)? {
            Some(domain) => Ok(cx.domain_owner(&domain, &self.0.uuid)?.foreign().unwrap_or(Probe::Absent)),
            None => Ok(Probe::Done(None)),
        }
    }

    fn apply(&self, cx: &StepContext<'_>) -> Result<Progress, StepError> {
        match cx.conn.domain(&self.0.name)? {
            Some(domain) => {
                cx.domain_owner(&domain, &self.0.uuid)?.required(format!("domain {}", self.0.name))?;
                remove(cx, &domain)?;
            }
            None => cx.release(ResourceKind::Domain, &self.0.name)?,
        }
        Ok(Progress::Done(None))
    }

    fn undo(&self, _: &StepContext<'_>) -> Result<Undone, StepError> {
        Ok(Undone::Kept("a deleted domain comes back when the lab is applied again".to_owned()))
    }
}

pub(super) fn remove(cx: &StepContext<'_>, domain: &Domain<'_>) -> Result<(), StepError> {
    let persistent = domain.is_persistent()?;
    if domain.is_active()? {
        cx.effect(|| domain.cut_power())?;
    }
    domain.has_stopped();
    // One without a definition is gone with its power.
    if persistent {
        cx.effect(|| domain.undefine())?;
    }
    cx.release(ResourceKind::Domain, domain.name())
}
