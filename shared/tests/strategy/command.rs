//! Made-up commands.

use labwright_shared::{
    document::{Command, Document},
    model::{Kind, Point, RecordRef, Suppression},
    value::Name,
};

/// A command from a few numbers and a text: it may or may not fit.
pub fn command(document: &Document, (what, which, field, text): &(u8, usize, usize, String)) -> Command {
    let kinds = Kind::ALL.into_iter().filter(|kind| !kind.is_single());
    let records: Vec<RecordRef> = kinds
        .flat_map(|kind| document.references(kind))
        .chain([RecordRef::host(), RecordRef::single(Kind::Metadata), RecordRef::single(Kind::Settings)])
        .collect();
    let record = records[which % records.len()].clone();
    let fields = [
        "description",
        "memory",
        "vcpus",
        "ports",
        "ports[eth0].address",
        "disks[vda].size",
        "ip",
        "dhcp",
        "path",
        "after[0]",
        "boot",
        "existing",
        "cpu.mode",
        "suppress[0]",
        "name",
    ];
    let field = fields[field % fields.len()].to_owned();
    // A name of its own, or that of another record.
    let free: Name = format!("n{}", field.len() + which % 7).parse().unwrap();
    let other = records[(which / 7) % records.len()].id.clone();
    let name = other.filter(|_| text.len() % 3 == 0).unwrap_or(free);
    match what % 9 {
        0 => Command::Remove { record },
        1 => Command::Set { record, field, value: text.as_str().into() },
        2 => Command::Set { record, field, value: serde_json::Value::Null },
        3 => Command::Append { record, field: "ports".to_owned(), value: serde_json::json!({ "name": text }) },
        4 => Command::Drop { record, field },
        5 => Command::Rename { record, to: name },
        6 => Command::Place { record, at: Point { x: *which as i32, y: -7 } },
        7 => Command::Suppress { suppression: Suppression { rule: "capacity/memory".to_owned(), subject: None, reason: text.clone() } },
        _ => match document.record(&record) {
            Some(old) => Command::Batch {
                commands: vec![Command::Remove { record }, Command::Add { record: Box::new(old), index: Some(which / 5 % 9) }],
            },
            None => Command::Batch { commands: Vec::new() },
        },
    }
}
