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
    let there = Place::of(uri);
    let ssh = there.ssh.as_deref();
    let hint = match ssh {
        // The bracket holds the ways to log in that the server takes: without it, it is a file that is refused.
        Some(ssh) if has("Permission denied (") => {
            Some(format!("SSH does not let you in: `{ssh}` must work without a password (`ssh-copy-id` brings your key there)"))
        }
        Some(ssh) if has("Host key verification failed") => {
            Some(format!("The host's key is not known here, or it changed: look at it and accept it once with `{ssh}`"))
        }
        Some(ssh)
            if ["ssh: connect to host", "Could not resolve hostname", "banner exchange", "kex_exchange"].iter().any(|&text| has(text)) =>
        {
            Some(format!("SSH does not get there: `{ssh}` must work; look at the name, the port, and whether an SSH server runs there"))
        }
        _ if has("No such file or directory") || has("Connection refused") => Some(if there.is_remote {
            "No libvirt listens there: start it on that host with `systemctl start libvirtd` (or virtqemud)".to_owned()
        } else {
            "No libvirtd listens there: start it with `systemctl start libvirtd` (or virtqemud), or run `cargo xtask run`, which sees to it"
                .to_owned()
        }),
        _ if has("Permission denied") || has("authentication unavailable") || has("polkit") || code(error) == sys::VIR_ERR_AUTH_FAILED => {
            Some(if there.is_remote {
                "The account that you log in with there may not use libvirt: take root, or add it to the group `libvirt` there".to_owned()
            } else {
                "Add yourself to the group `libvirt` (`sudo usermod -aG libvirt $USER`) and log in again".to_owned()
            })
        }
        _ if has("no connection driver available") => Some(
            "This is not a URI that libvirt here knows; a local host is qemu:///system, one over SSH qemu+ssh://USER@HOST/system"
                .to_owned(),
        ),
        _ => None,
    };
    DriverError::Unreachable { uri: uri.to_owned(), code: code(error), message: message.trim().to_owned(), hint }
}

/// A host that takes a connection and then is silent.
pub(super) fn silent(uri: &str, seconds: u64) -> DriverError {
    let there = Place::of(uri);
    // libvirtd (seen with 11.3) can lock itself up when a client dies in the middle of an upload; then it takes connections and never answers.
    let locked =
        "libvirt there takes connections but does not answer; start it anew (`systemctl restart libvirtd`), its machines go on running";
    let hint = match (there.ssh, there.is_remote) {
        (Some(ssh), _) => format!("See whether `{ssh}` gets an answer; if it does, {locked}"),
        (None, true) => format!("See whether the host is reachable; if it is, {locked}"),
        (None, false) => locked.to_owned(),
    };
    DriverError::Unreachable { uri: uri.to_owned(), code: 0, message: format!("no answer within {seconds} s"), hint: Some(hint) }
}

/// Where a connection URI leads.
struct Place {
    is_remote: bool,
    /// The command that goes the same way, for connections over SSH.
    ssh: Option<String>,
}

impl Place {
    fn of(uri: &str) -> Place {
        let (scheme, rest) = uri.split_once("://").unwrap_or((uri, ""));
        let host = rest.split(['/', '?']).next().unwrap_or_default();
        let transport = scheme.split_once('+').map_or("", |(_, transport)| transport);
        let ssh = transport.contains("ssh").then(|| {
            // An IPv6 address stands in brackets; a port is what follows the last colon behind them.
            match host.rsplit_once(':').filter(|(_, port)| port.chars().all(|c| c.is_ascii_digit())) {
                Some((name, port)) => format!("ssh -p {port} {}", name.replace(['[', ']'], "")),
                None => format!("ssh {}", host.replace(['[', ']'], "")),
            }
        });
        Place { is_remote: !super::connection::is_local(uri), ssh }
    }
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

#[cfg(test)]
mod tests {
    use super::Place;

    #[test]
    fn the_way_over_ssh_is_told_as_a_command() {
        let ssh = |uri: &str| Place::of(uri).ssh;
        assert_eq!(ssh("qemu+ssh://root@host/system?keyfile=/k").as_deref(), Some("ssh root@host"));
        assert_eq!(ssh("qemu+ssh://root@host:2222/system").as_deref(), Some("ssh -p 2222 root@host"));
        assert_eq!(ssh("qemu+ssh://root@[fd00::1]:2222/system").as_deref(), Some("ssh -p 2222 root@fd00::1"));
        assert_eq!(ssh("qemu+ssh://[fd00::1]/system").as_deref(), Some("ssh fd00::1"));
        assert_eq!((ssh("qemu+tls://host/system"), ssh("qemu:///system")), (None, None));
    }
}
