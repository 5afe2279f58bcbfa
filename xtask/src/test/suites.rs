//! The one list of suites, in the order in which they run: what fails soonest first.

use super::counts::Counts;
use super::{Suite, e2e, peers};
use crate::backend::{self, Profile};
use crate::command::generate;
use crate::page::{self, wasm};
use crate::{exec, guest, paths};
use anyhow::{Result, bail};
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

/// The page as a browser loads it before it answers, compressed: docs/benchmarks.md.
const PAGE_BYTES: u64 = 300_000;

/// The same, and what is loaded beside it until the open lab is on the canvas.
const LAB_BYTES: u64 = 420_000;

const fn seconds(n: u64) -> Duration {
    Duration::from_secs(n)
}

#[rustfmt::skip]
pub const SUITES: &[Suite] = &[
    Suite { name: "format", budget: seconds(20), fast: true, after: &[], run: format },
    Suite { name: "lints", budget: seconds(180), fast: true, after: &[], run: lints },
    Suite { name: "lints without libvirt", budget: seconds(60), fast: true, after: &[], run: lints_without_libvirt },
    Suite { name: "lints for the browser", budget: seconds(120), fast: true, after: &[], run: lints_for_browser },
    Suite { name: "unit and integration", budget: seconds(300), fast: true, after: &[], run: unit },
    Suite { name: "documentation", budget: seconds(90), fast: true, after: &[], run: documentation },
    Suite { name: "generated files", budget: seconds(60), fast: true, after: &[], run: generated },
    Suite { name: "page", budget: seconds(360), fast: true, after: &[], run: page },
    Suite { name: "programs", budget: seconds(180), fast: false, after: &[], run: programs },
    Suite { name: "test guest", budget: seconds(60), fast: false, after: &[], run: guest },
    Suite { name: "browser and live", budget: seconds(600), fast: false, after: &["page", "programs", "test guest"], run: live },
];

fn cargo(words: &[&str]) -> Command {
    let mut cargo = backend::cargo();
    cargo.args(words);
    cargo
}

fn format() -> Result<Counts> {
    let crates = Counts::of_check(&mut cargo(&["fmt", "--all", "--", "--check", "--files-with-diff"]))?;
    // The rules' modules are declared by a macro, behind which cargo does not look.
    let mut rustfmt = exec::command("rustfmt");
    rustfmt.args(["--edition", "2024", "--check", "--files-with-diff"]).current_dir(paths::root()).args(rules()?);
    let rules = Counts::of_check(&mut rustfmt)?;
    Ok([crates, rules].into_iter().sum())
}

/// The files of the rules.
fn rules() -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for family in std::fs::read_dir(paths::root().join("shared/src/rules"))? {
        let family = family?.path();
        if family.is_dir() {
            let entries = std::fs::read_dir(family)?.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
            files.extend(entries);
        }
    }
    Ok(files)
}

fn lints() -> Result<Counts> {
    Counts::of_check(&mut cargo(&["clippy", "--quiet", "--workspace", "--all-targets", "--", "-D", "warnings"]))
}

fn lints_without_libvirt() -> Result<Counts> {
    let words = ["clippy", "--quiet", "-p", "labwright", "--no-default-features", "--all-targets", "--", "-D", "warnings"];
    Counts::of_check(&mut cargo(&words))
}

fn lints_for_browser() -> Result<Counts> {
    let mut clippy = wasm::cargo("clippy");
    clippy.args(["--quiet", "-p", "labwright-shared", "-p", "labwright-frontend", "-p", "labwright-checker", "--", "-D", "warnings"]);
    Counts::of_check(&mut clippy)
}

/// The seed of labs that tests make up. The suite tries the same ones each time, so that it judges the change and not the dice.
const SEED: (&str, &str) = ("PROPTEST_RNG_SEED", "20190805");

fn unit() -> Result<Counts> {
    let which = ["--workspace", "--exclude", "labwright-e2e"];
    let runner: &[&str] = match exec::find("cargo-nextest") {
        Some(_) => &["nextest", "run", "--cargo-quiet", "--no-tests=pass"],
        None => &["test", "--quiet", "--no-fail-fast", "--lib", "--bins", "--tests"],
    };
    let mut tests = cargo(&[runner, &which].concat());
    if std::env::var_os(SEED.0).is_none() {
        tests.env(SEED.0, SEED.1);
    }
    Counts::of_tests(&mut tests)
}

fn documentation() -> Result<Counts> {
    Counts::of_tests(&mut cargo(&["test", "--quiet", "--workspace", "--doc", "--no-fail-fast"]))
}

fn generated() -> Result<Counts> {
    Counts::of_check(generate::generator().arg("--check"))
}

fn page() -> Result<Counts> {
    page::build("page")?;
    let load = page::Load::of(&page::site())?;
    println!("the page: {load}");
    for (what, bytes, budget) in [("page", load.page, PAGE_BYTES), ("page with a lab", load.page + load.lab, LAB_BYTES)] {
        if bytes > budget {
            bail!("the {what} is {} KB over its budget of {} KB", (bytes - budget).div_ceil(1000), budget / 1000);
        }
    }
    Ok(Counts::success())
}

fn programs() -> Result<Counts> {
    backend::build(Profile::Debug, true)?;
    Counts::of_check(&mut cargo(&["test", "--quiet", "-p", "labwright-e2e", "--no-run"]))
}

fn guest() -> Result<Counts> {
    guest::build()?;
    peers::unpack()?;
    Ok(Counts::success())
}

fn live() -> Result<Counts> {
    e2e::run(&e2e::Selection::default())
}
