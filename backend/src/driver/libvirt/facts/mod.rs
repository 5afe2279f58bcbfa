//! A host's facts, read through one connection.

mod domains;
mod kvm;
mod local;
mod networks;
mod node;
mod pools;
mod proc;

pub use kvm::{KvmProbe, works as kvm_works};

use std::{panic, path::PathBuf, thread};

use labwright_shared::{
    facts::{FactsKind, HostFacts, KvmFacts, OpenVswitchFacts},
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
///
/// Pools and domains are most of it, a question for each of their volumes and documents; they are asked for at the same time, on the one
/// connection, which keeps answers to several threads apart.
pub fn read(conn: &Connection, options: &Options) -> Result<HostFacts, DriverError> {
    let (node, uefi, networks, pools, domains) = thread::scope(|scope| {
        let pools = scope.spawn(|| pools::read(conn, options.refresh));
        let domains = scope.spawn(|| domains::read(conn));
        let here = node::read(conn).and_then(|node| Ok((node, node::uefi(conn), networks::read(conn)?)));
        let (pools, domains) = (joined(pools.join()), joined(domains.join()));
        here.and_then(|(node, uefi, networks)| Ok((node, uefi, networks, pools?, domains?)))
    })?;
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
        uefi,
        filesystems: Vec::new(),
        interfaces: None,
        routes: None,
        open_vswitch: OpenVswitchFacts::default(),
        pools,
        domains,
        networks,
    };
    if conn.is_local() {
        local::read(&mut facts);
    } else {
        facts.open_vswitch.detail = Some("the host is another machine, and libvirt does not tell of it".to_owned());
    }
    kvm::read(conn, options, &node, &mut facts.kvm)?;
    Ok(facts)
}

/// What a thread gave; its panic goes on in the caller.
fn joined<T>(outcome: thread::Result<T>) -> T {
    outcome.unwrap_or_else(|panic| panic::resume_unwind(panic))
}
