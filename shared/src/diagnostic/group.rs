use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
};

use crate::model::Kind;

use super::{Diagnostic, Severity};

/// So many findings of a rule are shown one by one; more of them are one group.
pub const ALIKE: usize = 5;

/// Findings that are shown as one: one finding, or more than [`ALIKE`] of one rule and severity about the same field, whatever it is of.
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
    let mut counts: BTreeMap<Likeness<'_>, usize> = BTreeMap::new();
    for found in diagnostics {
        *counts.entry(Likeness::of(found)).or_default() += 1;
    }
    let mut groups: Vec<Group<'_>> = Vec::new();
    let mut places: BTreeMap<Likeness<'_>, usize> = BTreeMap::new();
    for found in diagnostics {
        let key = Likeness::of(found);
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

/// What like findings have in common: too little memory and too little disk are two things, though one rule finds both.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Likeness<'a> {
    pub rule: Cow<'a, str>,
    pub severity: Severity,
    /// The field's path without the names in it, such as `disks[].size`.
    pub field: Option<Cow<'a, str>>,
}

impl<'a> Likeness<'a> {
    pub fn of(found: &'a Diagnostic) -> Self {
        let field = found.subject.field.as_deref().map(without_names);
        Likeness { rule: Cow::Borrowed(&found.rule), severity: found.severity, field }
    }

    pub fn into_owned(self) -> Likeness<'static> {
        let owned = |text: Cow<'_, str>| Cow::Owned(text.into_owned());
        Likeness { rule: owned(self.rule), severity: self.severity, field: self.field.map(owned) }
    }
}

/// A field's path without the names in it: `disks[].size` for `disks[vda].size`.
fn without_names(field: &str) -> Cow<'_, str> {
    if !field.contains('[') {
        return Cow::Borrowed(field);
    }
    let mut out = String::with_capacity(field.len());
    let mut depth = 0_u32;
    for c in field.chars() {
        depth = depth.saturating_sub(u32::from(c == ']'));
        if depth == 0 {
            out.push(c);
        }
        depth += u32::from(c == '[');
    }
    Cow::Owned(out)
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
    fn findings_of_one_rule_about_different_fields_do_not_hide_each_other() {
        let of = |number: usize, field: &str| {
            let mut found = found("a/small", Kind::Machines, &format!("m{number}"));
            found.subject.field = Some(field.to_owned());
            found
        };
        let many = 0..=ALIKE;
        let mut all: Vec<Diagnostic> = many.clone().flat_map(|number| [of(number, "memory"), of(number, "vcpus")]).collect();
        all.extend(many.clone().map(|number| of(number, &format!("disks[d{number}].size"))));
        all.extend(many.map(|number| of(number, &format!("ports[p{number}].pairs[{number}]"))));
        let groups = groups(&all);
        let fields: Vec<_> = groups.iter().map(|group| (group.first.subject.field.as_deref().unwrap(), group.others.len())).collect();
        assert_eq!(fields, [("memory", ALIKE), ("vcpus", ALIKE), ("disks[d0].size", ALIKE), ("ports[p0].pairs[0]", ALIKE)]);
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
