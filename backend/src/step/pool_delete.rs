//! `pool.delete`: a pool of the lab's own is stopped and undefined; its folder goes if we made it and it is empty.

use labwright_shared::{
    plan::{ResourceKind, steps::PoolRef},
    value::FileName,
};

use super::{Probe, Progress, StepContext, StepError, Undone, Work, ownership::Owner, pool_define::FOLDER};
use crate::driver::{DriverError, libvirt::Pool};

pub(super) struct PoolDelete<'a>(pub &'a PoolRef);

impl Work for PoolDelete<'_> {
    fn probe(&self, cx: &StepContext<'_>) -> Result<Probe, StepError> {
        match cx.conn.pool(&self.0.name)? {
            Some(pool) => Ok(cx.pool_owner(&pool)?.foreign().unwrap_or(Probe::Absent)),
            None if cx.owns(ResourceKind::Pool, &self.0.name)? => Ok(Probe::Differs("it is gone, but still claimed".to_owned())),
            None => Ok(Probe::Done(None)),
        }
    }

    fn apply(&self, cx: &StepContext<'_>) -> Result<Progress, StepError> {
        delete(cx, &self.0.name)?;
        Ok(Progress::Done(None))
    }

    fn undo(&self, _: &StepContext<'_>) -> Result<Undone, StepError> {
        Ok(Undone::Kept("a deleted pool comes back when the lab is applied again".to_owned()))
    }
}

pub(super) fn delete(cx: &StepContext<'_>, name: &str) -> Result<(), StepError> {
    let Some(pool) = cx.conn.pool(name)? else { return cx.release(ResourceKind::Pool, name) };
    cx.pool_owner(&pool)?.required(format!("pool {name}"))?;
    if pool.is_active()? {
        pool.refresh()?;
        let mut ours = Vec::new();
        for volume in pool.volumes()? {
            // A name that is not well formed is not one of ours.
            let Ok(volume) = volume.file_name().parse::<FileName>() else { continue };
            if cx.volume_owner(name, &volume)? == Owner::Ours {
                ours.push(volume.to_string());
            }
        }
        if !ours.is_empty() {
            return Err(StepError::Refused(format!(
                "pool {name} still holds volumes of this lab ({}): delete them first",
                ours.join(", ")
            )));
        }
    }
    remove(cx, &pool)
}

/// Stops, removes the folder where that is due, undefines, forgets.
pub(super) fn remove(cx: &StepContext<'_>, pool: &Pool<'_>) -> Result<(), StepError> {
    if pool.is_active()? {
        cx.effect(|| pool.stop())?;
    }
    if cx.kept(ResourceKind::Pool, pool.name(), FOLDER)?.as_deref() == Some("ours") {
        match cx.effect(|| pool.remove_folder()) {
            Ok(()) => {}
            // Not empty, or gone already: what somebody else put there stays.
            Err(DriverError::Libvirt { message, .. }) => (cx.note)(&format!("the folder of pool {} stays: {message}", pool.name())),
            Err(error) => return Err(error.into()),
        }
    }
    cx.effect(|| pool.undefine())?;
    cx.release(ResourceKind::Pool, pool.name())
}
