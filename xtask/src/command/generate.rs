//! `cargo xtask generate`: writes the committed files that are made from the code.

use crate::{backend, exec};
use anyhow::Result;
use std::process::{Command, ExitCode};

/// `generate`, or `generate --check` to only compare.
pub fn main(words: &[String]) -> Result<ExitCode> {
    exec::run(generator().args(words))?;
    Ok(ExitCode::SUCCESS)
}

/// The program that does it, ready for its arguments.
pub fn generator() -> Command {
    let mut cargo = backend::cargo();
    cargo.args(["run", "--quiet", "--package", "labwright-shared", "--example", "generate", "--"]);
    cargo
}
