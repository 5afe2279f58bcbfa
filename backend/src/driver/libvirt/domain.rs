//! Domains.

use std::{net::IpAddr, time::Instant};

use virt::sys;

use super::{Connection, connection::lock, ffi};
use crate::driver::{DriverError, xml::DomainXml};
use labwright_shared::{facts::DomainState, value::Mac};

/// A domain on the host.
pub struct Domain<'c> {
    pub(super) conn: &'c Connection,
    pub(super) inner: virt::domain::Domain,
    pub(super) name: String,
}

/// What a domain does, and libvirt's reason in words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RunState {
    pub state: DomainState,
    pub reason: &'static str,
}

impl Connection {
    pub fn domain(&self, name: &str) -> Result<Option<Domain<'_>>, DriverError> {
        let found =
            self.find("looking for", format!("domain {name}"), sys::VIR_ERR_NO_DOMAIN, || self.inner.lookup_domain_by_name(name))?;
        Ok(found.map(|inner| Domain { conn: self, inner, name: name.to_owned() }))
    }

    pub fn domain_by_uuid(&self, uuid: &str) -> Result<Option<Domain<'_>>, DriverError> {
        let found =
            self.find("looking for", format!("domain {uuid}"), sys::VIR_ERR_NO_DOMAIN, || self.inner.lookup_domain_by_uuid_string(uuid))?;
        found.map(|inner| Domain::named(self, inner)).transpose()
    }

    /// Domains that libvirt's flags `VIR_CONNECT_LIST_DOMAINS_*` choose; all with 0.
    pub(super) fn domains(&self, flags: u32) -> Result<Vec<Domain<'_>>, DriverError> {
        let list = self.call("listing", "domains", || self.inner.list_all_domains(flags))?;
        list.into_iter().map(|inner| Domain::named(self, inner)).collect()
    }

    pub fn running_domains(&self) -> Result<Vec<Domain<'_>>, DriverError> {
        self.domains(sys::VIR_CONNECT_LIST_DOMAINS_ACTIVE)
    }

    /// Defines a domain, or redefines the one with the same UUID.
    pub fn define_domain(&self, name: &str, xml: &str) -> Result<Domain<'_>, DriverError> {
        let inner = self.call("defining", format!("domain {name}"), || self.inner.define_domain_xml(xml))?;
        Ok(Domain { conn: self, inner, name: name.to_owned() })
    }

    /// Starts a domain that is gone when it stops, or when this connection closes. It begins paused.
    pub(super) fn create_passing_domain(&self, name: &str, xml: &str) -> Result<Domain<'_>, DriverError> {
        let flags = sys::VIR_DOMAIN_START_PAUSED | sys::VIR_DOMAIN_START_AUTODESTROY;
        let inner = self.call("creating", format!("domain {name}"), || self.inner.create_domain_xml(xml, flags))?;
        Ok(Domain { conn: self, inner, name: name.to_owned() })
    }
}

