//! Small reads for people: the addresses that machines were given, and the end of a kept console.

use super::{Connection, Lease};
use crate::driver::DriverError;

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

/// The last bytes of a kept serial console.
pub fn serial_tail(conn: &Connection, pool: &str, name: &str, most: usize) -> Result<String, DriverError> {
    conn.serial_tail(pool, name, most)
}
