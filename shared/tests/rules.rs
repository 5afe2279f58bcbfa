//! Runs the rules' Markdown tests: `tests/rules/<family>/<rule>.md`.
//!
//! What a case is stands in `markdown/cases.rs`, how it is run in `markdown/run.rs`. `UPDATE_EXPECT=1` writes the findings anew.
//! `markdown/reads.rs` goes from case to case, and looks whether the rule says what it reads.

mod markdown;
#[path = "markdown/reads.rs"]
mod reads;

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use labwright_shared::rules::RULES;
use markdown::{cases, run};

#[test]
fn every_rule_says_what_its_markdown_test_says() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/rules");
    let mut problems = Vec::new();
    let mut cases = 0;
    for rule in RULES {
        let path = root.join(format!("{}.md", rule.id));
        match fs::read_to_string(&path) {
            Ok(text) => {
                cases += run_file(rule.id, &path, &text, &mut problems);
                problems.extend(reads::undeclared(rule, &cases::parse(&text)));
            }
            Err(_) => problems.push(format!("{} has no test: write {}", rule.id, path.display())),
        }
    }
    let known: BTreeSet<PathBuf> = RULES.iter().map(|rule| root.join(format!("{}.md", rule.id))).collect();
    for family in fs::read_dir(&root).into_iter().flatten().flatten() {
        for file in fs::read_dir(family.path()).into_iter().flatten().flatten() {
            if !known.contains(&file.path()) {
                problems.push(format!("{} tests a rule that is not in the list", file.path().display()));
            }
        }
    }
    assert!(problems.is_empty(), "{cases} cases, {} problems:\n\n{}", problems.len(), problems.join("\n\n"));
}

fn run_file(rule: &str, path: &Path, text: &str, problems: &mut Vec<String>) -> usize {
    let cases = cases::parse(text);
    let mut updated = text.to_owned();
    let (mut failing, mut passing) = (0, 0);
    for case in cases.iter().rev() {
        let Some((range, expected)) = &case.findings else { continue };
        let at = format!("{}: {}", path.display(), case.title);
        let found = match run::case(rule, case) {
            Ok(found) => found,
            Err(problem) => {
                problems.push(format!("{at}: {problem}"));
                continue;
            }
        };
        if found.is_empty() {
            passing += 1
        } else {
            failing += 1
        }
        if found != *expected {
            if std::env::var_os("UPDATE_EXPECT").is_some() {
                updated.replace_range(range.clone(), &found);
            } else {
                problems.push(format!("{at}\nexpected:\n{expected}\nfound:\n{found}\n(UPDATE_EXPECT=1 writes them)"));
            }
        }
    }
    if failing == 0 || passing == 0 {
        problems.push(format!("{} needs a case with a finding and one without: it has {failing} and {passing}", path.display()));
    }
    if updated != text {
        fs::write(path, updated).expect("the test file can be written");
    }
    cases.len()
}
