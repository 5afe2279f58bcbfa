//! What stands in for the driver in a program that was built without libvirt: hosts that cannot be opened.

use std::{net::IpAddr, time::Duration};

use labwright_shared::value::Mac;

use crate::driver::DriverError;

/// A host that cannot be opened.
#[derive(Clone, Debug)]
pub enum Host {}

/// A connection that cannot exist.
#[derive(Debug)]
pub enum Connection {}

impl Host {
    pub async fn open(uri: &str, _parallel: usize) -> Result<Host, DriverError> {
        Err(DriverError::WithoutLibvirt { uri: uri.to_owned() })
    }

    pub fn uri(&self) -> &str {
        match *self {}
    }

    pub async fn run<T, E, F>(&self, _deadline: Duration, _job: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<DriverError> + Send + 'static,
        F: FnOnce(&Connection) -> Result<T, E> + Send + 'static,
    {
        match *self {}
    }
}

/// A console that cannot be opened.
pub struct Console {
    pub input: ConsoleInput,
    pub output: ConsoleOutput,
}

/// What nobody can type into.
#[derive(Clone, Debug)]
pub enum ConsoleInput {}

/// What prints nothing.
#[derive(Debug)]
pub enum ConsoleOutput {}

impl ConsoleInput {
    pub fn send(&self, _bytes: Vec<u8>) -> bool {
        match *self {}
    }

    pub fn close(&self) {
        match *self {}
    }
}

impl ConsoleOutput {
    pub async fn next(&mut self) -> Option<Result<Vec<u8>, DriverError>> {
        match *self {}
    }
}

impl Host {
    pub async fn console(&self, _domain: &str, _force: bool) -> Result<Console, DriverError> {
        match *self {}
    }
}

/// An address that libvirt's DHCP server gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lease {
    pub mac: Mac,
    pub address: IpAddr,
}

pub fn leases(conn: &Connection, _networks: &[String]) -> Result<Vec<Lease>, DriverError> {
    match *conn {}
}

pub fn agent_addresses(conn: &Connection, _domains: &[String]) -> Result<Vec<(Mac, IpAddr)>, DriverError> {
    match *conn {}
}

pub fn serial_tail(conn: &Connection, _pool: &str, _name: &str, _most: usize) -> Result<String, DriverError> {
    match *conn {}
}

/// Reading a host's facts, which needs a host.
pub mod facts {
    use std::path::PathBuf;

    use labwright_shared::facts::HostFacts;

    use super::Connection;
    use crate::driver::DriverError;

    /// Whether a guest is booted to see if KVM works.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
    pub enum KvmProbe {
        #[default]
        Cached,
        IfUnknown,
        Always,
    }

    /// How facts are read.
    #[derive(Clone, Debug, Default)]
    pub struct Options {
        pub kvm: KvmProbe,
        pub cache: Option<PathBuf>,
        pub refresh: bool,
    }

    pub fn read(conn: &Connection, _options: &Options) -> Result<HostFacts, DriverError> {
        match *conn {}
    }
}
