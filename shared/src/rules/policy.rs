//! What a lab's settings make of a finding: it is reported, perhaps with another severity, or accepted.

use std::collections::BTreeMap;

use crate::{
    diagnostic::{Change, Diagnostic},
    model::{Settings, SeverityChange, Suppression},
};

/// The lab's settings, to be asked of many findings. Entries without a reason change and accept nothing.
pub struct Policy<'a> {
    suppress: BTreeMap<&'a str, Vec<(usize, &'a Suppression)>>,
    severity: BTreeMap<&'a str, &'a SeverityChange>,
}

/// Why a finding is accepted.
pub struct Acceptance<'a> {
    pub reason: &'a str,
    /// The suppression that says so; none where the rule is switched off.
    pub suppression: Option<usize>,
}

impl<'a> Policy<'a> {
    pub fn of(settings: &'a Settings) -> Self {
        let mut policy = Policy { suppress: BTreeMap::new(), severity: BTreeMap::new() };
        for (index, suppression) in settings.suppress.iter().enumerate().filter(|(_, one)| !one.reason.trim().is_empty()) {
            policy.suppress.entry(&suppression.rule).or_default().push((index, suppression));
        }
        for change in settings.severity.iter().filter(|one| !one.reason.trim().is_empty()) {
            policy.severity.entry(&change.rule).or_insert(change);
        }
        policy
    }

    /// Gives a finding the severity that the lab wants, and says whether the lab accepts it.
    pub fn judge(&self, diagnostic: &mut Diagnostic) -> Option<Acceptance<'a>> {
        let change = self.change(&diagnostic.rule);
        if let Some((change, severity)) = change.and_then(|change| Some((change, change.level.severity()?)))
            && severity != diagnostic.severity
        {
            diagnostic.changed = Some(Change { from: diagnostic.severity, reason: change.reason.clone() });
            diagnostic.severity = severity;
        }
        let suppressed = self.suppressed(diagnostic);
        suppressed.or_else(|| {
            let off = change.filter(|change| change.level.severity().is_none())?;
            Some(Acceptance { reason: &off.reason, suppression: None })
        })
    }

    fn change(&self, rule: &str) -> Option<&'a SeverityChange> {
        let family = || rule.split_once('/').and_then(|(family, _)| self.severity.get(family));
        self.severity.get(rule).or_else(family).copied()
    }

    /// The first of the lab's suppressions that accepts the finding.
    fn suppressed(&self, diagnostic: &Diagnostic) -> Option<Acceptance<'a>> {
        let candidates = self.suppress.get(diagnostic.rule.as_str())?;
        let found = diagnostic.subject.to_string();
        let covering = candidates.iter().find(|(_, one)| one.subject.as_ref().is_none_or(|subject| covers(subject, &found)));
        covering.map(|(index, one)| Acceptance { reason: &one.reason, suppression: Some(*index) })
    }
}

/// Whether a suppression's subject is the finding's, or the record around it.
fn covers(subject: &str, found: &str) -> bool {
    found.strip_prefix(subject).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
}
