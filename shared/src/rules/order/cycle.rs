//! Machines wait for one another in a circle.
//!
//! ## What it does
//! Follows `after` from machine to machine.
//!
//! ## Why
//! Each waits for another one to be up, so none of them ever starts.
//!
//! ## Fix
//! Take one of the entries away; the last one of the circle is offered.
//!
//! ## Source
//! Catalogue R181: a service that A needs is hosted on B, which needs A.

use std::collections::BTreeMap;

use crate::{
    diagnostic::Severity,
    model::{Kind, Machine},
    rules::{Context, Findings, Input, Rule, support::edit::Located},
};

pub const RULE: Rule = Rule { id: "order/cycle", severity: Severity::Error, reads: &[Input::Fields(Kind::Machines, &["after"])], check };

#[derive(Clone, Copy, PartialEq)]
enum Mark {
    OnTheWay,
    Done,
}

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let mut marks: BTreeMap<&str, Mark> = BTreeMap::new();
    for machine in cx.lab.machines.iter() {
        // A walk without recursion: each entry is a machine and which of its `after` comes next.
        let mut way: Vec<(&Machine, usize)> = Vec::new();
        if !machine.after.is_empty() && !marks.contains_key(machine.name.as_str()) {
            marks.insert(machine.name.as_str(), Mark::OnTheWay);
            way.push((machine, 0));
        }
        while let Some((here, next)) = way.last_mut() {
            let Some(name) = here.after.get(*next) else {
                marks.insert(here.name.as_str(), Mark::Done);
                way.pop();
                continue;
            };
            let entry = *next;
            *next += 1;
            let here = *here;
            match (marks.get(name.as_str()), cx.index.machines.get(name.as_str())) {
                (Some(Mark::OnTheWay), _) => report(here, entry, &way, findings),
                (None, Some(other)) => {
                    marks.insert(other.name.as_str(), Mark::OnTheWay);
                    way.push((other, 0));
                }
                (Some(Mark::Done), _) | (None, None) => {}
            }
        }
    }
}

/// The circle is closed by the entry of the machine at the end of the way.
fn report(last: &Machine, entry: usize, way: &[(&Machine, usize)], findings: &mut Findings) {
    let closes = &last.after[entry];
    let from = way.iter().position(|(machine, _)| machine.name == *closes).unwrap_or_default();
    let mut names: Vec<&str> = way[from..].iter().map(|(machine, _)| machine.name.as_str()).collect();
    names.push(closes.as_str());
    // The same name may stand there more than once.
    let others: Vec<&str> = last.after.iter().filter(|name| *name != closes).map(|name| name.as_str()).collect();
    findings
        .add(
            last.at(format!("after[{entry}]")),
            format!("machines wait for one another: {}", names.join(" after ")),
            "take one of the entries in `after` away",
        )
        .fix(format!("Let {} start without {closes}", last.name), last.set("after", others));
}
