//! `cargo xtask fuzz`: changes labs at random, for a while, and keeps what brings the core down.

use crate::{backend, exec};
use anyhow::Result;
use std::process::ExitCode;

/// `fuzz [SECONDS [RUN]]`: 60 s where nothing is said; RUN is the number of a run, to make it again.
pub fn main(words: &[String]) -> Result<ExitCode> {
    let mut fuzz = backend::cargo();
    fuzz.args(["run", "--quiet", "--package", "labwright-shared", "--example", "fuzz", "--"]).args(words);
    Ok(if exec::status(&mut fuzz)?.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
