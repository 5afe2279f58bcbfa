//! Volumes.

use labwright_shared::value::Size;
use virt::sys;

use super::Connection;
use crate::driver::{DriverError, xml::VolumeXml};

/// A volume in a pool. Its name is `POOL/NAME`.
pub struct Volume<'c> {
    pub(super) conn: &'c Connection,
    pub(super) inner: virt::storage_vol::StorageVol,
    pub(super) name: String,
}

impl Connection {
    /// The volume that has this path on the host, in whichever pool knows it.
    pub fn volume_by_path(&self, path: &str) -> Result<Option<Volume<'_>>, DriverError> {
        let none = sys::VIR_ERR_NO_STORAGE_VOL;
        let found = self.find("looking for", format!("volume {path}"), none, || self.inner.lookup_storage_vol_by_path(path))?;
        Ok(found.map(|inner| Volume { conn: self, inner, name: path.to_owned() }))
    }
}

impl Volume<'_> {
    pub(super) fn call<T>(
        &self,
        operation: &str,
        call: impl FnOnce(&virt::storage_vol::StorageVol) -> Result<T, virt::error::Error>,
    ) -> Result<T, DriverError> {
        self.conn.call(operation, format_args!("volume {}", self.name), || call(&self.inner))
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its name in its pool.
    pub fn file_name(&self) -> &str {
        self.name.rsplit_once('/').map_or(&self.name, |(_, name)| name)
    }

    pub fn path(&self) -> Result<String, DriverError> {
        self.call("reading", |volume| volume.path())
    }

    pub fn read(&self) -> Result<VolumeXml, DriverError> {
        let xml = self.call("reading", |volume| volume.xml_desc(0))?;
        VolumeXml::parse(&xml).map_err(|error| DriverError::Unreadable { resource: format!("volume {}", self.name), message: error.0 })
    }

    pub fn delete(&self) -> Result<(), DriverError> {
        self.call("deleting", |volume| volume.delete(0))
    }

    /// Makes the virtual disk larger.
    pub fn grow(&self, size: Size) -> Result<(), DriverError> {
        self.call("growing", |volume| volume.resize(size.bytes(), 0))
    }
}
