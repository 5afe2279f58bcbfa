//! `cargo xtask e2e`: runs browser and live tests, each in a private libvirt of its own.
//!
//! So that no test finds another's machines, networks or ports, every test is a process of its own under
//! `xtask lab`. Ordinary runners can put all tests of a file into one such namespace only.

use super::counts::Counts;
use super::peers;
use crate::backend::{self, Profile};
use crate::setup::consent::Consent;
use crate::setup::{self, Purpose};
use crate::{exec, guest, page, paths};
use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Output};
use std::sync::Mutex;
use std::time::Instant;

/// Which tests are run, and how many at once.
pub struct Selection {
    /// Those whose `file::name` has one of these in it; none means all.
    words: Vec<String>,
    jobs: usize,
}

impl Default for Selection {
    /// Guests are emulated: more of them at once than processors only makes all late.
    fn default() -> Self {
        Selection { words: Vec::new(), jobs: std::thread::available_parallelism().map_or(1, usize::from).min(4) }
    }
}

struct Test {
    file: String,
    name: String,
    program: PathBuf,
}

/// `e2e [--jobs N] [--as-built] [WORD...]`
pub fn main(words: &[String]) -> Result<ExitCode> {
    let mut selection = Selection::default();
    let mut as_built = false;
    let mut rest = words.iter();
    while let Some(word) = rest.next() {
        match word.as_str() {
            "--yes" | "-y" => {}
            "--as-built" => as_built = true,
            "--jobs" => selection.jobs = rest.next().and_then(|n| n.parse().ok()).context("--jobs needs a number")?,
            _ if word.starts_with('-') => bail!("e2e does not know {word}; it takes --jobs N, --as-built and words of test names"),
            _ => selection.words.push(word.clone()),
        }
    }
    setup::ensure(Purpose::Test, Consent::from_arguments(words))?;
    if !as_built {
        page::build("page")?;
        backend::build(Profile::Debug, true)?;
    }
    guest::build()?;
    peers::unpack()?;
    let counts = run(&selection)?;
    println!("{} passed, {} failed", counts.passed, counts.failed);
    Ok(if counts.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Builds the tests and runs those selected.
pub fn run(selection: &Selection) -> Result<Counts> {
    // Made here, so that they belong to this user also where the tests run through sudo.
    std::fs::create_dir_all(paths::target().join("screenshots"))?;
    let mut tests = Vec::new();
    for (file, program) in programs()? {
        tests.extend(list(&file, &program)?);
    }
    let wanted = |t: &Test| {
        let name = format!("{}::{}", t.file, t.name);
        selection.words.is_empty() || selection.words.iter().any(|word| name.contains(word.as_str()))
    };
    tests.retain(wanted);
    if tests.is_empty() {
        bail!("no test has {} in its name", selection.words.join(" or "));
    }
    let next = Mutex::new(tests.into_iter());
    std::thread::scope(|scope| {
        let work = || -> Result<Counts> {
            let mut counts = Counts::default();
            while let Some(test) = { next.lock().expect("no thread panics").next() } {
                if one(&test)? { counts.passed += 1 } else { counts.failed += 1 }
            }
            Ok(counts)
        };
        let running: Vec<_> = (0..selection.jobs.max(1)).map(|_| scope.spawn(work)).collect();
        running.into_iter().map(|thread| thread.join().expect("no thread panics")).sum()
    })
}

/// The test programs of the crate, by the name of their file.
fn programs() -> Result<Vec<(String, PathBuf)>> {
    let mut build = backend::cargo();
    build.args(["test", "--quiet", "-p", "labwright-e2e", "--no-run", "--message-format=json-render-diagnostics"]);
    let out = build.stderr(std::process::Stdio::inherit()).output().context("cannot start cargo")?;
    if !out.status.success() {
        bail!("the browser and live tests do not compile");
    }
    let text = String::from_utf8(out.stdout)?;
    let mut found = Vec::new();
    for line in text.lines() {
        let message: serde_json::Value = serde_json::from_str(line)?;
        if message["profile"]["test"] == true
            && let (Some(name), Some(program)) = (message["target"]["name"].as_str(), message["executable"].as_str())
        {
            found.push((name.to_owned(), PathBuf::from(program)));
        }
    }
    found.sort();
    Ok(found)
}

fn list(file: &str, program: &Path) -> Result<Vec<Test>> {
    let text = exec::output(Command::new(program).args(["--list", "--format", "terse"]))?;
    let names = text.lines().filter_map(|line| line.strip_suffix(": test"));
    Ok(names.map(|name| Test { file: file.to_owned(), name: name.to_owned(), program: program.to_owned() }).collect())
}

/// Runs one test and says how it went, with all that it printed if it failed.
fn one(test: &Test) -> Result<bool> {
    let begin = Instant::now();
    let mut lab = Command::new(std::env::current_exe()?);
    lab.args(["lab", "--"]).arg(&test.program).args(["--exact", &test.name, "--nocapture", "--test-threads=1"]);
    // As cargo would run it; relative paths in tests begin there.
    lab.current_dir(paths::root().join("e2e")).stdin(std::process::Stdio::null());
    let out = lab.output().context("cannot start the private libvirt")?;
    let title = format!("{}::{}", test.file, test.name);
    let seconds = begin.elapsed().as_secs_f64();
    match verdict(&out) {
        Ok(()) => println!("ok      {seconds:>6.1} s  {title}"),
        Err(why) => {
            let (stdout, stderr) = (String::from_utf8_lossy(&out.stdout), String::from_utf8_lossy(&out.stderr));
            println!("FAILED  {seconds:>6.1} s  {title}: {why}\n{stdout}{stderr}");
            return Ok(false);
        }
    }
    Ok(true)
}

/// A test that skipped itself did not pass: here it has all that it needs.
fn verdict(out: &Output) -> Result<(), String> {
    if !out.status.success() {
        return Err(format!("ended with {}", out.status));
    }
    if String::from_utf8_lossy(&out.stderr).contains("SKIPPED:") {
        return Err("it skipped itself".to_owned());
    }
    Ok(())
}
