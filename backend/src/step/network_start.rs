//! `network.start`: a network that is defined runs. Also one that is not the lab's own: nothing of it is changed.

use labwright_shared::plan::steps::NetworkRef;

use super::{Probe, Progress, StepContext, StepError, Undone, Work, ownership::Owner};
use crate::driver::DriverError;

pub(super) struct NetworkStart<'a>(pub &'a NetworkRef);

impl Work for NetworkStart<'_> {
    fn probe(&self, cx: &StepContext<'_>) -> Result<Probe, StepError> {
        match cx.conn.network(&self.0.name)? {
            Some(network) if network.is_active()? => Ok(Probe::Done(None)),
            _ => Ok(Probe::Absent),
        }
    }

    fn apply(&self, cx: &StepContext<'_>) -> Result<Progress, StepError> {
        let missing = || DriverError::Missing { resource: format!("network {}", self.0.name) };
        let network = cx.conn.network(&self.0.name)?.ok_or_else(missing)?;
        if !network.is_active()? {
            cx.effect(|| network.start())?;
        }
        Ok(Progress::Done(None))
    }

    fn undo(&self, cx: &StepContext<'_>) -> Result<Undone, StepError> {
        let Some(network) = cx.conn.network(&self.0.name)? else { return Ok(Undone::Gone) };
        if !network.is_active()? {
            return Ok(Undone::Gone);
        }
        if cx.network_owner(&network)? != Owner::Ours {
            return Ok(Undone::Kept("the network is not the lab's own: others may use it since it was started".to_owned()));
        }
        cx.effect(|| network.stop())?;
        Ok(Undone::Gone)
    }
}
