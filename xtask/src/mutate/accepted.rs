//! Mutants that no test can notice, each with the reason: `shared/tests/equivalent-mutants.txt`.

use super::copy::Placed;
use crate::paths;
use anyhow::{Context, Result, ensure};

pub struct Accepted {
    entries: Vec<Entry>,
}

struct Entry {
    line: String,
    file: String,
    kind: String,
    code: String,
    is_used: bool,
}

impl Accepted {
    /// A line for each: file, kind, code and reason, with ` | ` between them. Those with `#` are remarks.
    pub fn read() -> Result<Self> {
        let path = paths::root().join("shared/tests/equivalent-mutants.txt");
        let text = std::fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
        let lines = text.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#'));
        Ok(Accepted { entries: lines.map(entry).collect::<Result<_>>()? })
    }

    /// Whether a mutant is among them.
    pub fn takes(&mut self, placed: &Placed) -> bool {
        let is_it =
            |entry: &&mut Entry| entry.file == placed.file && entry.kind == placed.mutant.kind.as_str() && entry.code == placed.mutant.code;
        self.entries.iter_mut().find(is_it).is_some_and(|entry| {
            entry.is_used = true;
            true
        })
    }

    /// The lines that no mutant needed.
    pub fn idle(&self) -> Vec<&str> {
        self.entries.iter().filter(|entry| !entry.is_used).map(|entry| entry.line.as_str()).collect()
    }
}

fn entry(line: &str) -> Result<Entry> {
    // Code may hold a single bar, with spaces too: the reason is what stands after the last.
    let mut front = line.splitn(3, " | ");
    let (file, kind) = (front.next().unwrap_or_default(), front.next().unwrap_or_default());
    let (code, reason) =
        front.next().and_then(|rest| rest.rsplit_once(" | ")).with_context(|| format!("not FILE | KIND | CODE | REASON: {line}"))?;
    ensure!(!reason.trim().is_empty(), "no reason: {line}");
    Ok(Entry { line: line.to_owned(), file: file.to_owned(), kind: kind.to_owned(), code: code.to_owned(), is_used: false })
}
