//! Networks and their DHCP leases.

use std::net::IpAddr;

use labwright_shared::value::{IpRange, Mac};
use virt::sys;

use super::{Connection, ffi};
use crate::driver::{DriverError, xml::NetworkXml};

/// A network on the host.
pub struct Network<'c> {
    pub(super) conn: &'c Connection,
    inner: virt::network::Network,
    name: String,
}

/// An address that libvirt's DHCP server gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lease {
    pub mac: Mac,
    pub address: IpAddr,
    /// When it ends, in seconds since the Unix epoch: every renewal moves it.
    pub expires: i64,
    pub hostname: Option<String>,
}

impl Connection {
    pub fn network(&self, name: &str) -> Result<Option<Network<'_>>, DriverError> {
        let found =
            self.find("looking for", format!("network {name}"), sys::VIR_ERR_NO_NETWORK, || self.inner.lookup_network_by_name(name))?;
        Ok(found.map(|inner| Network { conn: self, inner, name: name.to_owned() }))
    }

    /// Networks that libvirt's flags `VIR_CONNECT_LIST_NETWORKS_*` choose; all with 0.
    pub(super) fn networks(&self, flags: u32) -> Result<Vec<Network<'_>>, DriverError> {
        let list = self.call("listing", "networks", || self.inner.list_all_networks(flags))?;
        let named = |inner: virt::network::Network| {
            let name = self.call("naming", "a network", || inner.name())?;
            Ok(Network { conn: self, inner, name })
        };
        list.into_iter().map(named).collect()
    }

    /// Defines a network, or redefines the one with the same name and UUID.
    pub fn define_network(&self, name: &str, xml: &str) -> Result<Network<'_>, DriverError> {
        let inner = self.call("defining", format!("network {name}"), || self.inner.define_network_xml(xml))?;
        Ok(Network { conn: self, inner, name: name.to_owned() })
    }

    /// Starts a network that is gone when it stops.
    pub fn create_network(&self, name: &str, xml: &str) -> Result<Network<'_>, DriverError> {
        let inner = self.call("creating", format!("network {name}"), || self.inner.create_network_xml(xml))?;
        Ok(Network { conn: self, inner, name: name.to_owned() })
    }
}

impl Network<'_> {
    fn call<T>(
        &self,
        operation: &str,
        call: impl FnOnce(&virt::network::Network) -> Result<T, virt::error::Error>,
    ) -> Result<T, DriverError> {
        self.conn.call(operation, format_args!("network {}", self.name), || call(&self.inner))
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    /// The network as it is now.
    pub fn live(&self) -> Result<NetworkXml, DriverError> {
        self.parse(&self.call("reading", |network| network.xml_desc(0))?)
    }

    /// The network as its next start will take it.
    pub fn defined(&self) -> Result<NetworkXml, DriverError> {
        self.parse(&self.defined_xml()?)
    }

    pub fn defined_xml(&self) -> Result<String, DriverError> {
        self.call("reading", |network| network.xml_desc(sys::VIR_NETWORK_XML_INACTIVE))
    }

    fn parse(&self, xml: &str) -> Result<NetworkXml, DriverError> {
        NetworkXml::parse(xml).map_err(|error| DriverError::Unreadable { resource: format!("network {}", self.name), message: error.0 })
    }

    pub fn is_active(&self) -> Result<bool, DriverError> {
        self.call("reading the state of", |network| network.is_active())
    }

    pub fn is_persistent(&self) -> Result<bool, DriverError> {
        self.call("reading the state of", |network| network.is_persistent())
    }

    pub fn autostart(&self) -> Result<bool, DriverError> {
        self.call("reading autostart of", |network| network.autostart())
    }

    pub fn set_autostart(&self, autostart: bool) -> Result<(), DriverError> {
        self.call("setting autostart of", |network| network.set_autostart(autostart))
    }

    pub fn start(&self) -> Result<(), DriverError> {
        self.call("starting", |network| network.create())
    }

    pub fn stop(&self) -> Result<(), DriverError> {
        self.call("stopping", |network| network.destroy())
    }

    pub fn undefine(&self) -> Result<(), DriverError> {
        self.call("undefining", |network| network.undefine())
    }

    /// Adds a DHCP range to the `place`th `<ip>`, in the running network, the definition, or both.
    pub fn add_dhcp_range(&self, range: &IpRange, place: usize, live: bool, config: bool) -> Result<(), DriverError> {
        self.update_range(sys::VIR_NETWORK_UPDATE_COMMAND_ADD_LAST, "adding a DHCP range to", range, place, live, config)
    }

    pub fn remove_dhcp_range(&self, range: &IpRange, place: usize, live: bool, config: bool) -> Result<(), DriverError> {
        self.update_range(sys::VIR_NETWORK_UPDATE_COMMAND_DELETE, "taking a DHCP range off", range, place, live, config)
    }

    fn update_range(
        &self,
        command: u32,
        operation: &str,
        range: &IpRange,
        place: usize,
        live: bool,
        config: bool,
    ) -> Result<(), DriverError> {
        let xml = format!("<range start='{}' end='{}'/>", range.start, range.end);
        let flag = |on: bool, flag: u32| if on { flag } else { 0 };
        let flags = flag(live, sys::VIR_NETWORK_UPDATE_AFFECT_LIVE) | flag(config, sys::VIR_NETWORK_UPDATE_AFFECT_CONFIG);
        let section = sys::VIR_NETWORK_SECTION_IP_DHCP_RANGE;
        self.call(operation, |network| network.update(command, section, place as i32, &xml, flags))
    }

    /// The leases of one MAC, or all. A network that is not active has none.
    pub fn leases(&self, mac: Option<Mac>) -> Result<Vec<Lease>, DriverError> {
        let mac = mac.map(|mac| mac.to_string());
        let raw = self.call("reading the DHCP leases of", |network| ffi::dhcp_leases(network, mac.as_deref()))?;
        let lease = |raw: ffi::RawLease| {
            let hostname = Some(raw.hostname).filter(|name| !name.is_empty());
            Some(Lease { mac: raw.mac.parse().ok()?, address: raw.address.parse().ok()?, expires: raw.expires, hostname })
        };
        Ok(raw.into_iter().filter_map(lease).collect())
    }
}
