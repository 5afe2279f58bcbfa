//! Programs that tests start and that are not installed for it: a test leaves no machine with a service that listens.

use super::python;
use crate::{paths, unpacked};
use anyhow::Result;
use std::path::Path;

/// Brings below `target/` what is not there yet.
pub fn unpack() -> Result<()> {
    // The SSH server of remote hosts. A machine that has one uses its own.
    if !Path::new("/usr/sbin/sshd").exists() {
        unpacked::packages(&paths::target().join("sshd"), &["openssh-server"])?;
    }
    // What a boot server gives to firmware that is no iPXE itself.
    unpacked::packages(&paths::target().join("ipxe"), &["ipxe"])?;
    // What rendered files are for.
    let readers = ["haproxy", "nginx", "bind9", "bind9-utils", "bind9-dnsutils", "bind9-libs", "shellcheck"];
    unpacked::packages(&paths::target().join("checkers"), &readers)?;
    python::environment()
}
