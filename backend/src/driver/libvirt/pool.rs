//! Storage pools.

use std::time::{Duration, Instant};

use labwright_shared::value::Size;
use virt::sys;

use super::{Connection, Volume, connection::lock};
use crate::driver::{DriverError, xml::PoolXml};

/// How long a pool is waited for that is busy, as libvirt calls it: a volume in it is being made, sent or read. Less than a step may take.
const PATIENCE: Duration = Duration::from_secs(90);

/// How often a busy pool is asked again.
const PAUSE: Duration = Duration::from_millis(100);

/// What became of a wish to look at a pool's files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// They were looked at now.
    Now,
    /// They had been looked at a moment before.
    Lately,
    /// libvirt does not look while a volume is being made or read: what was seen last has to do.
    Busy,
}

/// A storage pool on the host.
pub struct Pool<'c> {
    pub(super) conn: &'c Connection,
    pub(super) inner: virt::storage_pool::StoragePool,
    name: String,
}

impl Connection {
    pub fn pool(&self, name: &str) -> Result<Option<Pool<'_>>, DriverError> {
        let none = sys::VIR_ERR_NO_STORAGE_POOL;
        let found = self.find("looking for", format!("pool {name}"), none, || self.inner.lookup_storage_pool_by_name(name))?;
        Ok(found.map(|inner| Pool { conn: self, inner, name: name.to_owned() }))
    }

    /// The pool whose folder this is.
    pub fn pool_by_folder(&self, folder: &str) -> Result<Option<Pool<'_>>, DriverError> {
        let none = sys::VIR_ERR_NO_STORAGE_POOL;
        let found = self.find("looking for", format!("a pool with the folder {folder}"), none, || {
            self.inner.lookup_storage_pool_by_target_path(folder)
        })?;
        let named = |inner: virt::storage_pool::StoragePool| {
            let name = self.call("naming", "a pool", || inner.name())?;
            Ok(Pool { conn: self, inner, name })
        };
        found.map(named).transpose()
    }

    /// Pools that libvirt's flags `VIR_CONNECT_LIST_STORAGE_POOLS_*` choose; all with 0.
    pub(super) fn pools(&self, flags: u32) -> Result<Vec<Pool<'_>>, DriverError> {
        let list = self.call("listing", "pools", || self.inner.list_all_storage_pools(flags))?;
        let named = |inner: virt::storage_pool::StoragePool| {
            let name = self.call("naming", "a pool", || inner.name())?;
            Ok(Pool { conn: self, inner, name })
        };
        list.into_iter().map(named).collect()
    }

    pub fn define_pool(&self, name: &str, xml: &str) -> Result<Pool<'_>, DriverError> {
        let inner = self.call("defining", format!("pool {name}"), || self.inner.define_storage_pool_xml(xml, 0))?;
        Ok(Pool { conn: self, inner, name: name.to_owned() })
    }
}

