//! The shipped templates: they load, and give exactly the findings that are pinned here. Each lab has its file.

#[path = "templates/first_lab.rs"]
mod first_lab;
#[path = "templates/okd45.rs"]
mod okd45;
#[path = "templates/openshift.rs"]
mod openshift;
#[path = "templates/osa.rs"]
mod osa;
#[path = "templates/osp13.rs"]
mod osp13;
#[path = "templates/parameters.rs"]
mod parameters;
#[path = "templates/plain.rs"]
mod plain;
#[path = "templates/tripleo.rs"]
mod tripleo;

use std::{fmt::Write as _, fs, path::PathBuf};

use expect_test::{Expect, ExpectFile, expect, expect_file};
use labwright_shared::{
    diagnostic::{Report, Severity},
    document::{self, Document},
    facts::HostFacts,
    rules::check,
    value::Size,
    yaml,
};

fn repository(path: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..").join(path)
}

fn template(name: &str) -> Document {
    let path = repository("static/templates").join(format!("{name}.lab.yaml"));
    let text = fs::read_to_string(&path).unwrap();
    document::read(&text).unwrap_or_else(|errors| panic!("{}: {errors:?}", path.display())).document
}

/// A template's text as it would be without parameters, to plant something in.
fn text(name: &str) -> String {
    plain::plain(&fs::read_to_string(repository("static/templates").join(format!("{name}.lab.yaml"))).unwrap())
}

fn facts(name: &str) -> HostFacts {
    let path = repository("static/facts").join(format!("{name}.facts.yaml"));
    yaml::from_str(&fs::read_to_string(&path).unwrap()).unwrap_or_else(|errors| panic!("{}: {errors:?}", path.display()))
}

fn findings(report: &Report) -> String {
    let mut out = String::new();
    for found in &report.diagnostics {
        let _ = writeln!(out, "{} {} {}: {}", found.severity, found.rule, found.subject, found.message);
    }
    for accepted in &report.accepted {
        let found = &accepted.diagnostic;
        let _ = writeln!(out, "accepted {} {}: {}\n  because: {}", found.rule, found.subject, found.message, accepted.reason);
    }
    out
}

fn pins(report: &Report, expected: Expect) {
    expected.assert_eq(&findings(report));
}

/// What is found in a lab on a host, at one of its scales or as it is.
fn pins_on(lab: &str, scale: Option<&str>, host: &str, expected: ExpectFile) {
    let document = template(lab);
    let scaled = scale.map(|scale| document.lab().at_scale(scale).unwrap());
    expected.assert_eq(&findings(&check(scaled.as_ref().unwrap_or(document.lab()), Some(&facts(host)), None)));
}

#[test]
fn every_template_loads_and_prints_to_what_reads_back_equal() {
    for entry in fs::read_dir(repository("static/templates")).unwrap() {
        let path = entry.unwrap().path();
        let text = fs::read_to_string(&path).unwrap();
        let document = document::read(&text).unwrap_or_else(|errors| panic!("{}: {errors:?}", path.display())).document;
        let printed = document.to_yaml();
        assert_eq!(document::read(&printed).unwrap().document, document, "{}", path.display());
    }
}
