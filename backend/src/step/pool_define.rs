//! `pool.define`: a folder pool of the lab's own, defined, built and running.

use std::path::Path;

use labwright_shared::plan::{ResourceKind, steps::PoolDefine};

use super::{Probe, Progress, StepContext, StepError, Undone, Work, pool_delete};
use crate::driver::{DriverError, libvirt::Pool, xml::PoolXml};

/// Whose the pool's folder is: `ours` if it was not there before us, else `theirs`.
pub(super) const FOLDER: &str = "folder";
const UUID: &str = "uuid";

impl Work for PoolDefine {
    fn probe(&self, cx: &StepContext<'_>) -> Result<Probe, StepError> {
        let Some(pool) = cx.conn.pool(&self.name)? else { return Ok(Probe::Absent) };
        if let Some(foreign) = cx.pool_owner(&pool)?.foreign() {
            return Ok(foreign);
        }
        let (now, wanted) = (pool.read()?.path, path(self)?);
        Ok(if now != wanted {
            Probe::Differs(format!("its folder is {}", now.unwrap_or_default()))
        } else if !pool.is_active()? {
            Probe::Differs("it is defined but not running".to_owned())
        } else if !pool.autostart()? {
            Probe::Differs("it does not start with the host".to_owned())
        } else {
            Probe::Done(None)
        })
    }

    fn apply(&self, cx: &StepContext<'_>) -> Result<Progress, StepError> {
        let wanted = path(self)?;
        let (pool, fresh) = match cx.conn.pool(&self.name)? {
            Some(pool) => {
                cx.pool_owner(&pool)?.required(format!("pool {}", self.name))?;
                let now = pool.read()?.path;
                if now != wanted {
                    let shown = |path: Option<String>| path.unwrap_or_else(|| "no folder".to_owned());
                    let (now, wanted) = (shown(now), shown(wanted));
                    return Err(StepError::Refused(format!(
                        "pool {} keeps its volumes in {now}, not {wanted}: delete it first, or name the new pool differently",
                        self.name
                    )));
                }
                (pool, false)
            }
            None => (define(cx, self)?, true),
        };
        if !pool.is_active()?
            && let Err(error) = start(cx, &pool, wanted.as_deref())
        {
            // A pool that cannot start is not left behind, unless the host is gone.
            if fresh && !error.effect_unknown() {
                pool_delete::remove(cx, &pool)?;
            }
            return Err(error);
        }
        if !pool.autostart()? {
            cx.effect(|| pool.set_autostart(true))?;
        }
        Ok(Progress::Done(None))
    }

    fn undo(&self, cx: &StepContext<'_>) -> Result<Undone, StepError> {
        pool_delete::delete(cx, &self.name)?;
        Ok(Undone::Gone)
    }
}

fn path(data: &PoolDefine) -> Result<Option<String>, StepError> {
    let read = PoolXml::parse(&data.xml)
        .map_err(|error| StepError::Refused(format!("the plan's XML of pool {} cannot be read: {error}", data.name)))?;
    // libvirt drops slashes at the end.
    Ok(read.path.map(|path| if path.len() > 1 { path.trim_end_matches('/').to_owned() } else { path }))
}

fn define<'c>(cx: &StepContext<'c>, data: &PoolDefine) -> Result<Pool<'c>, StepError> {
    cx.claim(ResourceKind::Pool, &data.name, None)?;
    cx.keep(ResourceKind::Pool, &data.name, UUID, Some(&data.uuid.to_string()))?;
    cx.keep(ResourceKind::Pool, &data.name, FOLDER, None)?;
    let conn = cx.conn;
    cx.effect(|| conn.define_pool(&data.name, &data.xml)).map_err(|error| {
        // Refused, so there is nothing of ours under this name.
        let released = if error.effect_unknown() { Ok(()) } else { cx.release(ResourceKind::Pool, &data.name) };
        released.err().unwrap_or_else(|| error.into())
    })
}

/// Starts the pool, making its folder if there is none; whose the folder is gets written down before it is made.
fn start(cx: &StepContext<'_>, pool: &Pool<'_>, path: Option<&str>) -> Result<(), StepError> {
    let name = pool.name();
    let whose = match cx.kept(ResourceKind::Pool, name, FOLDER)? {
        Some(whose) => whose,
        None => {
            let whose = if is_missing(cx, pool, path)? { "ours" } else { "theirs" };
            cx.keep(ResourceKind::Pool, name, FOLDER, Some(whose))?;
            whose.to_owned()
        }
    };
    if pool.is_active()? {
        return Ok(());
    }
    if whose == "ours" {
        cx.effect(|| pool.build())?;
    }
    Ok(cx.effect(|| pool.start())?)
}

/// Whether the pool's folder is not there yet. On this machine the file system says so; elsewhere a start that finds none does.
fn is_missing(cx: &StepContext<'_>, pool: &Pool<'_>, path: Option<&str>) -> Result<bool, StepError> {
    if cx.conn.is_local()
        && let Some(path) = path
        && let Ok(exists) = Path::new(path).try_exists()
    {
        return Ok(!exists);
    }
    match cx.effect(|| pool.start()) {
        Ok(()) => Ok(false),
        Err(DriverError::Libvirt { message, .. }) => Ok(message.contains("No such file or directory")),
        Err(error) => Err(error.into()),
    }
}
