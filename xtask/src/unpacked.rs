//! Debian packages whose files are used without being installed: downloaded and unpacked below `target/`.

use crate::{exec, stamp};
use anyhow::{Context, Result};
use std::fs;
use std::path::{Path, PathBuf};

/// The packages' files under `tree`, downloaded if that folder is not there yet. Remove it to get newer ones.
pub fn packages(tree: &Path, packages: &[&str]) -> Result<PathBuf> {
    if tree.is_dir() {
        return Ok(tree.to_owned());
    }
    let part = tree.with_extension("part");
    if part.exists() {
        fs::remove_dir_all(&part)?;
    }
    fs::create_dir_all(&part)?;
    for package in packages {
        eprintln!("downloading {package}");
        // Run as root, apt would rather fetch as another user, who may not write here.
        let mut get = exec::command("apt-get");
        exec::output(get.args(["-q", "-o", "APT::Sandbox::User=root", "download", package]).current_dir(&part))
            .with_context(|| format!("cannot download the package {package}"))?;
    }
    for file in stamp::sorted(&part)? {
        exec::run(exec::command("dpkg-deb").arg("-x").arg(&file).arg(&part))?;
        fs::remove_file(&file)?;
    }
    fs::rename(&part, tree)?;
    Ok(tree.to_owned())
}