impl<'c> Pool<'c> {
    fn call<T>(
        &self,
        operation: &str,
        call: impl FnOnce(&virt::storage_pool::StoragePool) -> Result<T, virt::error::Error>,
    ) -> Result<T, DriverError> {
        self.conn.call(operation, format_args!("pool {}", self.name), || call(&self.inner))
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    pub fn uuid(&self) -> Result<String, DriverError> {
        self.call("reading the UUID of", |pool| pool.uuid_string())
    }

    pub fn read(&self) -> Result<PoolXml, DriverError> {
        let xml = self.call("reading", |pool| pool.xml_desc(0))?;
        PoolXml::parse(&xml).map_err(|error| DriverError::Unreadable { resource: format!("pool {}", self.name), message: error.0 })
    }

    pub fn is_active(&self) -> Result<bool, DriverError> {
        self.call("reading the state of", |pool| pool.is_active())
    }

    pub fn set_autostart(&self, autostart: bool) -> Result<(), DriverError> {
        self.call("setting autostart of", |pool| pool.set_autostart(autostart))
    }

    pub fn autostart(&self) -> Result<bool, DriverError> {
        self.call("reading autostart of", |pool| pool.autostart())
    }

    pub fn start(&self) -> Result<(), DriverError> {
        self.call("starting", |pool| pool.create(0))
    }

    /// Makes the pool's folder.
    pub fn build(&self) -> Result<(), DriverError> {
        self.call("making the folder of", |pool| pool.build(0))
    }

    pub fn stop(&self) -> Result<(), DriverError> {
        self.patiently("stopping", |pool| pool.destroy())
    }

    /// Removes the folder of a stopped pool; refused when it is not empty.
    pub fn remove_folder(&self) -> Result<(), DriverError> {
        self.patiently("removing the folder of", |pool| pool.delete(sys::VIR_STORAGE_POOL_DELETE_NORMAL))
    }

    pub fn undefine(&self) -> Result<(), DriverError> {
        self.patiently("undefining", |pool| pool.undefine())
    }

    /// Waits for a pool that is busy.
    fn patiently<T>(
        &self,
        operation: &str,
        call: impl Fn(&virt::storage_pool::StoragePool) -> Result<T, virt::error::Error>,
    ) -> Result<T, DriverError> {
        let begun = Instant::now();
        loop {
            match self.call(operation, &call) {
                Err(error) if is_busy(&error) && begun.elapsed() < PATIENCE => std::thread::sleep(PAUSE),
                done => return done,
            }
        }
    }

    /// Looks at every file in the pool, and waits until it can.
    pub fn refresh(&self) -> Result<(), DriverError> {
        self.patiently("refreshing", |pool| self.looked(|| pool.refresh(0)))
    }

    /// Looks at every file in the pool unless that was done, through any connection, less than `age` ago: many machines wait for their logs
    /// in one pool.
    pub fn refresh_if_older(&self, age: Duration) -> Result<Look, DriverError> {
        if lock(&self.conn.shared.refreshed).get(&self.name).is_some_and(|at| at.elapsed() < age) {
            return Ok(Look::Lately);
        }
        match self.call("refreshing", |pool| self.looked(|| pool.refresh(0))) {
            Err(error) if is_busy(&error) => {
                tracing::debug!(%error, pool = self.name, "pool not refreshed");
                Ok(Look::Busy)
            }
            looked => looked.map(|()| Look::Now),
        }
    }

    /// Notes when the files were looked at last.
    fn looked<T, E>(&self, look: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
        let begun = Instant::now();
        let result = look()?;
        lock(&self.conn.shared.refreshed).insert(self.name.clone(), begun);
        Ok(result)
    }

    /// Refreshes if the last look is not quite new. Where that fails, what was seen last has to do.
    pub fn freshen(&self) -> Result<(), DriverError> {
        match self.refresh_if_older(Duration::from_secs(1)) {
            Err(error @ DriverError::Libvirt { .. }) => tracing::debug!(%error, pool = self.name, "pool not refreshed"),
            looked => drop(looked?),
        }
        Ok(())
    }

    /// Refreshes unless that was done since the last domain stopped: no log has been rotated since.
    pub fn refresh_since_stops(&self) -> Result<(), DriverError> {
        let refreshed = lock(&self.conn.shared.refreshed).get(&self.name).copied();
        let stopped = *lock(&self.conn.shared.stopped);
        if stopped.is_some_and(|stopped| refreshed.is_some_and(|refreshed| refreshed > stopped)) { Ok(()) } else { self.refresh() }
    }

    /// Free space now, as the pool's file system has it.
    pub fn free(&self) -> Result<Size, DriverError> {
        match self.refresh_if_older(Duration::ZERO) {
            Err(DriverError::Libvirt { .. }) => {}
            looked => drop(looked?),
        }
        let info = self.call("reading", |pool| pool.info())?;
        Ok(Size::from_bytes(info.available))
    }

    pub fn volume(&self, name: &str) -> Result<Option<Volume<'c>>, DriverError> {
        let resource = format!("volume {}/{name}", self.name);
        let found =
            self.conn.find("looking for", &resource, sys::VIR_ERR_NO_STORAGE_VOL, || self.inner.lookup_storage_vol_by_name(name))?;
        Ok(found.map(|inner| Volume { conn: self.conn, inner, name: format!("{}/{name}", self.name) }))
    }

    pub fn volumes(&self) -> Result<Vec<Volume<'c>>, DriverError> {
        let list = self.call("listing the volumes of", |pool| pool.list_all_volumes(0))?;
        let named = |inner: virt::storage_vol::StorageVol| {
            let name = self.conn.call("naming", "a volume", || inner.name())?;
            Ok(Volume { conn: self.conn, inner, name: format!("{}/{name}", self.name) })
        };
        list.into_iter().map(named).collect()
    }

    /// Makes a volume. With `preallocate`, a qcow2 image whose XML allocates all of it is written out in full.
    pub fn create_volume(&self, name: &str, xml: &str, preallocate: bool) -> Result<Volume<'c>, DriverError> {
        let flags = if preallocate { sys::VIR_STORAGE_VOL_CREATE_PREALLOC_METADATA } else { 0 };
        let resource = format!("volume {}/{name}", self.name);
        let inner = self.conn.call("making", resource, || virt::storage_vol::StorageVol::create_xml(&self.inner, xml, flags))?;
        Ok(Volume { conn: self.conn, inner, name: format!("{}/{name}", self.name) })
    }
}

/// Whether a pool may have been busy: libvirt gives that no code of its own, and says it in the language of its host.
fn is_busy(error: &DriverError) -> bool {
    matches!(error, DriverError::Libvirt { code, .. } if *code == sys::VIR_ERR_INTERNAL_ERROR)
}
