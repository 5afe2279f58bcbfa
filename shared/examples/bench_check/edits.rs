//! How long it takes to know all findings again after one edit of the large lab.

use std::{
    collections::BTreeMap,
    hint::black_box,
    time::{Duration, Instant},
};

use labwright_shared::{
    document::{Command, Document},
    model::{Kind, RecordRef},
    rules::{Checker, check},
};
use serde_json::{Value, json};

use super::{LARGE, inputs};

const ROUNDS: usize = 20;

/// An edit that is made and taken back, in turns.
pub struct Edit {
    pub what: &'static str,
    pub there: Command,
    pub back: Command,
}

/// Edits of all kinds of record, in the middle of the lab.
pub fn edits(document: &Document) -> Vec<Edit> {
    let set = |what, kind, id: &str, field: &str, to: Value, from: Value| {
        let record = RecordRef { kind, id: Some(id.parse().expect("a name")) };
        let command = |value| Command::Set { record: record.clone(), field: field.to_owned(), value };
        Edit { what, there: command(to), back: command(from) }
    };
    vec![
        set("machine: memory", Kind::Machines, "m5000", "memory", json!("60 GiB"), json!("64 GiB")),
        set("machine: vCPUs to none, a new finding", Kind::Machines, "m5050", "vcpus", json!(0), json!(2)),
        set("machine: disk's size", Kind::Machines, "m5000", "disks[vda].size", json!("300 GiB"), json!("400 GiB")),
        set("machine: address", Kind::Machines, "m5000", "ports[eth0].address", json!("10.1.144.90"), json!("10.1.144.2")),
        set("machine: description", Kind::Machines, "m5000", "description", json!("Changed."), Value::Null),
        set("network: DHCP", Kind::Networks, "n100", "dhcp", json!("none"), json!({"start": "10.1.145.0", "end": "10.1.145.255"})),
        set("server: flavor", Kind::Servers, "v5000", "flavor", json!("small"), json!("large")),
        set("server: address", Kind::Servers, "v5000", "ports[0].address", json!("192.168.0.250"), json!("192.168.0.110")),
        set("project: quota", Kind::Projects, "p50", "quota.cores", json!(700), json!(800)),
        set("cloud: memory ratio", Kind::Clouds, "c50", "compute.memoryRatio", json!(2), json!(1)),
        renamed("machine: renamed", Kind::Machines, "m5000"),
        renamed("network: renamed", Kind::Networks, "n100"),
        renamed("server: renamed", Kind::Servers, "v5000"),
        gone(document, "machine: removed, added", Kind::Machines, "m5000"),
        gone(document, "server: removed, added", Kind::Servers, "v5000"),
        gone(document, "network: removed, added", Kind::Networks, "n100"),
        moved(document, "machine: moved in the list", Kind::Machines, "m5000"),
    ]
}

fn record(kind: Kind, id: &str) -> RecordRef {
    RecordRef { kind, id: Some(id.parse().expect("a name")) }
}

fn renamed(what: &'static str, kind: Kind, id: &str) -> Edit {
    let to = |name: &str| Command::Rename { record: record(kind, id), to: name.parse().expect("a name") };
    Edit { what, there: to("renamed"), back: to(id) }
}

/// The record leaves, and comes back at its place.
fn gone(document: &Document, what: &'static str, kind: Kind, id: &str) -> Edit {
    Edit { what, there: Command::Remove { record: record(kind, id) }, back: add(document, kind, id, 0) }
}

/// The record goes to the end of the list, and comes back.
fn moved(document: &Document, what: &'static str, kind: Kind, id: &str) -> Edit {
    let anew = |ahead| Command::Batch { commands: vec![Command::Remove { record: record(kind, id) }, add(document, kind, id, ahead)] };
    Edit { what, there: anew(100_000), back: anew(0) }
}

/// Adds a record of the document so far behind its place.
fn add(document: &Document, kind: Kind, id: &str, ahead: usize) -> Command {
    let reference = record(kind, id);
    let index = document.references(kind).iter().position(|other| *other == reference).map(|place| place + ahead);
    Command::Add { record: Box::new(document.record(&reference).expect("a record")), index }
}

/// What looking again spends its time on, edit by edit: the steps that take most, each with the least of its times.
pub fn steps(most: usize) -> Result<(), String> {
    let (lab, facts) = inputs(LARGE)?;
    let mut document = Document::new(lab);
    for edit in edits(&document) {
        let mut checker = Checker::default();
        checker.check(document.lab(), Some(&facts), None);
        let mut steps: BTreeMap<&str, Duration> = BTreeMap::new();
        for command in (0..ROUNDS).flat_map(|_| [&edit.there, &edit.back]) {
            document.apply(command).map_err(|error| format!("{}: {error}", edit.what))?;
            let mut begin = Instant::now();
            let mut done = |step| {
                let least = steps.entry(step).or_insert(Duration::MAX);
                *least = begin.elapsed().min(*least);
                begin = Instant::now();
            };
            black_box(checker.check_in_steps(document.lab(), Some(&facts), None, &mut done));
        }
        let mut steps: Vec<(Duration, &str)> = steps.into_iter().map(|(step, time)| (time, step)).collect();
        steps.sort_unstable();
        println!("\n{}: {:.2?} in {} steps", edit.what, steps.iter().map(|(time, _)| *time).sum::<Duration>(), steps.len());
        steps.iter().rev().take(most).for_each(|(time, step)| println!("{time:>12.2?} {step}"));
    }
    Ok(())
}

pub fn times() -> Result<(), String> {
    let (lab, facts) = inputs(LARGE)?;
    let mut document = Document::new(lab);
    println!("\n{:<40} {:>10} {:>10} {:>10}", "after one edit", "command", "min", "median");
    for edit in edits(&document) {
        let mut checker = Checker::default();
        checker.check(document.lab(), Some(&facts), None);
        let (mut commands, mut times) = (Vec::new(), Vec::<Duration>::new());
        for command in (0..ROUNDS).flat_map(|_| [&edit.there, &edit.back]) {
            let begin = Instant::now();
            document.apply(command).map_err(|error| format!("{}: {error}", edit.what))?;
            commands.push(begin.elapsed());
            let begin = Instant::now();
            black_box(checker.check(document.lab(), Some(&facts), None));
            times.push(begin.elapsed());
        }
        if *checker.check(document.lab(), Some(&facts), None) != check(document.lab(), Some(&facts), None) {
            return Err(format!("{}: the reports differ", edit.what));
        }
        commands.sort_unstable();
        times.sort_unstable();
        println!("{:<40} {:>10.2?} {:>10.2?} {:>10.2?}", edit.what, commands[0], times[0], times[ROUNDS]);
    }
    Ok(())
}
