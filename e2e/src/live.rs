//! Whether this test may start guests.

/// Set by `cargo xtask lab`.
const MARK: &str = "LABWRIGHT_PRIVATE_LIBVIRT";

/// A libvirt that is this test's alone.
#[derive(Clone, Copy, Debug)]
pub struct Host(());

/// The private libvirt, if the test runs inside one. Else it says so: guests and networks of tests must not meet the
/// machine's own.
#[must_use]
pub fn host() -> Option<Host> {
    if is_private() {
        return Some(Host(()));
    }
    eprintln!("SKIPPED: needs a libvirt of its own. `cargo xtask test` gives it one; for this test alone:");
    eprintln!("  cargo xtask lab -- cargo test -p labwright-e2e NAME");
    None
}

pub(crate) fn is_private() -> bool {
    std::env::var_os(MARK).is_some_and(|v| v == "1")
}

impl Host {
    /// How libvirt is reached here.
    #[must_use]
    pub fn uri(self) -> &'static str {
        "qemu:///system"
    }
}
