use std::sync::Arc;

use crate::{
    capacity::{Meter, meters},
    diagnostic::Report,
    document::{self, Command},
    facts::{HostFacts, Mark},
    model::Lab,
    plan::Instance,
    rules::{Checker, RULES, check},
    yaml,
};

use super::{Answer, News, Proposal, ReportChange};

/// The side that checks: holds the lab as it was told, and what was answered last.
#[derive(Default)]
pub struct Follower {
    /// Absent until a lab was told.
    lab: Option<Lab>,
    facts: Option<HostFacts>,
    instance: Option<Instance>,
    checker: Checker,
    found: Arc<Report>,
    told: Arc<Report>,
    meters: Option<Vec<Meter>>,
}

impl Follower {
    /// Takes news in, in their order. The error is that of a lab's text that cannot be read; the lab is then unknown.
    ///
    /// # Panics
    /// When an edit is one of another lab than was told.
    pub fn hear(&mut self, news: Vec<News>) -> Result<(), String> {
        for one in news {
            match one {
                News::Lab(text) => {
                    self.lab = None;
                    self.checker = Checker::default();
                    let read = document::read(&text).map_err(|errors| errors.first().map(ToString::to_string).unwrap_or_default())?;
                    self.lab = Some(read.document.lab().clone());
                }
                News::Edits(edits) => {
                    let lab = self.lab.as_mut().ok_or("edits of no lab")?;
                    edits.into_iter().for_each(|edit| edit.make(lab));
                }
                News::Facts(facts) => self.facts = facts.map(|facts| *facts),
                News::Instance(instance) => self.instance = instance,
            }
        }
        Ok(())
    }

    /// Asks the rules, as far as what they read has changed. Nothing is found in a lab that was not told.
    pub fn check(&mut self) {
        self.found = match &self.lab {
            Some(lab) => self.checker.check(lab, self.facts.as_ref(), self.instance.as_ref()),
            None => Arc::default(),
        };
    }

    /// What the last check found that the last answer did not say. `took_ms` is how long it took.
    pub fn answer(&mut self, number: u64, took_ms: f64) -> Answer {
        let report = (!Arc::ptr_eq(&self.told, &self.found)).then(|| ReportChange::between(&self.told, &self.found));
        self.told = Arc::clone(&self.found);
        let meters = self.lab.as_ref().map(|lab| self.meters_of(lab)).unwrap_or_default();
        let meters = (self.meters.as_ref() != Some(&meters)).then(|| self.meters.insert(meters).clone());
        Answer { number, report, meters, rules: RULES.len(), took_ms }
    }

    /// How something is best done in the lab.
    pub fn settle(&self, proposal: Proposal) -> Vec<Command> {
        match &self.lab {
            Some(lab) => proposal.settle(lab, self.facts.as_ref()),
            None => proposal.unsettled(),
        }
    }

    fn meters_of(&self, lab: &Lab) -> Vec<Meter> {
        let is_ours = |mark: Option<&Mark>| {
            mark.is_some_and(|mark| match &self.instance {
                Some(instance) => mark.instance == instance.id,
                None => mark.lab == lab.metadata.name,
            })
        };
        meters(lab, self.facts.as_ref(), is_ours)
    }

    /// The report on any lab by its text, as `labwright check --format json` prints it. Facts are JSON.
    pub fn report(lab: &str, facts: Option<&str>) -> Option<String> {
        let read = document::read(lab).ok()?;
        let facts = match facts {
            Some(facts) => Some(yaml::from_json(&serde_json::from_str(facts).ok()?).ok()?),
            None => None,
        };
        Some(check(read.document.lab(), facts.as_ref(), None).to_json(&read.source))
    }
}
