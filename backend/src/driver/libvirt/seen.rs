//! Small reads for people: the addresses that machines were given, and the end of a kept console.

use std::{
    net::IpAddr,
    time::{Duration, Instant},
};

use labwright_shared::value::Mac;

use super::{Connection, Lease};
use crate::driver::DriverError;

/// libvirt waits 5 s for an agent's answer (VIR_DOMAIN_AGENT_RESPONSE_TIMEOUT_DEFAULT).
const AGENTS_PATIENCE: Duration = Duration::from_secs(10);

/// The leases of all of these networks that are active.
pub fn leases(conn: &Connection, networks: &[String]) -> Result<Vec<Lease>, DriverError> {
    let mut leases = Vec::new();
    for name in networks {
        let Some(network) = conn.network(name)? else { continue };
        match network.leases(None) {
            Ok(found) => leases.extend(found),
            // It was stopped or removed since it was listed.
            Err(DriverError::Libvirt { .. } | DriverError::Missing { .. }) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(leases)
}

/// What the guest agents of these domains tell of their addresses. A guest without an agent says nothing, at once; one whose
/// agent hangs costs libvirt's patience, and after a few of those nobody else is asked.
pub fn agent_addresses(conn: &Connection, domains: &[String]) -> Result<Vec<(Mac, IpAddr)>, DriverError> {
    let begin = Instant::now();
    let mut addresses = Vec::new();
    for name in domains {
        if begin.elapsed() > AGENTS_PATIENCE {
            tracing::warn!(domain = name, "the guest agents of this and later domains were not asked: those before were too slow");
            break;
        }
        let Some(domain) = conn.domain(name)? else { continue };
        match domain.agent_addresses() {
            Ok(told) => addresses.extend(told),
            // There is none, it does not answer, or the domain stopped since it was listed.
            Err(DriverError::Libvirt { .. }) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(addresses)
}

/// The last bytes of a kept serial console.
pub fn serial_tail(conn: &Connection, pool: &str, name: &str, most: usize) -> Result<String, DriverError> {
    conn.serial_tail(pool, name, most)
}
