//! `cargo xtask bench`: the figures of docs/benchmarks.md, measured here and now.

use crate::backend::{self, Profile};
use crate::{exec, paths};
use anyhow::{Context, Result, bail};
use std::path::PathBuf;
use std::process::{Command, ExitCode};

/// `bench lab`: a lab's way up and down beside other tools. `bench check`: how fast labs are checked, natively or in a browser's worker. `bench page`: the page's weight, and when it can be used.
pub fn main(words: &[String]) -> Result<ExitCode> {
    match words.first().map(String::as_str) {
        Some("lab") => lab(),
        Some("check") => check(words[1..].iter().any(|word| word == "--browser")),
        Some("page") => page(),
        _ => bail!("which one? `cargo xtask bench lab`, `check` or `page`"),
    }
}

fn lab() -> Result<ExitCode> {
    let program = backend::build(Profile::Release, true)?;
    exec::run(backend::cargo().args(["build", "--release", "--package", "labwright", "--example", "bare_lab"]))?;
    exec::run(backend::cargo().args(["build", "--package", "labwright-e2e", "--bin", "bench_lab"]))?;
    let folder = program.parent().context("the program lies in a folder")?;
    let bench = folder.parent().context("profiles lie in one folder")?.join("debug/bench_lab");
    let xtask = std::env::current_exe()?;
    let mut run = Command::new(xtask);
    run.args(["lab", "--"]).arg(bench).env("LABWRIGHT_PROGRAM", &program).env("BENCH_BARE", folder.join("examples/bare_lab"));
    match kcli() {
        Ok(kcli) => drop(run.env("BENCH_KCLI", kcli)),
        Err(error) => eprintln!("without kcli: {error:#}"),
    }
    exec::run(&mut run)?;
    Ok(ExitCode::SUCCESS)
}

/// kcli in a virtual environment of its own.
fn kcli() -> Result<PathBuf> {
    let folder = paths::target().join("bench/kcli");
    let program = folder.join("bin/kcli");
    if !program.exists() {
        exec::run(exec::command("python3").args(["-m", "venv"]).arg(&folder))?;
        exec::run(Command::new(folder.join("bin/pip")).args(["install", "--quiet", "kcli", "libvirt-python"]))?;
    }
    Ok(program)
}

fn check(in_browser: bool) -> Result<ExitCode> {
    if in_browser {
        crate::page::build("page")?;
        let program = backend::build(Profile::Debug, true)?;
        exec::run(backend::cargo().args(["build", "--package", "labwright-e2e", "--bin", "bench_worker"]))?;
        exec::run(Command::new(program.with_file_name("bench_worker")).env("LABWRIGHT_PROGRAM", &program))?;
        return Ok(ExitCode::SUCCESS);
    }
    exec::run(backend::cargo().args(["run", "--quiet", "--release", "--package", "labwright-shared", "--example", "bench_check"]))?;
    Ok(ExitCode::SUCCESS)
}

fn page() -> Result<ExitCode> {
    crate::page::build("page")?;
    let program = backend::build(Profile::Release, true)?;
    exec::run(backend::cargo().args(["build", "--package", "labwright-e2e", "--bin", "bench_page"]))?;
    let bench = program.parent().and_then(|folder| folder.parent()).context("profiles lie in one folder")?.join("debug/bench_page");
    exec::run(Command::new(bench).env("LABWRIGHT_PROGRAM", &program))?;
    Ok(ExitCode::SUCCESS)
}
