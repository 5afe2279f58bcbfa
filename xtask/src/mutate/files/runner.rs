//! Runs the rules' Markdown tests against each mutant. Only in the copy that `cargo xtask mutate` builds.
//!
//! `MUTANTS` names a file with a line for each: its number, and the rule whose test must fail, or `*` for any. Prints how each went.

mod markdown;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
    sync::Mutex,
};

use labwright_shared::rules::{RULES, mutant};
use markdown::{
    cases::{self, Case},
    run,
};

#[test]
fn mutants() {
    std::panic::set_hook(Box::new(|_| {}));
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/rules");
    let mut tests = BTreeMap::new();
    let mut met: BTreeMap<&str, BTreeSet<u32>> = BTreeMap::new();
    for rule in RULES {
        let cases = cases::parse(&fs::read_to_string(root.join(format!("{}.md", rule.id))).unwrap());
        mutant::record();
        if let Some(title) = failing(rule.id, &cases) {
            println!("broken {}: {title}", rule.id);
            std::process::exit(1);
        }
        met.insert(rule.id, mutant::record());
        tests.insert(rule.id, cases);
    }
    let list = fs::read_to_string(std::env::var("MUTANTS").unwrap()).unwrap();
    let lines: Vec<(u32, &str)> =
        list.lines().filter_map(|line| line.split_once(' ')).map(|(id, rule)| (id.parse().unwrap(), rule)).collect();
    let next = Mutex::new(lines.into_iter());
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(1, usize::from) {
            let work = || {
                while let Some((id, rule)) = { next.lock().unwrap().next() } {
                    println!("{} {id}", verdict(id, rule, &tests, &met));
                }
            };
            std::thread::Builder::new().stack_size(64 << 20).spawn_scoped(scope, work).unwrap();
        }
    });
}

fn verdict(id: u32, rule: &str, tests: &BTreeMap<&str, Vec<Case>>, met: &BTreeMap<&str, BTreeSet<u32>>) -> &'static str {
    let judges: Vec<&str> = tests.keys().copied().filter(|judge| (rule == "*" || *judge == rule) && met[judge].contains(&id)).collect();
    if judges.is_empty() {
        return "unmet";
    }
    mutant::switch(id);
    let is_found = judges.iter().any(|judge| failing(judge, &tests[judge]).is_some());
    mutant::switch(0);
    if is_found { "found" } else { "survived" }
}

/// The first case that does not say what it should.
fn failing<'a>(rule: &str, cases: &'a [Case]) -> Option<&'a str> {
    let holds = |case: &Case| match &case.findings {
        Some((_, expected)) => matches!(catch_unwind(AssertUnwindSafe(|| run::case(rule, case))), Ok(Ok(found)) if found == *expected),
        None => true,
    };
    cases.iter().find(|case| !holds(case)).map(|case| case.title.as_str())
}
