use std::collections::{BTreeMap, BTreeSet};

use crate::model::Kind;

use super::{Diagnostic, Severity};

/// So many findings of a rule are shown one by one; more of them are one group.
pub const ALIKE: usize = 5;

/// Findings that are shown as one: one finding, or more than [`ALIKE`] of one rule and severity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group<'a> {
    pub first: &'a Diagnostic,
    /// The others, in the report's order.
    pub others: Vec<&'a Diagnostic>,
}

impl Group<'_> {
    /// What all of its findings are about: "98 machines, 2 networks".
    pub fn about(&self) -> String {
        about([&self.first].into_iter().chain(&self.others))
    }
}

/// The findings of a report, like ones together, each group where its first finding stands.
pub fn groups(diagnostics: &[Diagnostic]) -> Vec<Group<'_>> {
    let mut counts: BTreeMap<(&str, Severity), usize> = BTreeMap::new();
    for found in diagnostics {
        *counts.entry((&found.rule, found.severity)).or_default() += 1;
    }
    let mut groups: Vec<Group<'_>> = Vec::new();
    let mut places: BTreeMap<(&str, Severity), usize> = BTreeMap::new();
    for found in diagnostics {
        let key = (found.rule.as_str(), found.severity);
        match places.get(&key) {
            Some(place) => groups[*place].others.push(found),
            None => {
                if counts[&key] > ALIKE {
                    places.insert(key, groups.len());
                }
                groups.push(Group { first: found, others: Vec::new() });
            }
        }
    }
    groups
}

/// What findings are about: "98 machines, 2 networks".
pub fn about<'f, 'a: 'f>(findings: impl IntoIterator<Item = &'f &'a Diagnostic>) -> String {
    let mut records: BTreeMap<Kind, BTreeSet<_>> = BTreeMap::new();
    for found in findings {
        records.entry(found.subject.record.kind).or_default().insert(&found.subject.record);
    }
    let count = |(kind, records): (Kind, BTreeSet<_>)| match records.len() {
        _ if kind.is_single() => format!("the {}", kind.singular()),
        1 => format!("1 {}", kind.singular()),
        count => format!("{} {}", thousands(count), kind.key()),
    };
    records.into_iter().map(count).collect::<Vec<_>>().join(", ")
}

/// `9 800`.
fn thousands(count: usize) -> String {
    let digits = count.to_string();
    let parts: Vec<&str> = digits.as_bytes().rchunks(3).rev().map(|part| std::str::from_utf8(part).unwrap_or_default()).collect();
    parts.join("\u{a0}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{diagnostic::Subject, model::RecordRef};

    fn found(rule: &str, kind: Kind, id: &str) -> Diagnostic {
        Diagnostic {
            rule: rule.to_owned(),
            severity: Severity::Warning,
            changed: None,
            subject: Subject::field(RecordRef { kind, id: Some(id.parse().unwrap()) }, "memory"),
            message: format!("{id} is wrong"),
            help: "mend it".to_owned(),
            fixes: Vec::new(),
        }
    }

    #[test]
    fn more_than_a_few_like_findings_are_one_group_and_none_is_lost() {
        let mut all: Vec<Diagnostic> = (0..1200).map(|number| found("a/many", Kind::Machines, &format!("m{number}"))).collect();
        all.insert(1, found("a/one", Kind::Machines, "x"));
        all.push(found("a/many", Kind::Networks, "n"));
        all.extend((0..ALIKE).map(|number| found("b/few", Kind::Pools, &format!("p{number}"))));
        let groups = groups(&all);
        assert_eq!(groups.len(), 2 + ALIKE);
        assert_eq!(
            (groups[0].about(), about(&groups[0].others)),
            ("1 network, 1\u{a0}200 machines".to_owned(), "1 network, 1\u{a0}199 machines".to_owned())
        );
        assert_eq!(groups[1].first.rule, "a/one");
        assert_eq!(groups.iter().map(|group| 1 + group.others.len()).sum::<usize>(), all.len());
    }
}
