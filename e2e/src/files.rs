//! Where built things are, with errors that say how to build them.

use anyhow::{Context, Result, bail};
use std::fs;
use std::path::{Path, PathBuf};

/// The workspace's target folder.
pub fn target() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("e2e/ lies in the workspace").join("target")
}

/// The program `labwright`: the one in `LABWRIGHT_PROGRAM`, else the debug build.
pub fn program() -> Result<PathBuf> {
    let built = target().join("debug/labwright");
    let file = std::env::var_os("LABWRIGHT_PROGRAM").map_or(built, PathBuf::from);
    present(&file, "cargo build -p labwright")
}

/// The built page.
pub fn site() -> Result<PathBuf> {
    present(&target().join("site/index.html"), "cargo xtask page")?;
    Ok(target().join("site"))
}

/// The folder of the test guest's images.
pub fn images() -> Result<PathBuf> {
    present(&target().join("images/tiny-disk.qcow2"), "cargo xtask guest")?;
    Ok(target().join("images"))
}

/// An image of the test guest where QEMU's user can read it, whatever the permissions on the way to the checkout.
pub fn image_for_qemu(name: &str) -> Result<PathBuf> {
    let copy = Path::new("/var/lib/libvirt/images").join(name);
    if !copy.exists() {
        fs::copy(images()?.join(name), &copy).with_context(|| format!("cannot copy {name} for QEMU"))?;
    }
    Ok(copy)
}

/// The SSH server's package, unpacked.
pub fn sshd() -> Result<PathBuf> {
    present(&target().join("sshd/usr/sbin/sshd"), "cargo xtask guest")?;
    Ok(target().join("sshd"))
}

/// iPXE as a program that UEFI firmware starts.
pub fn ipxe() -> Result<PathBuf> {
    present(&target().join("ipxe/usr/lib/ipxe/snponly.efi"), "cargo xtask guest")
}

/// The folder of the unpacked programs that rendered files are for: haproxy, nginx, named, shellcheck.
pub fn checkers() -> Result<PathBuf> {
    present(&target().join("checkers/usr/sbin/haproxy"), "cargo xtask guest")?;
    Ok(target().join("checkers"))
}

/// Python with the installers that rendered files are for.
pub fn python() -> Result<PathBuf> {
    present(&target().join("python.stamp"), "cargo xtask guest")?;
    Ok(target().join("python"))
}

/// A file name under `target/screenshots/`; an older picture of that name is gone.
pub fn screenshot(name: &str) -> Result<PathBuf> {
    let folder = target().join("screenshots");
    fs::create_dir_all(&folder)?;
    let file = folder.join(format!("{name}.png"));
    // Not overwritten but replaced: it may be root's, from a test that ran through sudo.
    match fs::remove_file(&file) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error).context("cannot remove an old screenshot"),
        _ => Ok(file),
    }
}

fn present(file: &Path, how: &str) -> Result<PathBuf> {
    if !file.exists() {
        bail!("{} is not built: {how}", file.display());
    }
    Ok(file.to_owned())
}

/// A file of the page's program, in a folder such as [`site`].
pub fn of_program(folder: &Path, name: &str) -> Result<PathBuf> {
    for entry in fs::read_dir(folder.join("app"))? {
        let file = entry?.path().join(name);
        if file.exists() {
            return Ok(file);
        }
    }
    None.with_context(|| format!("the built page has no {name}"))
}

/// Copies a folder with all that is in it.
pub fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}
