//! The generated files are current, and the rules' files tidy.

#[path = "../examples/generate.rs"]
mod generate;

use std::fs;

#[test]
fn generated_files_are_current() {
    let outputs = generate::outputs(&generate::repository()).unwrap_or_else(|problems| panic!("{}", problems.join("\n")));
    let stale: Vec<String> = outputs
        .iter()
        .filter(|(path, content)| fs::read_to_string(path).ok().as_ref() != Some(*content))
        .map(|(path, _)| path.display().to_string())
        .collect();
    assert!(stale.is_empty(), "not current: {}\nrun: {}", stale.join(", "), generate::COMMAND);
}
