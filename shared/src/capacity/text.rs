//! Account and profile as text for people: a table of the holders, and a table of the curves by stages.

use std::fmt::Write as _;

use super::{
    account::{Account, Budget, Claim, Holder, HolderKind},
    profile::{Curve, Profile},
};

/// Claims that are named one by one in a line.
const NAMED: usize = 4;

/// Stages that a table can have as columns.
const COLUMNS: usize = 12;

impl Account {
    /// A table of the holders: what there is, what may be claimed, what is, and by whom most.
    pub fn to_text(&self) -> String {
        let mut out = String::new();
        let known = if self.is_host_known { "" } else { " (its facts are not known)" };
        let _ = writeln!(out, "{} on {}{known}", self.lab, self.host);
        for holder in &self.holders {
            let rows: Vec<Vec<String>> = holder.budgets.iter().filter(|budget| is_shown(budget)).map(row).collect();
            if rows.is_empty() {
                continue;
            }
            let _ = writeln!(out, "\n{} {}", holder.id.kind.layer(), holder.id);
            let head = ["", "capacity", "reserved", "ratio", "limit", "claimed", "peak", "free"].map(str::to_owned);
            table(&mut out, &[&[head.to_vec()], rows.as_slice()].concat());
            notes(&mut out, holder);
        }
        if !self.spanning.is_empty() {
            out.push_str("\nFits into no NUMA node\n");
        }
        for spanning in &self.spanning {
            let _ = writeln!(out, "  {}: {}", spanning.machine, spanning.because());
        }
        if !self.homeless.is_empty() {
            out.push_str("\nFits on no compute node\n");
        }
        for homeless in &self.homeless {
            let doubt = if homeless.is_certain { "" } else { " (another order might fit)" };
            let _ = writeln!(out, "  {} in {}: {}{doubt}", homeless.guest, homeless.cloud, homeless.reason);
        }
        out
    }
}

/// What is neither claimed nor limited by the lab itself is of no interest.
fn is_shown(budget: &Budget) -> bool {
    !budget.claims.is_empty() || budget.capacity.is_some()
}

fn row(budget: &Budget) -> Vec<String> {
    let show = |amount: u64| budget.unit.show(amount);
    let missing = || if budget.is_unlimited { "unlimited".to_owned() } else { "unknown".to_owned() };
    let at_least = if budget.unknown > 0 { "≥ " } else { "" };
    let free = match budget.free {
        None => "-".to_owned(),
        Some(free) if free < 0 => format!("-{} !", show(free.unsigned_abs())),
        Some(free) => format!("{}{}", if budget.unknown > 0 { "≤ " } else { "" }, show(free.unsigned_abs())),
    };
    vec![
        format!("  {}", budget.resource.as_str()),
        budget.capacity.map_or_else(missing, show),
        if budget.reserved > 0 { show(budget.reserved) } else { "-".to_owned() },
        budget.ratio.map_or_else(|| "-".to_owned(), |ratio| ratio.to_string()),
        budget.limit.map_or_else(|| "-".to_owned(), show),
        format!("{at_least}{}", show(budget.claimed)),
        format!("{at_least}{}", show(budget.peak)),
        free,
    ]
}

