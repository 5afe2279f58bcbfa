//! The survey as text for people: a paragraph for each segment, and the budget as a table.

use std::fmt::Write as _;

use crate::capacity::text::table;

use super::{Place, SegmentRow, Survey};

/// Devices that are named one by one.
const NAMED: usize = 8;

impl Survey {
    pub fn to_text(&self) -> String {
        let mut out = String::new();
        for segment in &self.segments {
            of_segment(&mut out, segment);
        }
        if !self.budget.is_empty() {
            out.push_str("MTU, from the wire to the pods\n");
            let head = ["", "now", "largest", " because of"].map(str::to_owned).to_vec();
            let mut rows: Vec<Vec<String>> = std::iter::once(head).chain(self.budget.iter().map(of_place)).collect();
            // A table's columns stand to the right; sentences to the left.
            let width = rows.iter().filter_map(|row| row.last()).map(|cell| cell.chars().count()).max().unwrap_or(0);
            for cell in rows.iter_mut().filter_map(|row| row.last_mut()) {
                *cell = format!("{cell:width$}");
            }
            table(&mut out, &rows);
        }
        out
    }
}

fn of_segment(out: &mut String, segment: &SegmentRow) {
    let prefixes: Vec<String> = segment.prefixes.iter().map(ToString::to_string).collect();
    let mtu = segment.mtu.map_or("MTU unknown".to_owned(), |mtu| format!("MTU {mtu}"));
    let open = if segment.open { "; others may answer there" } else { "" };
    let _ = writeln!(out, "{}  {}{}{mtu}{open}", segment.name, prefixes.join(", "), if prefixes.is_empty() { "" } else { "  " });
    let dhcp: Vec<String> = segment
        .dhcp
        .iter()
        .map(|answer| {
            let ranges: Vec<String> = answer.ranges.iter().map(ToString::to_string).collect();
            if ranges.is_empty() { answer.by.clone() } else { format!("{} ({})", answer.by, ranges.join(", ")) }
        })
        .collect();
    let answers = [("DHCP", &dhcp), ("PXE", &segment.pxe), ("DNS", &segment.dns), ("routing", &segment.routing)];
    if answers.iter().all(|(_, who)| who.is_empty()) {
        let _ = writeln!(out, "  nobody answers DHCP, PXE or DNS, or routes");
    } else {
        for (what, who) in answers {
            let who = if who.is_empty() { "nobody".to_owned() } else { who.join("; ") };
            let _ = writeln!(out, "  {what:8} {who}");
        }
    }
    let named = segment.devices.iter().take(NAMED).cloned().collect::<Vec<_>>().join(", ");
    let more = segment.devices.len().saturating_sub(NAMED);
    let more = if more == 0 { String::new() } else { format!(" and {more} more") };
    let _ = writeln!(out, "  {:8} {}\n", "devices", if named.is_empty() { "none".to_owned() } else { named + &more });
}

fn of_place(place: &Place) -> Vec<String> {
    let show = |bytes: Option<u32>| bytes.map_or("unknown".to_owned(), |bytes| bytes.to_string());
    let now = match place.mtu {
        Some(mtu) if place.is_exceeded() => format!("{mtu} !"),
        mtu => show(mtu),
    };
    let takes = place.takes.as_ref().filter(|takes| takes.bytes > 0).map(|takes| format!(", less {} of {}", takes.bytes, takes.what));
    let because = match &place.below {
        Some(below) => format!(" {below}{}", takes.unwrap_or_default()),
        None => String::new(),
    };
    vec![place.name.clone(), now, place.largest.map_or("-".to_owned(), |bytes| bytes.to_string()), because]
}
