//! Runs a case. A lab or facts without `apiVersion` get their first lines from here.

use std::{collections::BTreeMap, fmt::Write as _};

use labwright_shared::{
    diagnostic::{Diagnostic, Report, Severity},
    document::{self, Document},
    facts::HostFacts,
    plan::Instance,
    rules::check,
    yaml,
};

use super::cases::Case;

const LAB_HEAD: &str = "apiVersion: labwright.dev/v1alpha1\nkind: Lab\nmetadata:\n  name: test\n";
const FACTS_HEAD: &str = "apiVersion: labwright.dev/v1alpha1\nkind: HostFacts\nname: host\n";

/// A case, read.
pub struct Told {
    pub read: document::ReadDocument,
    pub facts: Option<HostFacts>,
    pub instance: Option<Instance>,
}

/// Reads the blocks of a case.
pub fn read(case: &Case) -> Result<Told, String> {
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
    let instance: Option<Instance> =
        case.instance.as_deref().map(yaml::from_str).transpose().map_err(|errors| format!("instance: {errors:?}"))?;
    Ok(Told { read, facts, instance })
}

/// What the rule says of the case's lab, as a findings block has it. Each offered fix is applied: it must remove its finding and bring no new error.
pub fn case(rule: &str, case: &Case) -> Result<String, String> {
    let Told { read, facts, instance } = read(case)?;
    let host = Host { facts: facts.as_ref(), instance: instance.as_ref() };
    let report = host.check(&read.document);
    let mut out = String::new();
    for diagnostic in report.diagnostics.iter().filter(|diagnostic| diagnostic.rule == rule) {
        let line = read.source.find(&diagnostic.subject.to_string()).map_or(0, |position| position.line);
        if line == 0 {
            return Err(format!("{} stands nowhere in the text", diagnostic.subject));
        }
        let _ = writeln!(out, "{} {}: {}\n  help: {}", diagnostic.severity, diagnostic.subject, diagnostic.message, diagnostic.help);
        for fix in &diagnostic.fixes {
            let _ = writeln!(out, "  fix: {}", fix.title);
            mends(&read.document, &host, diagnostic, &fix.command).map_err(|problem| format!("the fix \"{}\" {problem}", fix.title))?;
        }
    }
    for accepted in report.accepted.iter().filter(|accepted| accepted.diagnostic.rule == rule) {
        let _ = writeln!(out, "accepted {}: {}", accepted.diagnostic.subject, accepted.reason);
    }
    Ok(out)
}

/// What is known beside the lab.
struct Host<'a> {
    facts: Option<&'a HostFacts>,
    instance: Option<&'a Instance>,
}

impl Host<'_> {
    fn check(&self, document: &Document) -> Report {
        check(document.lab(), self.facts, self.instance)
    }
}

/// A fix, applied, removes its finding and brings no new error. Errors are counted by rule, because a fix may change names in the messages of other findings.
fn mends(
    document: &Document,
    host: &Host<'_>,
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
    let before = count(&host.check(document));
    let mut mended = document.clone();
    mended.apply(command).map_err(|error| format!("does not fit: {error}"))?;
    let report = host.check(&mended);
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
