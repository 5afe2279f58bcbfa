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

use crate::{
    diagnostic::Severity,
    model::{Kind, Machine},
    rules::{Context, Findings, Input, Rule, support::edit::Located},
};

pub const RULE: Rule =
    Rule { id: "order/cycle", severity: Severity::Error, reads: &[Input::Fields(Kind::Machines, &["name", "id", "after"])], check };

#[derive(Clone, Copy, PartialEq)]
enum Mark {
    New,
    OnTheWay,
    Done,
}

fn check(cx: &Context<'_>, findings: &mut Findings) {
    // By the place of the first machine of each name.
    let mut marks: Vec<Mark> = vec![Mark::New; cx.lab.machines.len()];
    for machine in cx.lab.machines.iter().filter(|machine| !machine.after.is_empty()) {
        // A walk without recursion: each entry is a machine, the place of its name and which of its `after` comes next.
        let mut way: Vec<(&Machine, usize, usize)> = Vec::new();
        if let Some(place) = cx.lab.machines.place(machine.name.as_str()).filter(|place| marks[*place] == Mark::New) {
            marks[place] = Mark::OnTheWay;
            way.push((machine, place, 0));
        }
        while let Some((here, its_place, next)) = way.last_mut() {
            let Some(name) = here.after.get(*next) else {
                marks[*its_place] = Mark::Done;
                way.pop();
                continue;
            };
            let entry = *next;
            *next += 1;
            let here = *here;
            let Some(place) = cx.lab.machines.place(name.as_str()) else { continue };
            match (marks[place], cx.lab.machines.at(place)) {
                (Mark::OnTheWay, _) => report(here, entry, &way, findings),
                (Mark::New, Some(other)) => {
                    marks[place] = Mark::OnTheWay;
                    way.push((other, place, 0));
                }
                (Mark::Done, _) | (Mark::New, None) => {}
            }
        }
    }
}

/// The circle is closed by the entry of the machine at the end of the way.
fn report(last: &Machine, entry: usize, way: &[(&Machine, usize, usize)], findings: &mut Findings) {
    let closes = &last.after[entry];
    let from = way.iter().position(|(machine, ..)| machine.name == *closes).unwrap_or_default();
    let mut names: Vec<&str> = way[from..].iter().map(|(machine, ..)| machine.name.as_str()).collect();
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
