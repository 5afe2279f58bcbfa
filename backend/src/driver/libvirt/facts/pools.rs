//! The host's pools and their volumes.

use std::{collections::BTreeSet, time::Duration};

use labwright_shared::facts::{PoolFacts, VolumeFacts};
use virt::sys;

use super::{
    super::{Connection, Pool},
    networks::present,
};
use crate::driver::DriverError;

pub(super) fn read(conn: &Connection, refresh: bool) -> Result<Vec<PoolFacts>, DriverError> {
    let names =
        |flags| -> Result<BTreeSet<String>, DriverError> { Ok(conn.pools(flags)?.iter().map(|pool| pool.name().to_owned()).collect()) };
    let active = names(sys::VIR_CONNECT_LIST_STORAGE_POOLS_ACTIVE)?;
    let autostart = names(sys::VIR_CONNECT_LIST_STORAGE_POOLS_AUTOSTART)?;
    let mut facts = Vec::new();
    for pool in conn.pools(0)? {
        let name = pool.name().to_owned();
        let active = active.contains(&name);
        // A pool that is busy with a long job, or whose folder is gone, shows what was last seen of it.
        if active
            && refresh
            && let Err(error) = pool.refresh_if_older(Duration::ZERO)
        {
            tracing::debug!(%error, pool = name, "pool not refreshed");
        }
        let Some(read) = present(pool.read())? else { continue };
        facts.push(PoolFacts {
            uuid: read.uuid,
            kind: read.kind,
            path: read.path,
            active,
            autostart: autostart.contains(&name),
            capacity: read.capacity.filter(|_| active),
            free: read.available.filter(|_| active),
            volumes: if active { volumes(&pool)? } else { Vec::new() },
            name,
        });
    }
    facts.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(facts)
}

fn volumes(pool: &Pool<'_>) -> Result<Vec<VolumeFacts>, DriverError> {
    let mut facts = Vec::new();
    for volume in pool.volumes()? {
        let Some(read) = present(volume.read())? else { continue };
        facts.push(VolumeFacts {
            name: read.name,
            path: read.path,
            capacity: read.capacity,
            allocation: read.allocation,
            format: read.format,
            backing: read.backing,
        });
    }
    facts.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(facts)
}
