use std::collections::BTreeMap;

use crate::{
    capacity::account::{Account, Budget, HolderId, HolderKind, Quantity},
    model::CloudImage,
    value::Name,
};

use super::{Curve, Profile, Stage, StageKind, Step};

/// Takes stages and what changes at each of them.
pub(super) struct Builder<'a> {
    pub account: &'a Account,
    /// The number of the first curve of each holder: one for each of its budgets.
    first: Vec<usize>,
    by_id: BTreeMap<&'a HolderId, usize>,
    stages: Vec<Stage>,
    /// What each curve changes by at which stage.
    changes: Vec<Vec<(usize, i128)>>,
    /// The images that holders have by now.
    images: BTreeMap<usize, Vec<&'a CloudImage>>,
    /// Whether the stage that is being told changes anything.
    is_changed: bool,
}

impl<'a> Builder<'a> {
    pub fn new(account: &'a Account) -> Self {
        let mut first = Vec::with_capacity(account.holders.len());
        let mut curves = 0;
        for holder in &account.holders {
            first.push(curves);
            curves += holder.budgets.len();
        }
        let by_id = account.holders.iter().enumerate().map(|(number, holder)| (&holder.id, number)).rev().collect();
        Builder { account, first, by_id, stages: Vec::new(), changes: vec![Vec::new(); curves], images: BTreeMap::new(), is_changed: false }
    }

    /// The numbers of the holders of a kind.
    pub fn holders(&self, kind: HolderKind) -> impl Iterator<Item = usize> + use<'a> {
        let holders = &self.account.holders;
        (0..holders.len()).filter(move |holder| holders[*holder].id.kind == kind)
    }

    pub fn holder(&self, kind: HolderKind, name: &str, cloud: Option<&Name>) -> Option<usize> {
        self.by_id.get(&HolderId { kind, name: name.to_owned(), cloud: cloud.cloned() }).copied()
    }

    /// Tells a stage: the closure says what changes. A stage at which nothing does is left out.
    pub fn stage(&mut self, kind: StageKind, of: Option<&Name>, title: String, what: String, changes: impl FnOnce(&mut Self)) {
        self.stages.push(Stage { kind, of: of.cloned(), title, what });
        self.is_changed = false;
        changes(self);
        if !self.is_changed {
            self.stages.pop();
        }
    }

    /// Changes what is claimed of a holder's resource, where the holder has it.
    pub fn add(&mut self, holder: usize, resource: Quantity, amount: i128) {
        let budgets = &self.account.holders[holder].budgets;
        let Some(budget) = budgets.iter().position(|budget| budget.resource == resource) else { return };
        if amount == 0 {
            return;
        }
        self.is_changed = true;
        let stage = self.stages.len().saturating_sub(1);
        let changes = &mut self.changes[self.first[holder] + budget];
        match changes.last_mut() {
            Some((last, sum)) if *last == stage => *sum += amount,
            _ => changes.push((stage, amount)),
        }
    }

    /// Whether a holder gets an image only now.
    pub fn gets(&mut self, holder: usize, image: &'a CloudImage) -> bool {
        let images = self.images.entry(holder).or_default();
        let is_new = !images.iter().any(|other| std::ptr::eq(*other, image));
        if is_new {
            images.push(image);
        }
        is_new
    }

    pub fn finish(self) -> Profile {
        let budgets = self.account.holders.iter().flat_map(|holder| holder.budgets.iter().map(move |budget| (&holder.id, budget)));
        let curves = budgets.zip(self.changes).filter_map(|((holder, budget), changes)| curve(holder, budget, &changes));
        Profile { curves: curves.collect(), stages: self.stages }
    }
}

fn curve(holder: &HolderId, budget: &Budget, changes: &[(usize, i128)]) -> Option<Curve> {
    let mut steps: Vec<Step> = Vec::with_capacity(changes.len());
    let mut sum = 0i128;
    for (stage, change) in changes.iter().filter(|(_, change)| *change != 0) {
        sum += change;
        steps.push(Step { stage: *stage, amount: sum.clamp(0, u64::MAX.into()) as u64 });
    }
    let peak = *steps.iter().rev().max_by_key(|step| step.amount)?;
    Some(Curve {
        holder: holder.clone(),
        resource: budget.resource,
        unit: budget.unit,
        capacity: budget.capacity,
        limit: budget.limit,
        steps,
        peak,
    })
}

/// Names for a sentence: all of them, or the first ones and how many more.
pub(super) fn list<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    let names: Vec<&str> = names.into_iter().collect();
    match names.len() {
        0..=4 => names.join(", "),
        count => format!("{} and {} more", names[..3].join(", "), count - 3),
    }
}
