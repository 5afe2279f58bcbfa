//! The distribution's cloud kernel, downloaded and unpacked, not installed.

use crate::{exec, stamp, unpacked};
use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};

/// Packages that stand for the newest small kernel: Debian's, Ubuntu's.
const NAMES: &[&str] = &["linux-image-cloud-amd64", "linux-image-virtual"];

pub struct Kernel {
    /// The bootable file.
    pub image: PathBuf,
    /// `lib/modules/VERSION`
    pub modules: PathBuf,
}

/// The kernel under `work/kernel`, downloaded if it is not there yet. Remove that folder to get a newer one.
pub fn unpacked(work: &Path) -> Result<Kernel> {
    let tree = work.join("kernel");
    if !tree.is_dir() {
        let packages = packages()?;
        let packages: Vec<&str> = packages.iter().map(String::as_str).collect();
        unpacked::packages(&tree, &packages).context("the guest's kernel")?;
    }
    locate(&tree)
}

/// The packages with the kernel and its modules. The named package is empty and depends on one with a version.
fn packages() -> Result<Vec<String>> {
    if exec::find("apt-get").is_none() {
        bail!("the test guest's kernel comes from Debian or Ubuntu by apt-get, which is not here");
    }
    for name in NAMES {
        let found = versioned_dependencies(name)?;
        if let Some(image) = found.iter().find(|p| p.starts_with("linux-image-")) {
            let mut all = vec![image.clone()];
            all.extend(versioned_dependencies(image)?);
            return Ok(all);
        }
    }
    bail!("apt knows neither {}; `apt-get update` may help", NAMES.join(" nor "))
}

fn versioned_dependencies(package: &str) -> Result<Vec<String>> {
    let text = exec::output(exec::command("apt-cache").args(["depends", "--important", package])).unwrap_or_default();
    let parts = ["linux-image-", "linux-modules-", "linux-binary-"];
    Ok(text
        .lines()
        .filter_map(|line| line.trim().strip_prefix("Depends: "))
        .filter(|name| parts.iter().any(|p| name.strip_prefix(p).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))))
        .map(str::to_owned)
        .collect())
}

fn locate(tree: &Path) -> Result<Kernel> {
    let image = only(&tree.join("boot"), "vmlinuz-")?;
    let modules = ["lib/modules", "usr/lib/modules"].iter().find_map(|dir| only(&tree.join(dir), "").ok());
    Ok(Kernel { image, modules: modules.context("the kernel package has no modules")? })
}

fn only(folder: &Path, prefix: &str) -> Result<PathBuf> {
    let entries = stamp::sorted(folder)?;
    let fits = |p: &&PathBuf| p.file_name().is_some_and(|name| name.to_string_lossy().starts_with(prefix));
    entries.iter().find(fits).cloned().with_context(|| format!("nothing like {prefix}* in {}", folder.display()))
}
