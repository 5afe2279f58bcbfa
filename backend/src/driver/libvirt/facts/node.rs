//! The host itself: versions, CPU, memory, NUMA.

use labwright_shared::{
    facts::{CpuFacts, MemoryFacts, NumaCell},
    value::Size,
};

use super::super::{Connection, ffi};
use crate::driver::{
    DriverError,
    xml::{Capabilities, uefi_in_domain_capabilities},
};

pub(super) struct Node {
    pub name: String,
    pub libvirt_version: Option<String>,
    pub qemu_version: Option<String>,
    pub cpu: CpuFacts,
    pub memory: MemoryFacts,
    pub numa: Vec<NumaCell>,
    pub capabilities: Capabilities,
}

pub(super) fn read(conn: &Connection) -> Result<Node, DriverError> {
    let call =
        |operation| move |call: &dyn Fn() -> Result<u32, virt::error::Error>| conn.call(operation, "the host", call).ok().map(version);
    let capabilities = conn.call("reading the capabilities of", "the host", || conn.inner.capabilities())?;
    let capabilities = Capabilities::parse(&capabilities)
        .map_err(|error| DriverError::Unreadable { resource: "the host's capabilities".to_owned(), message: error.0 })?;
    let info = conn.call("reading the CPUs of", "the host", || conn.inner.node_info())?;
    let cpu = CpuFacts {
        threads: info.cpus,
        model: capabilities.cpu_model.clone().or(Some(info.model)).filter(|model| !model.is_empty()),
        vendor: capabilities.cpu_vendor.clone(),
        mhz: Some(info.mhz).filter(|mhz| *mhz > 0),
        numa_cells: info.nodes,
        sockets: info.sockets,
        cores_per_socket: info.cores,
        threads_per_core: info.threads,
    };
    let cells = capabilities.cells.iter().map(|cell| NumaCell { id: cell.id, memory: cell.memory, threads: cell.threads });
    Ok(Node {
        name: conn.call("reading the name of", "the host", || conn.inner.hostname())?,
        libvirt_version: call("reading libvirt's version on")(&|| conn.inner.lib_version()),
        qemu_version: call("reading the hypervisor's version on")(&|| conn.inner.hyp_version()),
        memory: memory(conn, Size::from_bytes(info.memory << 10)),
        numa: if capabilities.cells.len() > 1 { cells.collect() } else { Vec::new() },
        cpu,
        capabilities,
    })
}

/// Whether libvirt there knows a UEFI firmware for the board that machines get.
pub(super) fn uefi(conn: &Connection) -> Option<bool> {
    let read = || conn.inner.domain_capabilities(None, Some("x86_64"), Some("q35"), None, 0);
    let xml = conn.call("reading what firmware there is on", "the host", read).ok()?;
    uefi_in_domain_capabilities(&xml).ok().flatten()
}

/// Memory, with the page cache counted as free. A driver without these statistics leaves "free" unknown.
fn memory(conn: &Connection, total: Size) -> MemoryFacts {
    let stats = conn.call("reading the memory of", "the host", || ffi::memory_stats(&conn.inner)).unwrap_or_default();
    let field = |name: &str| stats.iter().find(|(field, _)| field == name).map(|(_, kib)| Size::from_bytes(kib << 10));
    let free = field("free").map(|free| free + field("buffers").unwrap_or_default() + field("cached").unwrap_or_default());
    MemoryFacts { total: field("total").unwrap_or(total), free, swap: None }
}

/// libvirt's numbers: major * 1 000 000 + minor * 1 000 + release.
fn version(number: u32) -> String {
    format!("{}.{}.{}", number / 1_000_000, number / 1_000 % 1_000, number % 1_000)
}

#[cfg(test)]
mod tests {
    #[test]
    fn versions_read_as_people_write_them() {
        assert_eq!(super::version(11_003_000), "11.3.0");
        assert_eq!(super::version(10_000_002), "10.0.2");
    }
}
