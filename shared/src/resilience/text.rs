//! Outcomes as text for people.

use std::{collections::BTreeMap, fmt::Write as _};

use super::{
    outcome::{Effect, Majority, Outcome, Verdict},
    shared_fate::SharedFate,
    sweep::Sweep,
};

/// Guests that are named one by one.
const NAMED: usize = 20;

impl Outcome {
    /// What is lost, a line for each.
    pub fn to_text(&self) -> String {
        let mut out = String::new();
        let failed: Vec<String> = self.failed.iter().map(ToString::to_string).collect();
        let fail = if failed.len() == 1 { "fails" } else { "fail" };
        let failed = if failed.is_empty() { "nothing".to_owned() } else { failed.join(", ") };
        let _ = writeln!(out, "If {failed} {fail}: {}", self.effect.as_str());
        for line in self.lines() {
            let _ = writeln!(out, "  {line}");
        }
        if !self.guests.is_empty() {
            let _ = writeln!(out, "  guests, as they are counted on their compute nodes:");
        }
        for guest in self.guests.iter().take(NAMED) {
            let then = match (&guest.again, &guest.homeless) {
                (Some(node), _) => format!("room for it on {node}"),
                (None, Some(why)) => format!("no room elsewhere: {why}"),
                (None, None) => "no room elsewhere".to_owned(),
            };
            let _ = writeln!(out, "    {} on {}: {then}", guest.guest, guest.on);
        }
        if self.guests.len() > NAMED {
            let homeless = self.homeless().count();
            let _ = writeln!(out, "    {} in all, {homeless} without room elsewhere", self.guests.len());
        }
        out
    }

    /// What is lost beside guests, and how badly.
    fn lines(&self) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        lines.extend(self.majorities.iter().map(Majority::line));
        for data in &self.data {
            lines.push(format!(
                "Ceph of {}: {}; {} of {} failure domains ({}) lost, {} of {} copies left at worst, {} must be there{}",
                data.of,
                data.state.as_str(),
                data.lost,
                data.domains,
                data.failure_domain,
                data.copies_left,
                data.copies,
                data.min_size,
                if data.can_heal { "; all copies can be made again" } else { "" }
            ));
        }
        for address in &self.addresses {
            let held = if address.verdict == Verdict::Lost { "is held by nobody" } else { "may be held by nobody" };
            lines.push(format!("{} ({} of {}) {held}", address.address, address.what, address.of));
        }
        for service in &self.services {
            lines.push(format!("{} of {} was on {} alone", service.what, service.of, service.machine));
        }
        lines
    }
}

impl Majority {
    fn line(&self) -> String {
        let lost = match (self.lost_at_least, self.lost_at_most) {
            (least, most) if least == most => format!("{most} of {} members", self.members),
            (least, most) => format!("{least} to {most} of {} members, as Nova placed them", self.members),
        };
        let verdict = match self.verdict {
            Verdict::Survives => "keeps its majority",
            Verdict::Depends => "may lose its majority",
            Verdict::Lost => "loses its majority",
        };
        format!("{} of {} {verdict}: it loses {lost}, and needs {}", self.kind.as_str(), self.of, self.needed)
    }
}

impl SharedFate {
    fn line(&self) -> String {
        let may = if self.is_certain { "stand" } else { "may stand" };
        format!("{} of {}: {} of {} members {may} on {}", self.kind.as_str(), self.of, self.there, self.members, self.machine)
    }
}

impl Sweep {
    /// A line for each failure, the worst first; like failures together.
    pub fn to_text(&self) -> String {
        let mut out = format!("{}: each machine and each pool failed in turn\n", self.lab);
        for effect in [Effect::Broken, Effect::Depends, Effect::Weakened, Effect::Nothing] {
            let mut like: BTreeMap<(usize, String), Vec<String>> = BTreeMap::new();
            let mut order: BTreeMap<String, usize> = BTreeMap::new();
            for outcome in self.failures.iter().filter(|outcome| outcome.effect == effect) {
                let told = told(outcome);
                let next = order.len();
                let place = *order.entry(told.clone()).or_insert(next);
                like.entry((place, told)).or_default().extend(outcome.failed.iter().map(ToString::to_string));
            }
            if like.is_empty() {
                continue;
            }
            let _ = writeln!(out, "\n{}", effect.as_str());
            for ((_, told), failed) in like {
                let more = failed.len().saturating_sub(NAMED);
                let more = if more == 0 { String::new() } else { format!(" and {more} more") };
                let _ = writeln!(out, "  {}{more}", failed.into_iter().take(NAMED).collect::<Vec<_>>().join(", "));
                for line in told.lines() {
                    let _ = writeln!(out, "    {line}");
                }
            }
        }
        if !self.shared.is_empty() {
            out.push_str("\nmade to survive a failure, but on one machine\n");
        }
        for shared in &self.shared {
            let _ = writeln!(out, "  {}", shared.line());
        }
        out
    }
}

/// What a single failure takes with it, without the name of what failed.
fn told(outcome: &Outcome) -> String {
    let mut lines = outcome.lines();
    let guests = outcome.guests.len();
    if guests > 0 {
        let homeless = outcome.homeless().count();
        let room = if homeless == 0 { "room for all elsewhere".to_owned() } else { format!("no room elsewhere for {homeless}") };
        lines.push(format!("{guests} {}, {room}", if guests == 1 { "guest" } else { "guests" }));
    }
    if lines.is_empty() && !outcome.machines.is_empty() {
        lines.push("nothing that others need".to_owned());
    }
    lines.join("\n")
}
