//! Debian packages whose files are used without being installed: downloaded and unpacked below `target/`.

use crate::{exec, stamp};
use anyhow::{Context, Result};
use std::fs;
use std::path::{Path, PathBuf};

/// The files of packages and of the libraries that they lack on this machine under `tree`, downloaded if that folder is not there yet. Remove it
/// to get newer ones.
pub fn packages(tree: &Path, packages: &[&str]) -> Result<PathBuf> {
    if tree.is_dir() {
        return Ok(tree.to_owned());
    }
    let part = tree.with_extension("part");
    if part.exists() {
        fs::remove_dir_all(&part)?;
    }
    fs::create_dir_all(&part)?;
    for package in packages.iter().map(|name| (*name).to_owned()).chain(libraries(packages)) {
        eprintln!("downloading {package}");
        // Run as root, apt would rather fetch as another user, who may not write here.
        let mut get = exec::command("apt-get");
        exec::output(get.args(["-q", "-o", "APT::Sandbox::User=root", "download", &package]).current_dir(&part))
            .with_context(|| format!("cannot download the package {package}"))?;
    }
    for file in stamp::sorted(&part)? {
        exec::run(exec::command("dpkg-deb").arg("-x").arg(&file).arg(&part))?;
        fs::remove_file(&file)?;
    }
    fs::rename(&part, tree)?;
    Ok(tree.to_owned())
}

/// The libraries that would be installed with packages: releases call them differently, and apt knows by which names. None where apt cannot tell;
/// a program that lacks one says so when it is started.
fn libraries(packages: &[&str]) -> Vec<String> {
    let mut plan = exec::command("apt-get");
    plan.args(["-q", "--simulate", "--no-install-recommends", "install"]).args(packages);
    named(&exec::output(&mut plan).unwrap_or_default(), packages)
}

/// Libraries in what `apt-get --simulate install` prints: lines such as `Inst libuv1t64 (1.50.0-2 Debian:13.2/stable [amd64])`.
fn named(printed: &str, packages: &[&str]) -> Vec<String> {
    let installed = printed.lines().filter_map(|line| line.strip_prefix("Inst ")?.split_whitespace().next());
    installed.filter(|name| name.starts_with("lib") && !packages.contains(name)).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn libraries_are_named_as_the_release_names_them() {
        let printed = "Reading package lists...\n\
            Inst libuv1t64 (1.50.0-2 Debian:13.2/stable [amd64])\n\
            Inst haproxy (3.0.11-1 Debian:13.2/stable [amd64])\n\
            Inst libjson-c5 [0.17] (0.18 Debian:13.2/stable [amd64]) []\n\
            Conf libuv1t64 (1.50.0-2 Debian:13.2/stable [amd64])\n";
        assert_eq!(super::named(printed, &["haproxy"]), ["libuv1t64", "libjson-c5"]);
    }
}
