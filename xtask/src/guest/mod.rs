//! The test guest: a Linux that boots in seconds and says on its serial console what it sees.
//!
//! Debian's (or Ubuntu's) cloud kernel, never installed, and an initial RAM disk of busybox, the kernel's virtio
//! modules and the scripts in `files/`. It is built twice: as kernel and initrd (one without and one with the QEMU guest
//! agent) for direct boot with arguments, and as a disk image to be a base image under overlays, told what to do by a NoCloud seed. `docs/testing.md` says what it prints.

mod agent;
mod cpio;
mod disk;
mod initramfs;
mod kernel;
mod modules;

use crate::stamp::{Inputs, Stamp};
use crate::test::peers;
use crate::{exec, paths};
use anyhow::{Context, Result, bail};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// The folder that `labwright serve --images` is given.
pub fn images() -> PathBuf {
    paths::target().join("images")
}

/// `guest`: the test guest, and what else tests start
pub fn main(_: &[String]) -> Result<ExitCode> {
    build()?;
    peers::unpack()?;
    Ok(ExitCode::SUCCESS)
}

/// Makes the image files, unless they are there and current. Needs apt (for the kernel), busybox-static, syslinux,
/// syslinux-efi, mtools and qemu-img.
pub fn build() -> Result<()> {
    let images = images();
    let work = paths::target().join("guest");
    fs::create_dir_all(&images)?;
    fs::create_dir_all(&work)?;
    let names = ["tiny-vmlinuz", "tiny-initrd.img", "tiny-agent-initrd.img", "tiny-disk.qcow2"];
    let products = names.map(|name| images.join(name));

    let busybox = static_busybox()?;
    let mut inputs = Inputs::default();
    inputs.path(&paths::root().join("xtask/src/guest"))?.path(&busybox)?;
    // An xtask that was built before the last edit has older scripts in it than those on disk.
    for (_, _, script) in initramfs::FILES {
        inputs.word(script);
    }
    let stamp = Stamp::at(work.join("stamp"));
    let _lock = stamp.lock()?;
    if stamp.is_current(&inputs, &products) {
        return Ok(());
    }
    eprintln!("building the test guest ({})", images.display());
    stamp.clear()?;
    let fresh = names.map(|name| work.join(name));
    let [vmlinuz, initrd, with_agent, disk] = &fresh;
    let kernel = kernel::unpacked(&work)?;
    fs::copy(&kernel.image, vmlinuz).context("cannot copy the kernel")?;
    readable(vmlinuz)?;
    initramfs::write(initrd, &busybox, &kernel)?;
    agent::write(with_agent, initrd, &work)?;
    disk::write(disk, vmlinuz, initrd, &work)?;
    // Put in place whole: a guest may be booting from the older ones.
    for (fresh, product) in fresh.iter().zip(&products) {
        fs::rename(fresh, product).context("cannot put an image in its place")?;
    }
    stamp.set(&inputs)
}

/// busybox without shared libraries, since the initrd has none.
pub fn static_busybox() -> Result<PathBuf> {
    let Some(file) = exec::find("busybox") else {
        bail!("busybox is not installed: apt-get install busybox-static");
    };
    let bytes = fs::read(&file)?;
    let head = &bytes[..bytes.len().min(8192)];
    if head.windows(8).any(|w| w == b"ld-linux") {
        bail!("{} needs shared libraries: apt-get install busybox-static", file.display());
    }
    Ok(file)
}

/// Kernel files are root's alone on Ubuntu; here everyone may read them.
fn readable(file: &Path) -> Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(file, fs::Permissions::from_mode(0o644)).context("cannot make the kernel readable")
}
