//! The one list of what has to be on the machine, how to see that it is, and the package that brings it.

use super::{Purpose, Step, apt, has_word};
use crate::{exec, guest};
use anyhow::{Result, bail};
use std::path::Path;

/// One thing that can be missing.
pub struct Need {
    pub name: &'static str,
    pub why: &'static str,
    purpose: Purpose,
    via: Via,
    present: fn() -> bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Via {
    /// A package of the same name.
    Apt,
    /// One of those that must all come from the same release: see `apt`.
    Virtualization,
    Rustup,
    Group,
}

use Purpose::{Design, Host, Test};
use Via::{Apt, Group, Rustup, Virtualization};

macro_rules! program {
    ($($name:literal),+) => { || [$($name),+].iter().any(|p| exec::find(p).is_some()) };
}

#[rustfmt::skip]
const NEEDS: &[Need] = &[
    Need { purpose: Design, name: "build-essential", why: "links Rust programs", via: Apt, present: program!("cc") },
    Need { purpose: Design, name: "wasm32-unknown-unknown", why: "Rust target of the page", via: Rustup, present: wasm_target },
    Need { purpose: Host, name: "pkg-config", why: "finds libvirt's library", via: Apt, present: program!("pkg-config") },
    Need { purpose: Host, name: "libvirt-dev", why: "libvirt's library", via: Virtualization, present: libvirt_library },
    Need { purpose: Host, name: "libvirt-daemon-system", why: "libvirt: machines and networks", via: Virtualization, present: program!("libvirtd", "virtqemud") },
    Need { purpose: Host, name: "libvirt-clients", why: "virsh", via: Virtualization, present: program!("virsh") },
    Need { purpose: Host, name: "qemu-system-x86", why: "runs machines", via: Virtualization, present: program!("qemu-system-x86_64") },
    Need { purpose: Host, name: "qemu-utils", why: "makes disk images", via: Virtualization, present: program!("qemu-img") },
    Need { purpose: Host, name: "dnsmasq-base", why: "DHCP and DNS of libvirt networks", via: Apt, present: program!("dnsmasq") },
    Need { purpose: Host, name: "iptables", why: "NAT of libvirt networks", via: Apt, present: program!("iptables", "nft") },
    Need { purpose: Host, name: "busybox-static", why: "the test guest's programs", via: Apt, present: || guest::static_busybox().is_ok() },
    Need { purpose: Host, name: "syslinux", why: "boots the test guest's disk", via: Apt, present: program!("syslinux") },
    Need { purpose: Host, name: "syslinux-efi", why: "boots the test guest's disk with UEFI", via: Apt, present: || Path::new("/usr/lib/SYSLINUX.EFI/efi64/syslinux.efi").exists() },
    Need { purpose: Host, name: "syslinux-common", why: "the rest of the boot loaders", via: Apt, present: || Path::new("/usr/lib/syslinux/modules/bios/ldlinux.c32").exists() },
    Need { purpose: Host, name: "mtools", why: "fills the test guest's disk", via: Apt, present: program!("mcopy") },
    Need { purpose: Host, name: "xz-utils", why: "unpacks kernel modules", via: Apt, present: program!("xz") },
    Need { purpose: Host, name: "zstd", why: "unpacks kernel modules", via: Apt, present: program!("zstd") },
    Need { purpose: Host, name: "libvirt (group)", why: "lets you use libvirt", via: Group, present: may_use_libvirt },
    Need { purpose: Test, name: "chromium", why: "the browser of the tests", via: Apt, present: program!("chromium", "chromium-browser", "google-chrome") },
    Need { purpose: Test, name: "iproute2", why: "private networks", via: Apt, present: program!("ip") },
    Need { purpose: Test, name: "fonts-dejavu-core", why: "text in screenshots", via: Apt, present: || Path::new("/usr/share/fonts/truetype").is_dir() },
    Need { purpose: Test, name: "curl", why: "downloads images in scripts of plans", via: Apt, present: program!("curl") },
    Need { purpose: Test, name: "genisoimage", why: "seeds of the test guests' own tests and of scripts of plans", via: Apt, present: program!("genisoimage") },
    Need { purpose: Test, name: "isolinux", why: "boots the installer of the tests", via: Apt, present: || Path::new("/usr/lib/ISOLINUX/isolinux.bin").exists() },
    Need { purpose: Test, name: "ovmf", why: "UEFI firmware of machines", via: Apt, present: || Path::new("/usr/share/OVMF").is_dir() },
    Need { purpose: Test, name: "libxml2-utils", why: "checks documents against libvirt's schemas", via: Apt, present: program!("xmllint") },
    Need { purpose: Test, name: "openssl", why: "certificates of the tests' servers", via: Apt, present: program!("openssl") },
    Need { purpose: Test, name: "openvswitch-switch", why: "bridges with VLANs", via: Apt, present: program!("ovs-vswitchd") },
    Need { purpose: Test, name: "openssh-client", why: "reaches hosts over SSH", via: Apt, present: program!("ssh") },
    Need { purpose: Test, name: "python3-venv", why: "installers and Ansible, which read rendered files", via: Apt, present: python_environments },
];

/// What is missing for `purpose`.
pub fn missing(purpose: Purpose) -> Vec<&'static Need> {
    NEEDS.iter().filter(|need| need.purpose <= purpose && !(need.present)()).collect()
}

/// The commands that bring it.
pub fn steps(missing: &[&Need]) -> Result<Vec<Step>> {
    let of = |via: Via| -> Vec<&str> { missing.iter().filter(|n| n.via == via).map(|n| n.name).collect() };
    let mut steps = apt::steps(&of(Apt), &of(Virtualization))?;
    if let [target] = of(Rustup)[..] {
        if exec::find("rustup").is_none() {
            bail!("there is no rustup to add the target {target}: install Rust from https://rustup.rs");
        }
        steps.push(Step::plain(&["rustup", "target", "add", target]));
    }
    if !of(Group).is_empty() {
        let user = exec::output(exec::command("id").arg("-un"))?;
        steps.push(Step::root(&["usermod", "-aG", "libvirt", user.trim()]));
    }
    Ok(steps)
}

/// Whether the user database has this user in group `libvirt`; the login may be older than that.
pub fn in_libvirt_group_by_name() -> bool {
    let user = exec::output(exec::command("id").arg("-un")).unwrap_or_default();
    has_word(&["-nG", user.trim()], "libvirt")
}

fn may_use_libvirt() -> bool {
    exec::is_root() || in_libvirt_group_by_name()
}

fn wasm_target() -> bool {
    let rustc = std::env::var("RUSTC").unwrap_or_else(|_| "rustc".to_owned());
    let sysroot = exec::output(exec::command(&rustc).args(["--print", "sysroot"])).unwrap_or_default();
    Path::new(sysroot.trim()).join("lib/rustlib/wasm32-unknown-unknown/lib").is_dir()
}

/// Debian's Python has `venv` without this package too, but nothing to fill an environment with.
fn python_environments() -> bool {
    exec::output(exec::command("python3").args(["-c", "import ensurepip"])).is_ok()
}

fn libvirt_library() -> bool {
    exec::output(exec::command("pkg-config").args(["--exists", "libvirt"])).is_ok()
}
