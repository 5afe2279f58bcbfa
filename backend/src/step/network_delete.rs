//! `network.delete`: a network of the lab's own is stopped and undefined.

use labwright_shared::plan::steps::NetworkRef;

use super::{Probe, Progress, StepContext, StepError, Undone, Work, network_define};

pub(super) struct NetworkDelete<'a>(pub &'a NetworkRef);

impl Work for NetworkDelete<'_> {
    fn probe(&self, cx: &StepContext<'_>) -> Result<Probe, StepError> {
        match cx.conn.network(&self.0.name)? {
            Some(network) => Ok(cx.network_owner(&network)?.foreign().unwrap_or(Probe::Absent)),
            None => Ok(Probe::Done(None)),
        }
    }

    fn apply(&self, cx: &StepContext<'_>) -> Result<Progress, StepError> {
        if let Some(network) = cx.conn.network(&self.0.name)? {
            cx.network_owner(&network)?.required(format!("network {}", self.0.name))?;
            network_define::remove(cx, &network)?;
        }
        Ok(Progress::Done(None))
    }

    fn undo(&self, _: &StepContext<'_>) -> Result<Undone, StepError> {
        Ok(Undone::Kept("a deleted network comes back when the lab is applied again".to_owned()))
    }
}
