//! What all steps on volumes share: finding, making and removing one, with its entry in the ledger.
//!
//! A volume is claimed before it is made. What was filled through an upload counts as there only once the ledger's
//! [`COMPLETE`] stands: an interrupted one is removed and made anew.

use labwright_shared::{
    plan::ResourceKind,
    value::{FileName, Size},
};
use quick_xml::escape::escape;

use super::{COMPLETE, Probe, StepContext, StepError, ownership::Owner};
use crate::driver::{
    DriverError,
    libvirt::{Pool, Volume},
};

/// A volume's place, and the step's view of it.
pub(super) struct Place<'a, 'c> {
    pub cx: &'a StepContext<'c>,
    pub pool: Pool<'c>,
    pub name: &'a FileName,
    key: String,
}

/// What stands in a volume's place.
pub(super) enum Found<'c> {
    Nothing,
    /// Ours; with what the ledger says it holds, nothing for one that is half-made.
    Ours(Volume<'c>, Option<String>),
    Other(String),
}

impl<'a, 'c> Place<'a, 'c> {
    /// The place in an existing, active pool; absent without the pool.
    pub fn find(cx: &'a StepContext<'c>, pool: &str, name: &'a FileName) -> Result<Option<Place<'a, 'c>>, StepError> {
        let Some(found) = cx.conn.pool(pool)? else { return Ok(None) };
        if !found.is_active()? {
            return Err(StepError::Refused(format!(
                "pool {pool} is not running: start it first (`labwright start`, or `virsh pool-start {pool}`)"
            )));
        }
        Ok(Some(Place { cx, pool: found, name, key: format!("{pool}/{name}") }))
    }

    pub fn required(cx: &'a StepContext<'c>, pool: &str, name: &'a FileName) -> Result<Place<'a, 'c>, StepError> {
        let missing = || StepError::Driver(DriverError::Missing { resource: format!("pool {pool}") });
        Place::find(cx, pool, name)?.ok_or_else(missing)
    }

    pub fn key(&self) -> &str {
        &self.key
    }

    pub fn look(&self) -> Result<Found<'c>, StepError> {
        // libvirt lists what it saw last; a file that came or went since is noticed only by looking afresh.
        self.pool.freshen()?;
        let Some(volume) = self.pool.volume(self.name.as_str())? else { return Ok(Found::Nothing) };
        match self.cx.volume_owner(self.pool.name(), self.name)? {
            Owner::Ours => Ok(Found::Ours(volume, self.cx.kept(ResourceKind::Volume, &self.key, COMPLETE)?)),
            Owner::Other(why) => Ok(Found::Other(why)),
        }
    }

    /// Refuses what is not ours.
    pub fn refuse(&self, why: String) -> StepError {
        StepError::Foreign { resource: format!("volume {}", self.key), why }
    }

    /// Claims the place and makes the volume in it. Nothing is left when that fails.
    pub fn make(&self, xml: &str, needs: Size, preallocate: bool) -> Result<Volume<'c>, StepError> {
        self.cx.claim(ResourceKind::Volume, &self.key, None)?;
        self.cx.keep(ResourceKind::Volume, &self.key, COMPLETE, None)?;
        let made = self.cx.effect(|| self.pool.create_volume(self.name.as_str(), xml, preallocate));
        made.map_err(|error| self.unmade(error, needs))
    }

    /// After a failure that libvirt reported: removes what is there, gives the claim up, and says it if the pool is full.
    pub fn unmade(&self, error: DriverError, needs: Size) -> StepError {
        if error.effect_unknown() {
            return error.into();
        }
        // The file may be somebody else's that libvirt had not seen yet: it refuses to write over one. Then the claim goes, the file stays.
        let exists = error.is_existing_file();
        let free = self.pool.free().ok();
        let removed = if exists { self.cx.release(ResourceKind::Volume, &self.key) } else { self.remove() };
        if let Err(error) = removed {
            return error;
        }
        if exists {
            return self.refuse(
                "a file of this name that labwright did not make is in the pool's folder; rename it, or remove it yourself".to_owned(),
            );
        }
        if error.is_full() || free.is_some_and(|free| free < needs) {
            let free = self.pool.free().ok().or(free);
            return StepError::PoolFull { pool: self.pool.name().to_owned(), volume: self.name.to_string(), asked: needs, free };
        }
        error.into()
    }

    /// Deletes the volume if it is there, and forgets it.
    pub fn remove(&self) -> Result<(), StepError> {
        if let Some(volume) = self.pool.volume(self.name.as_str())? {
            self.cx.effect(|| volume.delete())?;
        }
        self.cx.release(ResourceKind::Volume, &self.key)
    }

    pub fn complete(&self, holds: &str) -> Result<(), StepError> {
        self.cx.keep(ResourceKind::Volume, &self.key, COMPLETE, Some(holds))
    }

    /// Undo: what is ours goes, what is not stays.
    pub fn undo(&self) -> Result<(), StepError> {
        match self.look()? {
            Found::Nothing => self.cx.release(ResourceKind::Volume, &self.key),
            Found::Ours(..) => self.remove(),
            Found::Other(why) => Err(self.refuse(why)),
        }
    }
}

/// The probe's answers for the cases that every kind shares.
pub(super) fn probe_common<'c>(found: Found<'c>) -> Result<(Volume<'c>, Option<String>), Probe> {
    match found {
        Found::Nothing => Err(Probe::Absent),
        Found::Other(why) => Err(Probe::Foreign(why)),
        Found::Ours(volume, complete) => Ok((volume, complete)),
    }
}

/// A raw volume that an upload fills, with so much of it allocated at once.
///
/// What is allocated cannot run out later. That matters more than usual: a libvirtd (seen with 11.3) whose medium
/// is full in the middle of an upload queues one message twice, and spins for ever or crashes, for all its clients.
pub(super) fn raw_xml(name: &FileName, length: Size, allocated: Size) -> String {
    format!(
        "<volume><name>{}</name><capacity unit='bytes'>{}</capacity><allocation unit='bytes'>{}</allocation><target><format type='raw'/></target></volume>",
        escape(name.as_str()),
        length.bytes(),
        allocated.bytes()
    )
}

/// Undo for every kind of step that makes a volume.
pub(super) fn undo(cx: &StepContext<'_>, pool: &str, name: &FileName) -> Result<(), StepError> {
    match Place::find(cx, pool, name)? {
        Some(place) => place.undo(),
        None => cx.release(ResourceKind::Volume, &format!("{pool}/{name}")),
    }
}
