//! The host's networks: one list per property, one document per network.

use std::collections::BTreeSet;

use labwright_shared::facts::NetworkFacts;
use virt::sys;

use super::super::Connection;
use crate::driver::DriverError;

pub(super) fn read(conn: &Connection) -> Result<Vec<NetworkFacts>, DriverError> {
    let names = |flags| -> Result<BTreeSet<String>, DriverError> {
        Ok(conn.networks(flags)?.iter().map(|network| network.name().to_owned()).collect())
    };
    let active = names(sys::VIR_CONNECT_LIST_NETWORKS_ACTIVE)?;
    let autostart = names(sys::VIR_CONNECT_LIST_NETWORKS_AUTOSTART)?;
    let persistent = names(sys::VIR_CONNECT_LIST_NETWORKS_PERSISTENT)?;
    let mut facts = Vec::new();
    for network in conn.networks(0)? {
        let name = network.name().to_owned();
        // One that went away since it was listed is not there.
        let Some(read) = present(network.live())? else { continue };
        facts.push(NetworkFacts {
            uuid: read.uuid,
            active: active.contains(&name),
            persistent: persistent.contains(&name),
            autostart: autostart.contains(&name),
            mode: read.mode,
            bridge: read.bridge,
            addresses: read.addresses,
            dhcp: read.dhcp,
            reservations: read.reservations,
            mtu: read.mtu,
            mark: read.mark,
            name,
        });
    }
    facts.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(facts)
}

/// Nothing, for an object that vanished between being listed and being read.
pub(super) fn present<T>(read: Result<T, DriverError>) -> Result<Option<T>, DriverError> {
    let gone = [sys::VIR_ERR_NO_DOMAIN, sys::VIR_ERR_NO_NETWORK, sys::VIR_ERR_NO_STORAGE_POOL, sys::VIR_ERR_NO_STORAGE_VOL];
    match read {
        Err(DriverError::Libvirt { code, .. }) if gone.contains(&code) => Ok(None),
        read => read.map(Some),
    }
}
