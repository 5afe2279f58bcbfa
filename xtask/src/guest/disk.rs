//! The same guest as a disk that boots by itself, with BIOS and with UEFI: a FAT file system with both kinds of syslinux,
//! made without root or mounts.

use crate::exec;
use anyhow::{Context, Result, bail};
use std::fs;
use std::path::Path;
use std::process::Command;

/// Programs that this needs and the packages that have them.
pub const TOOLS: &[(&str, &str)] = &[("syslinux", "syslinux"), ("mcopy", "mtools"), ("qemu-img", "qemu-utils")];

/// The loader for UEFI and what it needs beside it.
const EFI: &[(&str, &str)] = &[
    ("/usr/lib/SYSLINUX.EFI/efi64/syslinux.efi", "::EFI/BOOT/BOOTX64.EFI"),
    ("/usr/lib/syslinux/modules/efi64/ldlinux.e64", "::EFI/BOOT/ldlinux.e64"),
];

/// Room for the kernel, the initrd and the loader, in MiB.
const SIZE: u64 = 48;

/// Any fixed time, so that the same content gives the same image.
const EPOCH: &str = "1700000000";

const BOOT_CONFIGURATION: &str = "\
SERIAL 0 115200
DEFAULT tiny
PROMPT 0
LABEL tiny
  LINUX vmlinuz
  INITRD initrd.img
  APPEND console=ttyS0 quiet loglevel=3 panic=1
";

/// Writes the image. There is no partition table: BIOSes start the first sector whatever it is.
pub fn write(file: &Path, vmlinuz: &Path, initrd: &Path, work: &Path) -> Result<()> {
    for (program, package) in TOOLS {
        if exec::find(program).is_none() {
            bail!("{program} is not installed: apt-get install {package}");
        }
    }
    let raw = work.join("disk.raw");
    let configuration = work.join("syslinux.cfg");
    fs::write(&configuration, BOOT_CONFIGURATION)?;
    fs::File::create(&raw)?.set_len(SIZE << 20)?;
    let sectors = (SIZE << 11).to_string();
    let format = ["-T", &sectors, "-h", "64", "-s", "32", "-N", "4c616277", "-v", "TINY", "::"];
    exec::run(tool("mformat", &raw).args(format)).context("cannot format the guest's disk")?;
    for (source, name) in [(vmlinuz, "::vmlinuz"), (initrd, "::initrd.img"), (&configuration, "::syslinux.cfg")] {
        exec::run(tool("mcopy", &raw).arg(source).arg(name)).context("cannot fill the guest's disk")?;
    }
    exec::run(tool("mmd", &raw).args(["::EFI", "::EFI/BOOT"])).context("cannot fill the guest's disk")?;
    for (source, name) in EFI {
        if !Path::new(source).exists() {
            bail!("{source} is not installed: apt-get install syslinux-efi syslinux-common");
        }
        exec::run(tool("mcopy", &raw).args([source, name])).context("cannot fill the guest's disk")?;
    }
    exec::run(exec::command("syslinux").arg("--install").arg(&raw).env("SOURCE_DATE_EPOCH", EPOCH))?;
    exec::run(exec::command("qemu-img").args(["convert", "-f", "raw", "-O", "qcow2"]).arg(&raw).arg(file))?;
    fs::remove_file(&raw)?;
    Ok(())
}

fn tool(name: &str, raw: &Path) -> Command {
    let mut command = exec::command(name);
    command.arg("-i").arg(raw).env("SOURCE_DATE_EPOCH", EPOCH).env("TZ", "UTC");
    command
}