/// Who claims most, and where reserve and ratio are written.
fn notes(out: &mut String, holder: &Holder) {
    // What a quota allows is claimed by few, and the table has their sum.
    let least = if holder.id.kind == HolderKind::Quota { 2 } else { 1 };
    for budget in holder.budgets.iter().filter(|budget| budget.claims.len() >= least) {
        let mut claims: Vec<(usize, &Claim)> = budget.claims.iter().enumerate().collect();
        claims.sort_by_key(|(number, claim)| (std::cmp::Reverse(claim.amount.unwrap_or(u64::MAX)), *number));
        let told = |(_, claim): &(usize, &Claim)| {
            let amount = claim.amount.map_or_else(|| "unknown".to_owned(), |amount| budget.unit.show(amount));
            let whose = claim.lab.as_ref().map(|lab| format!(" of the lab {lab}")).unwrap_or_default();
            let during = claim.during.as_ref().map(|cluster| format!(" while {cluster} is installed")).unwrap_or_default();
            format!("{}{whose} {amount}{during}", claim.name)
        };
        let most: Vec<String> = claims.iter().take(NAMED).map(told).collect();
        let more = claims.len().saturating_sub(NAMED);
        let more = if more == 0 { String::new() } else { format!(" and {more} more") };
        let mut from: Vec<String> = Vec::new();
        from.extend(budget.reserved_from.as_ref().filter(|_| budget.reserved > 0).map(|from| format!("reserve: {from}")));
        from.extend(budget.ratio_from.as_ref().map(|from| format!("ratio: {from}")));
        if budget.asleep > 0 {
            from.push(format!("{} more by machines of other labs that are off", budget.unit.show(budget.asleep)));
        }
        let from = if from.is_empty() { String::new() } else { format!(" [{}]", from.join("; ")) };
        let _ = writeln!(out, "    {}: {}{more}{from}", budget.resource.as_str(), most.join(", "));
    }
}

impl Profile {
    /// The stages, and a row for each curve; its peak is marked with `*`, and with `!` where it is beyond the limit.
    pub fn to_text(&self) -> String {
        let mut out = String::from("Over time\n");
        let width = self.stages.iter().map(|stage| stage.title.chars().count()).max().unwrap_or(0);
        for (number, stage) in self.stages.iter().enumerate() {
            let _ = writeln!(out, "{:>4} {:width$}  {}", number + 1, stage.title, stage.what);
        }
        out.push('\n');
        let is_wide = self.stages.len() > COLUMNS;
        let mut head = vec!["  at stage".to_owned()];
        if is_wide {
            head.push("changes".to_owned());
        } else {
            head.extend((1..=self.stages.len()).map(|number| number.to_string()));
        }
        head.push("limit".to_owned());
        let mut rows = vec![head];
        rows.extend(self.curves.iter().map(|curve| {
            let mut row = vec![format!("  {} {}", curve.holder, curve.resource.as_str())];
            if is_wide {
                row.push(changes(curve));
            } else {
                row.extend((0..self.stages.len()).map(|stage| point(curve, stage, curve.at(stage))));
            }
            row.push(curve.limit.map_or_else(|| "-".to_owned(), |limit| curve.unit.show(limit)));
            row
        }));
        table(&mut out, &rows);
        out
    }
}

fn point(curve: &Curve, stage: usize, amount: u64) -> String {
    let mark = match stage == curve.peak.stage {
        true if curve.is_over() => " !",
        true => " *",
        false => "  ",
    };
    if amount == 0 { "-  ".to_owned() } else { format!("{}{mark}", curve.unit.show(amount)) }
}

/// The steps of a curve where stages are too many for columns: the peak, and the end.
fn changes(curve: &Curve) -> String {
    let told = |step: &super::profile::Step| format!("{}: {}", step.stage + 1, point(curve, step.stage, step.amount).trim_end());
    let first = curve.steps.first().filter(|first| first.stage < curve.peak.stage);
    let last = curve.steps.last().filter(|last| last.stage > curve.peak.stage);
    first.into_iter().chain([&curve.peak]).chain(last).map(told).collect::<Vec<_>>().join(", ")
}

/// Columns under one another: the first to the left, the others to the right.
pub(crate) fn table(out: &mut String, rows: &[Vec<String>]) {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns)
        .map(|column| rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max().unwrap_or(0))
        .collect();
    for row in rows {
        let cells = row.iter().zip(&widths).enumerate().map(|(column, (cell, width))| {
            let pad = " ".repeat(width - cell.chars().count());
            if column == 0 { format!("{cell}{pad}") } else { format!("{pad}{cell}") }
        });
        let _ = writeln!(out, "{}", cells.collect::<Vec<_>>().join("  ").trim_end());
    }
}
