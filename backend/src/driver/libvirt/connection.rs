//! One connection to a host, as a job on its thread sees it.

use std::{
    collections::HashMap,
    fmt::Display,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Instant,
};

use virt::{connect::Connect, error::Error};

use super::{reason, serial::SerialScans};
use crate::driver::DriverError;

/// What a job does while its connection is opened.
pub(super) const CONNECTING: &str = "connecting";

/// What all connections to one host share.
#[derive(Default)]
pub(super) struct Shared {
    /// When each pool was last read afresh: a refresh looks at every file in the pool.
    pub refreshed: Mutex<HashMap<String, Instant>>,
    /// When a domain was last seen to have stopped for good: until then its log may be rotated into a new file.
    pub stopped: Mutex<Option<Instant>>,
    pub scans: Mutex<SerialScans>,
}

/// What the caller of a job and its thread tell each other.
#[derive(Default)]
pub(super) struct JobState {
    /// The caller no longer waits: the job may not begin another call.
    pub abandoned: AtomicBool,
    /// The call that is under way.
    pub doing: Mutex<String>,
}

/// A connection to a host. Its methods block; all of them name what was tried on what when they fail.
pub struct Connection {
    pub(super) inner: Connect,
    pub(super) uri: Arc<str>,
    pub(super) shared: Arc<Shared>,
    pub(super) job: Arc<JobState>,
}

impl Connection {
    pub(super) fn open(uri: Arc<str>, shared: Arc<Shared>, job: Arc<JobState>) -> Result<Connection, DriverError> {
        super::event_loop::start();
        CONNECTING.clone_into(&mut lock(&job.doing));
        let inner = Connect::open(Some(&unasked(&uri))).map_err(|error| reason::unreachable(&uri, &error))?;
        // A host that falls silent is given up after half a minute: five unanswered questions, 5 s apart, and one more interval. The test driver and other local ones have no keepalive.
        if let Err(error) = inner.set_keep_alive(5, 5) {
            tracing::debug!(%error, %uri, "no keepalive on this connection");
        }
        Ok(Connection { inner, uri, shared, job })
    }

    pub fn uri(&self) -> &str {
        &self.uri
    }

    /// Whether the host is this machine, so that its files and /proc can be looked at.
    pub fn is_local(&self) -> bool {
        is_local(&self.uri)
    }

    pub(super) fn is_alive(&self) -> bool {
        self.inner.is_alive().unwrap_or(false)
    }

    /// One call of libvirt: refused when nobody waits for it any more, and told apart from a broken connection when it fails.
    pub(super) fn call<T>(
        &self,
        operation: &str,
        resource: impl Display,
        call: impl FnOnce() -> Result<T, Error>,
    ) -> Result<T, DriverError> {
        let resource = resource.to_string();
        if self.job.abandoned.load(Ordering::Acquire) {
            return Err(DriverError::Abandoned { operation: operation.to_owned(), resource });
        }
        *lock(&self.job.doing) = format!("{operation} {resource}");
        call().map_err(|error| self.failed(operation, resource, &error))
    }

    /// Like [`call`](Self::call), with one of libvirt's "there is none" codes as an answer.
    pub(super) fn find<T>(
        &self,
        operation: &str,
        resource: impl Display,
        none: u32,
        call: impl FnOnce() -> Result<T, Error>,
    ) -> Result<Option<T>, DriverError> {
        match self.call(operation, resource, call) {
            Ok(found) => Ok(Some(found)),
            Err(DriverError::Libvirt { code, .. }) if code == none => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn failed(&self, operation: &str, resource: String, error: &Error) -> DriverError {
        let (operation, message) = (operation.to_owned(), error.message().to_owned());
        if self.is_alive() {
            DriverError::Libvirt { operation, resource, code: reason::code(error), message, hint: reason::hint(error) }
        } else {
            DriverError::Gone { uri: self.uri.to_string(), operation, resource, message }
        }
    }
}

/// The URI with which SSH never asks for a password or a passphrase: several connections would each ask, and a service has
/// nobody to ask. (libvirt's `no_tty` makes it `ssh -o BatchMode=yes`.)
fn unasked(uri: &str) -> String {
    let over_ssh = uri.split_once("://").is_some_and(|(scheme, _)| scheme.ends_with("+ssh"));
    if !over_ssh || uri.contains("no_tty=") {
        return uri.to_owned();
    }
    let separator = if uri.contains('?') { '&' } else { '?' };
    format!("{uri}{separator}no_tty=1")
}

/// Whether a libvirt URI names this machine: it has no host part.
pub(super) fn is_local(uri: &str) -> bool {
    match uri.split_once("://") {
        Some((_, rest)) => rest.starts_with('/'),
        None => true,
    }
}

/// A lock whose holder may have panicked: what these guard stays usable.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::{is_local, unasked};

    #[test]
    fn ssh_is_told_not_to_ask() {
        assert_eq!(unasked("qemu+ssh://host/system"), "qemu+ssh://host/system?no_tty=1");
        assert_eq!(unasked("qemu+ssh://host/system?keyfile=/k"), "qemu+ssh://host/system?keyfile=/k&no_tty=1");
        assert_eq!(unasked("qemu+ssh://host/system?no_tty=0"), "qemu+ssh://host/system?no_tty=0");
        assert_eq!(unasked("qemu:///system"), "qemu:///system");
    }

    #[test]
    fn local_uris_have_no_host() {
        assert!(is_local("qemu:///system") && is_local("qemu+unix:///system?socket=/run/x"));
        assert!(!is_local("qemu+ssh://root@host/system") && !is_local("qemu+tls://host/system"));
    }
}
