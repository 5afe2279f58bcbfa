//! `cargo xtask test`: all that must hold, suite by suite, with the time of each.

mod counts;
pub mod e2e;
pub mod peers;
mod python;
mod suites;

use crate::setup::consent::Consent;
use crate::setup::{self, Purpose};
use anyhow::{Result, bail};
use counts::Counts;
use std::process::ExitCode;
use std::time::{Duration, Instant};

/// One part of the tests.
struct Suite {
    name: &'static str,
    /// What it may take on two cores with everything compiled before. Past it is said, not failed.
    budget: Duration,
    /// Whether `--fast` runs it too.
    fast: bool,
    /// The suites that must have passed for this one to make sense.
    after: &'static [&'static str],
    run: fn() -> Result<Counts>,
}

/// How one suite went.
struct Outcome {
    suite: &'static Suite,
    counts: Counts,
    time: Duration,
    note: Option<String>,
}

/// `test [--fast] [--yes]`
pub fn main(words: &[String]) -> Result<ExitCode> {
    if let Some(word) = words.iter().find(|w| !matches!(w.as_str(), "--fast" | "--yes" | "-y")) {
        bail!("test does not know {word}; it takes --fast and --yes");
    }
    let fast = words.iter().any(|w| w == "--fast");
    setup::ensure(Purpose::Test, Consent::from_arguments(words))?;

    let begin = Instant::now();
    let mut outcomes: Vec<Outcome> = Vec::new();
    for suite in suites::SUITES.iter().filter(|suite| suite.fast || !fast) {
        println!("\n== {}", suite.name);
        let broken = |name: &&&str| outcomes.iter().any(|o| o.suite.name == **name && o.counts.failed > 0);
        let outcome = match suite.after.iter().find(broken) {
            Some(name) => {
                let note = Some(format!("not run, since \"{name}\" failed"));
                Outcome { suite, counts: Counts::failure(), time: Duration::ZERO, note }
            }
            None => one(suite),
        };
        outcomes.push(outcome);
    }
    Ok(report(&outcomes, begin.elapsed()))
}

fn one(suite: &'static Suite) -> Outcome {
    let begin = Instant::now();
    let (counts, note) = match (suite.run)() {
        Ok(counts) => (counts, None),
        Err(error) => {
            eprintln!("{error:#}");
            (Counts::failure(), Some(format!("{error:#}").lines().next().unwrap_or_default().to_owned()))
        }
    };
    Outcome { suite, counts, time: begin.elapsed(), note }
}

/// Prints the table and, alone on the last line, the sum.
fn report(outcomes: &[Outcome], time: Duration) -> ExitCode {
    println!("\n{:24} {:>7} {:>7} {:>9} {:>8}", "suite", "passed", "failed", "time", "budget");
    for Outcome { suite, counts, time, note } in outcomes {
        let over = if *time > suite.budget { "  over its budget" } else { "" };
        let note = note.as_ref().map(|n| format!("  {n}")).unwrap_or_default();
        let budget = suite.budget.as_secs();
        let seconds = time.as_secs_f64();
        println!("{:24} {:>7} {:>7} {seconds:>7.1} s {budget:>6} s{over}{note}", suite.name, counts.passed, counts.failed);
    }
    let total: Counts = outcomes.iter().map(|o| o.counts).sum();
    println!("\nin {:.0} min {:02.0} s", (time.as_secs() / 60) as f64, (time.as_secs() % 60) as f64);
    println!("{} passed, {} failed", total.passed, total.failed);
    if total.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
