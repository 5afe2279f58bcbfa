//! How many tests passed and failed, read from what test runners print.

use crate::exec;
use anyhow::{Context, Result};
use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Command, Stdio};
use std::sync::mpsc::{Sender, channel};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub passed: u64,
    pub failed: u64,
}

impl Counts {
    pub fn success() -> Self {
        Counts { passed: 1, failed: 0 }
    }

    pub fn failure() -> Self {
        Counts { passed: 0, failed: 1 }
    }

    /// Runs a command that is one check: it passes or fails as a whole.
    pub fn of_check(command: &mut Command) -> Result<Self> {
        Ok(if exec::status(command)?.success() { Counts::success() } else { Counts::failure() })
    }

    /// Runs a command that runs tests, and counts them. If it fails without a failed test (it did not compile), that
    /// is one failure.
    pub fn of_tests(command: &mut Command) -> Result<Self> {
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .with_context(|| format!("cannot start `{}`", exec::line(command)))?;
        let (sender, receiver) = channel();
        for pipe in [child.stdout.take().map(boxed), child.stderr.take().map(boxed)].into_iter().flatten() {
            let sender = sender.clone();
            std::thread::spawn(move || pass_on(pipe, &sender));
        }
        drop(sender);
        let mut counts: Counts = receiver.iter().filter_map(|line: String| in_line(&line)).sum();
        if !child.wait()?.success() && counts.failed == 0 {
            counts.failed = 1;
        }
        Ok(counts)
    }
}

impl std::iter::Sum for Counts {
    fn sum<I: Iterator<Item = Counts>>(all: I) -> Counts {
        all.fold(Counts::default(), |a, b| Counts { passed: a.passed + b.passed, failed: a.failed + b.failed })
    }
}

fn boxed(pipe: impl Read + Send + 'static) -> Box<dyn Read + Send> {
    Box::new(pipe)
}

/// Shows each line and sends it on to be counted.
fn pass_on(pipe: Box<dyn Read + Send>, to: &Sender<String>) {
    for line in BufReader::new(pipe).split(b'\n').map_while(Result::ok) {
        let line = String::from_utf8_lossy(&line).into_owned();
        // Who reads our output may have gone; the tests go on.
        writeln!(std::io::stdout(), "{line}").ok();
        if to.send(line).is_err() {
            return;
        }
    }
}

/// The counts in a line of the standard test runner or of nextest.
fn in_line(line: &str) -> Option<Counts> {
    let line = line.trim();
    let nextest = line.starts_with("Summary [") && line.contains(" run: ");
    if !nextest && !line.starts_with("test result: ") {
        return None;
    }
    let before = |word: &str| {
        let at = line.find(word)?;
        line[..at].trim_end().rsplit(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
    };
    let failed: u64 = before(" failed").unwrap_or(0) + before(" timed out").unwrap_or(0);
    Some(Counts { passed: before(" passed").unwrap_or(0), failed })
}

#[cfg(test)]
mod tests {
    use super::{Counts, in_line};

    #[test]
    fn both_runners_are_understood() {
        let of = |passed, failed| Some(Counts { passed, failed });
        assert_eq!(in_line("test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; finished in 0.1s"), of(12, 0));
        assert_eq!(in_line("test result: FAILED. 1 passed; 2 failed; 0 ignored"), of(1, 2));
        assert_eq!(in_line("     Summary [   0.002s] 3 tests run: 3 passed, 0 skipped"), of(3, 0));
        assert_eq!(in_line("     Summary [   9.1s] 7 tests run: 4 passed (1 slow), 2 failed, 1 timed out, 0 skipped"), of(4, 3));
        assert_eq!(in_line("test a ... ok"), None);
    }
}
