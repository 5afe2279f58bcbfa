//! libvirt: connections, facts and everything that steps do on a host.
//!
//! A [`Host`] is a URI and a bounded pool of connections, one thread each. [`Host::run`] takes a closure to such a thread:
//! it gets a [`Connection`], whose methods and handles ([`Domain`], [`Network`], [`Pool`], [`Volume`]) are blocking.

#[cfg(feature = "libvirt")]
mod connection;
#[cfg(feature = "libvirt")]
mod console;
#[cfg(feature = "libvirt")]
mod domain;
#[cfg(feature = "libvirt")]
mod event_loop;
#[cfg(feature = "libvirt")]
pub mod facts;
#[cfg(feature = "libvirt")]
mod ffi;
#[cfg(feature = "libvirt")]
mod host;
#[cfg(feature = "libvirt")]
mod network;
#[cfg(feature = "libvirt")]
mod pool;
#[cfg(feature = "libvirt")]
mod reason;
#[cfg(feature = "libvirt")]
mod seen;
#[cfg(feature = "libvirt")]
mod serial;
#[cfg(feature = "libvirt")]
mod transfer;
#[cfg(feature = "libvirt")]
mod volume;

#[cfg(feature = "libvirt")]
pub use {
    connection::Connection,
    console::{Console, ConsoleInput, ConsoleOutput},
    domain::{Domain, RunState},
    host::Host,
    network::{Lease, Network},
    pool::Pool,
    seen::{agent_addresses, leases, serial_tail},
    transfer::{CHUNK, Upload},
    volume::Volume,
};

#[cfg(not(feature = "libvirt"))]
mod without;
#[cfg(not(feature = "libvirt"))]
pub use without::{Connection, Console, ConsoleInput, ConsoleOutput, Host, Lease, agent_addresses, facts, leases, serial_tail};
