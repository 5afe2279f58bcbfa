//! From libvirt's errors to ours: what they mean, and what to do.

use virt::{error::Error, sys};

use crate::driver::DriverError;

pub(super) fn code(error: &Error) -> u32 {
    error.code().to_raw()
}

/// A connection that could not be opened.
pub(super) fn unreachable(uri: &str, error: &Error) -> DriverError {
    let message = error.message().to_owned();
    let has = |text: &str| message.contains(text);
    let hint = if has("No such file or directory") || has("Connection refused") {
        Some(
            "No libvirtd listens there: start it with `systemctl start libvirtd` (or virtqemud), or run `cargo xtask run`, which sees to it",
        )
    } else if has("Permission denied") || has("authentication unavailable") || has("polkit") || code(error) == sys::VIR_ERR_AUTH_FAILED {
        Some("Add yourself to the group `libvirt` (`sudo usermod -aG libvirt $USER`) and log in again")
    } else if has("Host key verification failed") {
        Some("Accept the host's key once with `ssh HOST`")
    } else if has("no connection driver available") {
        Some("This is not a URI that libvirt here knows; a local host is qemu:///system, one over SSH qemu+ssh://USER@HOST/system")
    } else {
        None
    };
    DriverError::Unreachable { uri: uri.to_owned(), code: code(error), message, hint: hint.map(str::to_owned) }
}

/// What to do about a refused call, where that is known.
pub(super) fn hint(error: &Error) -> Option<String> {
    let message = error.message();
    let has = |text: &str| message.contains(text);
    let hint = match code(error) {
        sys::VIR_ERR_OPERATION_DENIED | sys::VIR_ERR_ACCESS_DENIED => {
            "The connection may not do that; use an account in the group `libvirt`"
        }
        sys::VIR_ERR_AGENT_UNRESPONSIVE => "Install and start qemu-guest-agent in the guest",
        sys::VIR_ERR_NO_SUPPORT | sys::VIR_ERR_OPERATION_UNSUPPORTED => "This host's libvirt cannot do that; a newer one may",
        _ if has("No space left on device") => "The pool's medium is full: free space or choose another pool",
        _ if has("network '") && has("is not active") => "Start the network first (`virsh net-start`)",
        _ if has("storage pool") && has("is not active") => "Start the pool first (`virsh pool-start`)",
        _ if has("already in use by interface") => "The host already uses these addresses: choose others for the network",
        _ if has("Failed to get \"write\" lock") => "The image is in use by a running domain: shut it down first",
        _ if has("cannot access backing file") || has("Could not open backing file") => {
            "QEMU's user cannot read the base image: check the permissions of its folders"
        }
        _ if has("Cannot access storage file") || has("Permission denied") => {
            "QEMU's user cannot reach the file: check the owner and permissions of it and of every folder above it"
        }
        _ if has("Storage source conflict with pool") => "Another pool already has this folder: use that pool, or another folder",
        _ if has("invalid argument: could not find capabilities") || has("could not get preferred machine") => {
            "The host lacks the emulator or KVM that the domain asks for"
        }
        _ => return None,
    };
    Some(hint.to_owned())
}
