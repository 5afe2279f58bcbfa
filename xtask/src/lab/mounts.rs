//! Private folders over those in which libvirt, dnsmasq and Open vSwitch keep state.

use crate::exec;
use anyhow::{Context, Result};
use rustix::mount::{MountFlags, MountPropagationFlags, UnmountFlags, mount, mount_bind, mount_change, unmount};
use std::fs;
use std::path::Path;

/// Empty inside the namespace. Those marked false are covered only if the machine has them.
const STATE: &[(&str, bool)] = &[
    ("/run", true),
    ("/var/lib/libvirt", true),
    ("/var/cache/libvirt", true),
    ("/var/log/libvirt", true),
    ("/etc/libvirt/qemu", true),
    ("/etc/libvirt/storage", true),
    ("/etc/openvswitch", false),
    ("/var/lib/openvswitch", false),
    ("/var/log/openvswitch", false),
];

/// Folders that packages or the boot make and that are gone under the empty ones.
const FOLDERS: &[&str] = &[
    "/run/lock",
    "/run/libvirt",
    "/run/openvswitch",
    "/var/lib/libvirt/boot",
    "/var/lib/libvirt/dnsmasq",
    "/var/lib/libvirt/images",
    "/var/lib/libvirt/network",
    "/var/lib/libvirt/qemu",
    "/var/log/libvirt/qemu",
    "/etc/libvirt/qemu/networks",
];

/// QEMU runs as the distribution's own user, as on a real host; only confinement by AppArmor or SELinux is off, since
/// its policies are the machine's and know nothing of these folders.
const QEMU_CONF: &str = "security_driver = \"none\"\n";

/// How long libvirt waits for Open vSwitch: five seconds of its own are short beside emulated guests (libvirtd.conf).
const LIBVIRTD_CONF: &str = "\novs_timeout = 60\n";

/// Lays all of it. The caller is PID 1 of a fresh pid namespace, in a mount namespace that is not the machine's.
pub fn lay() -> Result<()> {
    let everything = MountPropagationFlags::PRIVATE | MountPropagationFlags::REC;
    mount_change("/", everything).context("cannot make the mounts private")?;
    filesystem("proc", "/proc", "")?;
    for (folder, always) in STATE {
        if *always || Path::new(folder).is_dir() {
            fs::create_dir_all(folder).with_context(|| format!("cannot make {folder}"))?;
            filesystem("tmpfs", folder, "mode=755")?;
        }
    }
    for folder in FOLDERS {
        fs::create_dir_all(folder).with_context(|| format!("cannot make {folder}"))?;
    }
    // The machine's sysfs shows the machine's network devices. The new one has no control groups mounted: libvirt would
    // name groups after domains, and two of these namespaces with equal names would meet in them.
    unmount("/sys", UnmountFlags::DETACH).context("cannot take /sys off")?;
    filesystem("sysfs", "/sys", "")?;
    qemu()?;
    libvirtd()
}

/// libvirtd's configuration, with ours after it.
fn libvirtd() -> Result<()> {
    let theirs = "/etc/libvirt/libvirtd.conf";
    if let Ok(text) = fs::read_to_string(theirs) {
        let ours = "/run/labwright/libvirtd.conf";
        fs::write(ours, text + LIBVIRTD_CONF)?;
        mount_bind(ours, theirs).context("cannot lay a private libvirtd.conf")?;
    }
    Ok(())
}

/// QEMU's folder belongs to its user, and its configuration is ours.
fn qemu() -> Result<()> {
    if let Some(user) = ["libvirt-qemu", "qemu"].iter().find(|u| has_user(u)) {
        exec::run(exec::command("chown").args([user, "/var/lib/libvirt/qemu"]))?;
    }
    fs::create_dir_all("/run/labwright")?;
    let ours = "/run/labwright/qemu.conf";
    fs::write(ours, QEMU_CONF)?;
    let theirs = "/etc/libvirt/qemu.conf";
    if Path::new(theirs).exists() {
        mount_bind(ours, theirs).context("cannot lay a private qemu.conf")?;
    }
    Ok(())
}

fn has_user(name: &str) -> bool {
    let users = fs::read_to_string("/etc/passwd").unwrap_or_default();
    users.lines().any(|line| line.split(':').next() == Some(name))
}

fn filesystem(kind: &str, at: &str, options: &str) -> Result<()> {
    let options = std::ffi::CString::new(options)?;
    mount(kind, at, kind, MountFlags::empty(), options.as_c_str()).with_context(|| format!("cannot mount {kind} on {at}"))
}
