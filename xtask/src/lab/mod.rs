//! `cargo xtask lab -- CMD`: a libvirtd that nobody else sees.
//!
//! The command runs in mount, pid and network namespaces of its own, with empty folders where libvirt keeps its
//! state. Networks with private addresses, guests and daemons exist only inside and end with the command. Any number
//! of these can run side by side, and none of them touches the libvirt of the machine.

pub mod init;
mod mounts;
pub mod outer;

/// Set to `1` inside: live tests run only then.
pub const MARK: &str = "LABWRIGHT_PRIVATE_LIBVIRT";
