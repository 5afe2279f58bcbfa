//! What the shipped labs hold and claim, now and over time; and what holds for every lab.

#[path = "capacity/labs.rs"]
mod labs;
#[path = "capacity/laws.rs"]
mod laws;
mod strategy;

use std::{fs, path::PathBuf};

use labwright_shared::{
    document::{self, Document},
    facts::HostFacts,
    yaml,
};

fn repository(path: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..").join(path)
}

fn template(name: &str) -> Document {
    read(&fs::read_to_string(repository("static/templates").join(format!("{name}.lab.yaml"))).unwrap())
}

fn read(text: &str) -> Document {
    document::read(text).unwrap_or_else(|errors| panic!("{errors:#?}\n{text}")).document
}

fn facts(name: &str) -> HostFacts {
    host(&fs::read_to_string(repository("static/facts").join(format!("{name}.facts.yaml"))).unwrap())
}

fn host(text: &str) -> HostFacts {
    yaml::from_str(text).unwrap_or_else(|errors| panic!("{errors:#?}\n{text}"))
}
