//! `cargo xtask mutate`: whether a rule's Markdown test notices when the rule is broken.
//!
//! All mutants are written into one copy of the core, each behind a switch, so that one build serves for all. A mutant
//! of a rule must be noticed by that rule's own test, one of what rules share by any of them.

mod accepted;
mod copy;
mod sites;

use crate::{backend, exec, paths};
use accepted::Accepted;
use anyhow::{Context, Result, bail};
use copy::{Copy, Placed};
use std::collections::BTreeMap;
use std::process::ExitCode;

/// `mutate [WORD...]`: mutants of the rules with WORD in their id or their file's path, or all.
pub fn main(words: &[String]) -> Result<ExitCode> {
    if let Some(word) = words.iter().find(|word| word.starts_with('-')) {
        bail!("mutate does not know {word}; it takes words of the rules' paths");
    }
    let files = copy::rules()?;
    if let Some(word) = words.iter().find(|word| !files.iter().any(|file| is_in(word, file))) {
        bail!("no rule has {word} in its id, and no file in shared/src/rules has it in its path");
    }
    let begin = std::time::Instant::now();
    let copy = Copy::make()?;
    let is_meant = |placed: &&Placed| words.is_empty() || words.iter().any(|word| is_in(word, &placed.file));
    let mutants: Vec<&Placed> = copy.mutants.iter().filter(is_meant).collect();
    let refused: Vec<&Placed> = copy.refused.iter().filter(is_meant).collect();
    println!("{} mutants; {} more do not compile:", mutants.len(), refused.len());
    refused.iter().for_each(|placed| println!("  {placed}"));
    let verdicts = run(&copy, &mutants)?;

    let mut accepted = Accepted::read()?;
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for placed in mutants {
        let verdict =
            verdicts.get(&placed.mutant.id).with_context(|| format!("the tests do not say how mutant {} went", placed.mutant.id))?;
        let is_noticed = verdict == "found";
        let verdict = if !is_noticed && accepted.takes(placed) { "accepted" } else { verdict };
        *counts.entry(verdict).or_default() += 1;
        if !is_noticed && verdict != "accepted" {
            println!("{verdict} {placed}");
        }
    }
    let idle = if words.is_empty() { accepted.idle() } else { Vec::new() };
    idle.iter().for_each(|entry| println!("no mutant survives any more that is accepted here: {entry}"));
    let of = |verdict| counts.get(verdict).copied().unwrap_or_default();
    println!(
        "{} found, {} accepted, {} survived, {} unmet, in {:.0} s",
        of("found"),
        of("accepted"),
        of("survived"),
        of("unmet"),
        begin.elapsed().as_secs_f64()
    );
    let is_fine = of("survived") + of("unmet") == 0 && idle.is_empty();
    Ok(if is_fine { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Whether a word is in a file's path, or in the id of the rule that the file is: ids have hyphens where paths have underscores.
fn is_in(word: &str, file: &str) -> bool {
    file.contains(&word.replace('-', "_"))
}

/// Runs the tests against each mutant; how each went, by its number.
fn run(copy: &Copy, mutants: &[&Placed]) -> Result<BTreeMap<u32, String>> {
    let list: String = mutants.iter().map(|placed| format!("{} {}\n", placed.mutant.id, placed.judge)).collect();
    let path = paths::target().join("mutants/list");
    std::fs::write(&path, list)?;
    let mut test = backend::cargo();
    test.current_dir(&copy.folder).args(["test", "--quiet", "--test", "mutants", "--target-dir"]).arg(copy::built());
    test.args(["--", "--nocapture"]).env("MUTANTS", &path);
    let out = exec::output(&mut test)?;
    let lines = out.lines().filter_map(|line| line.split_once(' '));
    Ok(lines.filter_map(|(verdict, id)| Some((id.parse().ok()?, verdict.to_owned()))).collect())
}

#[cfg(test)]
mod tests {
    use super::is_in;

    #[test]
    fn a_rule_is_meant_by_its_id_and_by_its_path() {
        let file = "clouds/unsupported_overlay.rs";
        for word in ["clouds/unsupported-overlay", "clouds/unsupported_overlay.rs", "unsupported-overlay", "clouds/"] {
            assert!(is_in(word, file), "{word}");
        }
        assert!(!is_in("clouds/unsupported-overlays", file));
    }

    #[test]
    fn the_rules_files_are_named_as_words_are_compared() {
        let files = super::copy::rules().unwrap();
        assert!(files.iter().any(|file| is_in("addressing/duplicate-mac", file)), "{files:?}");
        assert!(files.iter().all(|file| !file.contains('-')), "{files:?}");
    }
}
