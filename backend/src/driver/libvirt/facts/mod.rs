//! A host's facts, read through one connection.

mod domains;
mod kvm;
mod local;
mod networks;
mod node;
mod pools;
mod proc;

pub use kvm::{KvmProbe, works as kvm_works};

use std::path::PathBuf;

use labwright_shared::{
    facts::{FactsKind, HostFacts, KvmFacts},
    model::ApiVersion,
};

use super::Connection;
use crate::driver::DriverError;

/// How facts are read.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Whether a guest is booted to see if KVM works.
    pub kvm: KvmProbe,
    /// The folder in which that answer is kept.
    pub cache: Option<PathBuf>,
    /// Whether every pool's files are looked at afresh.
    pub refresh: bool,
}

/// Reads all that is known of the host. `read_at` stays absent: the caller has the clock.
pub fn read(conn: &Connection, options: &Options) -> Result<HostFacts, DriverError> {
    let node = node::read(conn)?;
    let networks = networks::read(conn)?;
    let mut facts = HostFacts {
        api_version: ApiVersion::V1Alpha1,
        kind: FactsKind::HostFacts,
        name: node.name.clone(),
        uri: Some(conn.uri().to_owned()),
        read_at: None,
        libvirt_version: node.libvirt_version.clone(),
        qemu_version: node.qemu_version.clone(),
        cpu: node.cpu.clone(),
        memory: node.memory.clone(),
        numa: node.numa.clone(),
        kvm: KvmFacts { offered: Some(node.capabilities.kvm), ..KvmFacts::default() },
        uefi: node::uefi(conn),
        filesystems: Vec::new(),
        interfaces: None,
        routes: None,
        pools: pools::read(conn, options.refresh)?,
        domains: domains::read(conn)?,
        networks,
    };
    if conn.is_local() {
        local::read(&mut facts);
    }
    kvm::read(conn, options, &node, &mut facts.kvm)?;
    Ok(facts)
}
