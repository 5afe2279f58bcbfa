//! `pool.start`: a pool that is defined runs. Also one that is not the lab's own: nothing of it is changed.

use labwright_shared::plan::steps::PoolRef;

use super::{Probe, Progress, StepContext, StepError, Undone, Work, ownership::Owner};
use crate::driver::DriverError;

pub(super) struct PoolStart<'a>(pub &'a PoolRef);

impl Work for PoolStart<'_> {
    fn probe(&self, cx: &StepContext<'_>) -> Result<Probe, StepError> {
        match cx.conn.pool(&self.0.name)? {
            Some(pool) if pool.is_active()? => Ok(Probe::Done(None)),
            _ => Ok(Probe::Absent),
        }
    }

    fn apply(&self, cx: &StepContext<'_>) -> Result<Progress, StepError> {
        let missing = || DriverError::Missing { resource: format!("pool {}", self.0.name) };
        let pool = cx.conn.pool(&self.0.name)?.ok_or_else(missing)?;
        if !pool.is_active()? {
            cx.effect(|| pool.start())?;
        }
        Ok(Progress::Done(None))
    }

    fn undo(&self, cx: &StepContext<'_>) -> Result<Undone, StepError> {
        let Some(pool) = cx.conn.pool(&self.0.name)? else { return Ok(Undone::Gone) };
        if !pool.is_active()? {
            return Ok(Undone::Gone);
        }
        if cx.pool_owner(&pool)? != Owner::Ours {
            return Ok(Undone::Kept("the pool is not the lab's own: others may use it since it was started".to_owned()));
        }
        cx.effect(|| pool.stop())?;
        Ok(Undone::Gone)
    }
}
