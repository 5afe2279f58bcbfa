//! The back end: the program `labwright`.

use crate::{exec, paths};
use anyhow::Result;
use std::path::PathBuf;
use std::process::Command;

/// How it is compiled.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    Debug,
    Release,
}

/// A cargo of the workspace.
pub fn cargo() -> Command {
    let mut cargo = Command::new(std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned()));
    cargo.current_dir(paths::root());
    cargo
}

/// Builds it, with libvirt or (where that cannot be had) without, and gives the program.
pub fn build(profile: Profile, libvirt: bool) -> Result<PathBuf> {
    let mut build = cargo();
    build.args(["build", "--package", "labwright"]);
    if profile == Profile::Release {
        build.arg("--release");
    }
    if !libvirt {
        build.arg("--no-default-features");
    }
    exec::run(&mut build)?;
    let folder = if profile == Profile::Release { "release" } else { "debug" };
    Ok(target_folder().join(folder).join("labwright"))
}

/// Where cargo puts programs.
fn target_folder() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(paths::target, PathBuf::from)
}
