//! What the command line writes: results to standard output, errors to standard error; in JSON both are one object.

use std::io::Write as _;

use labwright_shared::{
    diagnostic::{Diagnostic, Group, Report, Severity, about, groups},
    yaml::SourceMap,
};
use serde_json::json;

use super::args::Format;
use crate::app::AppError;

/// Writes a line; a reader that went away is no error of ours.
pub fn line(text: &str) {
    let _ = writeln!(std::io::stdout().lock(), "{text}");
}

pub fn error(format: Format, error: &AppError) {
    if format.is_json() {
        let api: labwright_shared::api::ApiError = labwright_shared::api::ApiError { message: error.chain(), ..as_api(error) };
        line(&json!({ "error": api }).to_string());
        return;
    }
    let mut out = std::io::stderr().lock();
    let _ = writeln!(out, "error: {}", error.chain());
    for detail in error.details() {
        let _ = writeln!(out, "  {detail}");
    }
}

fn as_api(error: &AppError) -> labwright_shared::api::ApiError {
    labwright_shared::api::ApiError { code: error.code(), message: String::new(), details: error.details() }
}

/// A report with the lines of its subjects.
pub fn report(format: Format, report: &Report, source: &SourceMap, file: &str) {
    if format.is_json() {
        line(&report.to_json(source));
        return;
    }
    let place = |found: &Diagnostic| {
        let subject = found.subject.to_string();
        let file = source.find(&subject).map_or_else(|| file.to_owned(), |position| format!("{file}:{}", position.line));
        (file, subject)
    };
    for Group { first: found, others } in &groups(&report.diagnostics) {
        let (file, subject) = place(found);
        line(&format!("{file}: {} {subject}: {} [{}]", found.severity, found.message, found.rule));
        line(&format!("    {}", found.help));
        for fix in &found.fixes {
            line(&format!("    fix: {}", fix.title));
        }
        if let Some(changed) = &found.changed {
            line(&format!("    {} elsewhere; {} here because: {}", changed.from, found.severity, changed.reason));
        }
        if !others.is_empty() {
            line(&format!("    the same of {}; --format json lists each: {}", about(others), some(others)));
        }
    }
    for accepted in &report.accepted {
        let found = &accepted.diagnostic;
        let (file, subject) = place(found);
        line(&format!("{file}: accepted {} {subject}: {} [{}]", found.severity, found.message, found.rule));
        line(&format!("    accepted because: {}", accepted.reason));
    }
    let count = |severity, word: &str| {
        let count = report.count(severity);
        format!("{count} {word}{}", if count == 1 { "" } else { "s" })
    };
    let accepted = if report.accepted.is_empty() { String::new() } else { format!(", {} accepted", report.accepted.len()) };
    line(&format!(
        "{}, {}, {} info{accepted}",
        count(Severity::Error, "error"),
        count(Severity::Warning, "warning"),
        report.count(Severity::Info)
    ));
}

/// The first subjects of findings, by name.
fn some(findings: &[&Diagnostic]) -> String {
    const NAMED: usize = 3;
    let mut named: Vec<String> = findings.iter().take(NAMED).map(|found| found.subject.to_string()).collect();
    if findings.len() > NAMED {
        named.push("…".to_owned());
    }
    named.join(", ")
}
