//! The Python programs that rendered files are for: a virtual environment below `target/`, with installers as PyPI has them.

use crate::stamp::{Inputs, Stamp};
use crate::{exec, paths};
use anyhow::{Context, Result};
use std::fs;

/// Makes the environment, unless it is there and current: what all tests share, and below `tripleo/RELEASE` one client for each release.
pub fn environment() -> Result<()> {
    let folder = paths::target().join("python");
    let lists = paths::root().join("e2e/python");
    let (shared, tripleo) = (lists.join("requirements.txt"), lists.join("tripleo.txt"));
    let which = "import sys; print(sys.base_prefix, sys.version)";
    let python = exec::output(exec::command("python3").args(["-c", which])).context("there is no python3")?;
    let mut inputs = Inputs::default();
    inputs.word(&python).path(&shared)?.path(&tripleo)?;
    let stamp = Stamp::at(folder.with_extension("stamp"));
    let _lock = stamp.lock()?;
    let program = folder.join("bin/python");
    if stamp.is_current(&inputs, std::slice::from_ref(&program)) {
        return Ok(());
    }
    eprintln!("installing Python packages ({})", folder.display());
    stamp.clear()?;
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    exec::run(exec::command("python3").args(["-m", "venv"]).arg(&folder))?;
    let pip = || {
        let mut pip = exec::command(&program.to_string_lossy());
        pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]);
        pip
    };
    exec::run(pip().arg("--requirement").arg(&shared))?;
    for line in fs::read_to_string(&tripleo)?.lines().filter(|line| !line.starts_with('#')) {
        let (release, packages) = line.split_once(' ').with_context(|| format!("a release and its packages: {line}"))?;
        exec::run(pip().arg("--target").arg(folder.join("tripleo").join(release)).args(packages.split_whitespace()))?;
    }
    stamp.set(&inputs)
}