impl<'c> Domain<'c> {
    fn named(conn: &'c Connection, inner: virt::domain::Domain) -> Result<Domain<'c>, DriverError> {
        let name = conn.call("naming", "a domain", || inner.name())?;
        Ok(Domain { conn, inner, name })
    }

    pub(super) fn call<T>(
        &self,
        operation: &str,
        call: impl FnOnce(&virt::domain::Domain) -> Result<T, virt::error::Error>,
    ) -> Result<T, DriverError> {
        self.conn.call(operation, format_args!("domain {}", self.name), || call(&self.inner))
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    pub fn uuid(&self) -> Result<String, DriverError> {
        self.call("reading the UUID of", |domain| domain.uuid_string())
    }

    /// The definition as the next start will take it.
    pub fn defined_xml(&self) -> Result<String, DriverError> {
        self.call("reading", |domain| domain.xml_desc(sys::VIR_DOMAIN_XML_INACTIVE))
    }

    pub fn defined(&self) -> Result<DomainXml, DriverError> {
        let xml = self.defined_xml()?;
        DomainXml::parse(&xml).map_err(|error| DriverError::Unreadable { resource: format!("domain {}", self.name), message: error.0 })
    }

    pub fn state(&self) -> Result<RunState, DriverError> {
        let (state, reason) = self.call("reading the state of", ffi::domain_state)?;
        Ok(RunState { state: state_of(state), reason: reason_of(state, reason) })
    }

    pub fn is_active(&self) -> Result<bool, DriverError> {
        self.call("reading the state of", |domain| domain.is_active())
    }

    pub fn is_persistent(&self) -> Result<bool, DriverError> {
        self.call("reading the state of", |domain| domain.is_persistent())
    }

    pub fn autostart(&self) -> Result<bool, DriverError> {
        self.call("reading autostart of", |domain| domain.autostart())
    }

    pub fn set_autostart(&self, autostart: bool) -> Result<(), DriverError> {
        self.call("setting autostart of", |domain| domain.set_autostart(autostart))
    }

    /// Gives a domain that is off another name.
    pub fn rename(&self, name: &str) -> Result<(), DriverError> {
        self.call("renaming", |domain| domain.rename(name, 0))
    }

    pub fn start(&self) -> Result<(), DriverError> {
        self.call("starting", |domain| domain.create())
    }

    pub fn resume(&self) -> Result<(), DriverError> {
        self.call("resuming", |domain| domain.resume())
    }

    pub(super) fn reset(&self) -> Result<(), DriverError> {
        self.call("resetting", |domain| domain.reset())
    }

    /// Wakes a domain that the guest put to sleep.
    pub fn wake_up(&self) -> Result<(), DriverError> {
        self.call("waking up", |domain| domain.pm_wakeup(0))
    }

    /// Asks the guest to shut down: by its agent where one answers, by the ACPI power button otherwise.
    pub fn shut_down(&self) -> Result<(), DriverError> {
        self.call("shutting down", |domain| domain.shutdown())
    }

    pub fn cut_power(&self) -> Result<(), DriverError> {
        self.call("cutting the power of", |domain| domain.destroy())
    }

    /// Notes that the domain has stopped and writes no log any more, see [`super::Pool::refresh_since_stops`].
    pub fn has_stopped(&self) {
        *lock(&self.conn.shared.stopped) = Some(Instant::now());
    }

    /// Undefines with all that libvirt keeps for the domain: saved memory, NVRAM, the metadata of snapshots and checkpoints.
    pub fn undefine(&self) -> Result<(), DriverError> {
        let base = sys::VIR_DOMAIN_UNDEFINE_MANAGED_SAVE | sys::VIR_DOMAIN_UNDEFINE_SNAPSHOTS_METADATA | sys::VIR_DOMAIN_UNDEFINE_NVRAM;
        let all = base | sys::VIR_DOMAIN_UNDEFINE_CHECKPOINTS_METADATA;
        self.call("undefining", |domain| {
            domain.undefine_flags(all).or_else(|error| match super::reason::code(&error) {
                // libvirt before 5.6 has no checkpoints.
                sys::VIR_ERR_INVALID_ARG => domain.undefine_flags(base),
                _ => Err(error),
            })
        })
    }

    /// The addresses that the guest agent tells, with the MACs that have them, without loopback and link-local ones.
    pub fn agent_addresses(&self) -> Result<Vec<(Mac, IpAddr)>, DriverError> {
        let told = self.call("asking the guest agent of", ffi::agent_addresses)?;
        let read = |(mac, address): &(String, String)| Some((mac.parse().ok()?, address.parse().ok()?));
        Ok(told.iter().filter_map(read).filter(|(_, address)| is_reachable(address)).collect())
    }

    /// Takes a device's configuration to the running domain.
    pub fn update_live_device(&self, xml: &str) -> Result<(), DriverError> {
        self.call("updating a device of", |domain| domain.update_device_flags(xml, sys::VIR_DOMAIN_AFFECT_LIVE))
    }

    pub fn live_xml(&self) -> Result<String, DriverError> {
        self.call("reading", |domain| domain.xml_desc(0))
    }
}

fn is_reachable(address: &IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => !v4.is_loopback() && !v4.is_link_local(),
        IpAddr::V6(v6) => !v6.is_loopback() && !v6.is_unicast_link_local(),
    }
}

fn state_of(state: u32) -> DomainState {
    match state {
        sys::VIR_DOMAIN_RUNNING | sys::VIR_DOMAIN_BLOCKED => DomainState::Running,
        sys::VIR_DOMAIN_PAUSED => DomainState::Paused,
        sys::VIR_DOMAIN_SHUTDOWN => DomainState::ShuttingDown,
        sys::VIR_DOMAIN_SHUTOFF => DomainState::Off,
        sys::VIR_DOMAIN_CRASHED => DomainState::Crashed,
        sys::VIR_DOMAIN_PMSUSPENDED => DomainState::Suspended,
        _ => DomainState::Unknown,
    }
}

fn reason_of(state: u32, reason: i32) -> &'static str {
    let reason = reason as u32;
    match (state, reason) {
        (sys::VIR_DOMAIN_SHUTOFF, sys::VIR_DOMAIN_SHUTOFF_SHUTDOWN) => "the guest shut down",
        (sys::VIR_DOMAIN_SHUTOFF, sys::VIR_DOMAIN_SHUTOFF_DESTROYED) => "its power was cut",
        (sys::VIR_DOMAIN_SHUTOFF, sys::VIR_DOMAIN_SHUTOFF_CRASHED) => "it crashed",
        (sys::VIR_DOMAIN_SHUTOFF, sys::VIR_DOMAIN_SHUTOFF_FAILED) => "it failed to start",
        (sys::VIR_DOMAIN_PAUSED, sys::VIR_DOMAIN_PAUSED_IOERROR) => "writing to a disk failed: its pool may be full",
        (sys::VIR_DOMAIN_PAUSED, sys::VIR_DOMAIN_PAUSED_USER) => "somebody paused it",
        (sys::VIR_DOMAIN_CRASHED, _) => "it crashed",
        _ => "for no reason that libvirt gives",
    }
}
