//! What the shipped labs lose with a part of them; and what holds for every lab.

#[path = "resilience/labs.rs"]
mod labs;
#[path = "resilience/laws.rs"]
mod laws;
#[path = "resilience/small.rs"]
mod small;
#[expect(dead_code, reason = "hosts have no part in what fails")]
mod strategy;

use std::{fs, path::PathBuf};

use labwright_shared::{
    diagnostic::Subject,
    document::{self, Document},
    model::Lab,
    resilience::{Outcome, what_if},
};

fn template(name: &str) -> Document {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../static/templates").join(format!("{name}.lab.yaml"));
    read(&fs::read_to_string(path).unwrap())
}

fn read(text: &str) -> Document {
    document::read(text).unwrap_or_else(|errors| panic!("{errors:#?}\n{text}")).document
}

fn fail(lab: &Lab, failed: &[&str]) -> Outcome {
    let failed: Vec<Subject> = failed.iter().map(|subject| subject.parse().unwrap()).collect();
    what_if(lab, &failed).unwrap()
}
