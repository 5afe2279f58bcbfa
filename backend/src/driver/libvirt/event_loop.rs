//! libvirt's event loop: keepalive, streams and closed connections are noticed only where one runs.

use std::{sync::Once, time::Duration};

static STARTED: Once = Once::new();

/// Registers libvirt's own loop and runs it in a thread for as long as the program lives. Must come before the first
/// connection is opened. Also takes libvirt's own printing of errors off stderr: they are returned, and printed once.
pub(super) fn start() {
    STARTED.call_once(|| {
        virt::error::clear_error_callback();
        if let Err(error) = virt::event::event_register_default_impl() {
            tracing::error!(%error, "libvirt's event loop cannot be registered: keepalive and consoles will not work");
            return;
        }
        let spawned = std::thread::Builder::new().name("libvirt-events".to_owned()).spawn(|| {
            loop {
                if let Err(error) = virt::event::event_run_default_impl() {
                    tracing::warn!(%error, "libvirt's event loop stumbled");
                    // Without a pause a lasting fault would take a whole core.
                    std::thread::sleep(Duration::from_millis(100));
                }
            }
        });
        if let Err(error) = spawned {
            tracing::error!(%error, "libvirt's event loop has no thread");
        }
    });
}
