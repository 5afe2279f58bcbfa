//! The report as one line of JSON: what `labwright check --format json` prints, and the page gives out.

use serde_json::{Value, json};

use crate::yaml::SourceMap;

use super::{Diagnostic, Report};

impl Report {
    /// One object, `diagnostics` and `accepted`; `line` is that of the subject in the text that `source` is of, or null.
    pub fn to_json(&self, source: &SourceMap) -> String {
        let diagnostics: Vec<Value> = self.diagnostics.iter().map(|found| told(found, source)).collect();
        let accepted: Vec<Value> = self
            .accepted
            .iter()
            .map(|accepted| {
                let mut told = told(&accepted.diagnostic, source);
                told["reason"] = json!(accepted.reason);
                told
            })
            .collect();
        json!({ "diagnostics": diagnostics, "accepted": accepted }).to_string()
    }
}

fn told(found: &Diagnostic, source: &SourceMap) -> Value {
    let subject = found.subject.to_string();
    let line = source.find(&subject).map(|position| position.line);
    let mut told = json!({
        "rule": found.rule, "severity": found.severity, "subject": subject, "message": found.message,
        "help": found.help, "line": line, "fixes": found.fixes,
    });
    if let Some(changed) = &found.changed {
        told["changed"] = json!(changed);
    }
    told
}
