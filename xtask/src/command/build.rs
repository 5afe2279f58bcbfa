//! `cargo xtask build`: page and back end, nothing installed, nothing started.

use crate::backend::{self, Profile};
use crate::setup::{self, Purpose};
use crate::{exec, page};
use anyhow::Result;
use std::process::ExitCode;

/// `build`
pub fn main(_: &[String]) -> Result<ExitCode> {
    page::build("page")?;
    let libvirt = exec::output(exec::command("pkg-config").args(["--exists", "libvirt"])).is_ok();
    if !libvirt {
        println!("no libvirt library here: the back end is built without it, and no host can be attached");
    }
    let program = backend::build(Profile::Release, libvirt)?;
    println!("built {} and {}", program.display(), page::site().display());
    if !setup::is_ready(Purpose::Host) {
        println!("`cargo xtask run` installs what this machine lacks to build labs");
    }
    Ok(ExitCode::SUCCESS)
}
