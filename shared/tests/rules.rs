//! Runs the rules' Markdown tests: `tests/rules/<family>/<rule>.md`.
//!
//! A case is a heading, a ```lab block, perhaps a ```facts block, and a ```findings block that lists what the rule says. A lab or facts without `apiVersion` get their first lines from here. Each offered fix is applied: it must remove its finding and bring no new error. `UPDATE_EXPECT=1` writes the findings anew.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

use labwright_shared::{
    diagnostic::{Diagnostic, Report, Severity},
    document::{self, Document},
    facts::HostFacts,
    rules::{RULES, check},
    yaml,
};

const LAB_HEAD: &str = "apiVersion: labwright.dev/v1alpha1\nkind: Lab\nmetadata:\n  name: test\n";
const FACTS_HEAD: &str = "apiVersion: labwright.dev/v1alpha1\nkind: HostFacts\nname: host\n";

#[test]
fn every_rule_says_what_its_markdown_test_says() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/rules");
    let mut problems = Vec::new();
    let mut cases = 0;
    for rule in RULES {
        let path = root.join(format!("{}.md", rule.id));
        match fs::read_to_string(&path) {
            Ok(text) => cases += run_file(rule.id, &path, &text, &mut problems),
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

/// A case of a test file: its heading's line and its blocks.
#[derive(Default)]
struct Case {
    title: String,
    lab: Option<String>,
    facts: Option<String>,
    findings: Option<(std::ops::Range<usize>, String)>,
}

fn run_file(rule: &str, path: &Path, text: &str, problems: &mut Vec<String>) -> usize {
    let cases = parse(text);
    let mut updated = text.to_owned();
    let (mut failing, mut passing) = (0, 0);
    for case in cases.iter().rev() {
        let Some((range, expected)) = &case.findings else { continue };
        let at = format!("{}: {}", path.display(), case.title);
        let found = match run_case(rule, case) {
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

fn run_case(rule: &str, case: &Case) -> Result<String, String> {
    let lab = case.lab.as_deref().ok_or("there is no lab block")?;
    let lab = if lab.contains("apiVersion:") { lab.to_owned() } else { format!("{LAB_HEAD}{lab}") };
    let read = document::read(&lab).map_err(|errors| errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))?;
    let facts =
        case.facts.as_deref().map(|facts| if facts.contains("apiVersion:") { facts.to_owned() } else { format!("{FACTS_HEAD}{facts}") });
    let facts: Option<HostFacts> = facts
        .map(|facts| {
            yaml::from_str(&facts)
                .map_err(|errors| format!("facts: {}", errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")))
        })
        .transpose()?;
    let report = check(read.document.lab(), facts.as_ref(), None);
    let mut out = String::new();
    for diagnostic in report.diagnostics.iter().filter(|diagnostic| diagnostic.rule == rule) {
        let line = read.source.find(&diagnostic.subject.to_string()).map_or(0, |position| position.line);
        if line == 0 {
            return Err(format!("{} stands nowhere in the text", diagnostic.subject));
        }
        let _ = writeln!(out, "{} {}: {}\n  help: {}", diagnostic.severity, diagnostic.subject, diagnostic.message, diagnostic.help);
        for fix in &diagnostic.fixes {
            let _ = writeln!(out, "  fix: {}", fix.title);
            mends(&read.document, facts.as_ref(), diagnostic, &fix.command)
                .map_err(|problem| format!("the fix \"{}\" {problem}", fix.title))?;
        }
    }
    for accepted in report.accepted.iter().filter(|accepted| accepted.diagnostic.rule == rule) {
        let _ = writeln!(out, "accepted {}: {}", accepted.diagnostic.subject, accepted.reason);
    }
    Ok(out)
}

/// A fix, applied, removes its finding and brings no new error. Errors are counted by rule, because a fix may change names in the messages of other findings.
fn mends(
    document: &Document,
    facts: Option<&HostFacts>,
    diagnostic: &Diagnostic,
    command: &labwright_shared::document::Command,
) -> Result<(), String> {
    let count = |report: &Report| -> BTreeMap<String, usize> {
        let mut rules = BTreeMap::new();
        for found in report.diagnostics.iter().filter(|found| found.severity == Severity::Error || found.rule == diagnostic.rule) {
            *rules.entry(found.rule.clone()).or_default() += 1;
        }
        rules
    };
    let before = count(&check(document.lab(), facts, None));
    let mut mended = document.clone();
    mended.apply(command).map_err(|error| format!("does not fit: {error}"))?;
    let report = check(mended.lab(), facts, None);
    let after = count(&report);
    let of = |rules: &BTreeMap<String, usize>, rule: &str| rules.get(rule).copied().unwrap_or_default();
    if report.diagnostics.contains(diagnostic) || of(&after, &diagnostic.rule) >= of(&before, &diagnostic.rule) {
        return Err(format!(
            "leaves its finding: {:?}",
            report.diagnostics.iter().filter(|found| found.rule == diagnostic.rule).collect::<Vec<_>>()
        ));
    }
    match after.keys().find(|rule| of(&after, rule) > of(&before, rule)) {
        Some(rule) => Err(format!("brings {:?}", report.diagnostics.iter().filter(|found| found.rule == **rule).collect::<Vec<_>>())),
        None => Ok(()),
    }
}

fn parse(text: &str) -> Vec<Case> {
    let mut cases: Vec<Case> = Vec::new();
    let mut at = 0;
    let mut block: Option<(String, usize)> = None;
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let trimmed = line.trim_end();
        match &block {
            Some((language, from)) if trimmed == "```" => {
                let content = text[*from..start].to_owned();
                if let Some(case) = cases.last_mut() {
                    match language.as_str() {
                        "lab" => case.lab = Some(content),
                        "facts" => case.facts = Some(content),
                        "findings" => case.findings = Some((*from..start, content)),
                        _ => {}
                    }
                }
                block = None;
            }
            Some(_) => {}
            None if trimmed.starts_with("```") => block = Some((trimmed[3..].to_owned(), at)),
            None if trimmed.starts_with("## ") => cases.push(Case { title: trimmed[3..].to_owned(), ..Case::default() }),
            None => {}
        }
    }
    cases
}
