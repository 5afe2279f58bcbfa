use std::{collections::BTreeSet, rc::Rc, sync::Arc};

use crate::{
    diagnostic::{Diagnostic, Report},
    facts::HostFacts,
    model::{Kind, Lab},
    plan::Instance,
};

use super::{
    Context, Input, RULES, Rule,
    around::Around,
    changes::Changes,
    groups::Groups,
    judge::{Verdict, is_last, look},
    numbers::{Numbered, Numbers},
    trace::{Seen, Trace, Unit, WHOLE, is_of},
};

/// Checks a lab again and again while it is edited. It says what [`super::check`] says, but looks only at what the last edit may have changed:
/// see `docs/adr/0014-what-changed-is-checked-again.md`.
#[derive(Default)]
pub struct Checker {
    last: Option<Last>,
}

/// What was checked last, and all that was found.
struct Last {
    lab: Lab,
    facts: Option<HostFacts>,
    instance: Option<Instance>,
    /// By rule, as in [`RULES`].
    found: Vec<Found>,
    seen: Seen,
    groups: Groups,
    numbers: Numbers,
    report: Arc<Report>,
}

#[derive(Default)]
struct Found {
    /// With the records that were looked at, in their order.
    diagnostics: Vec<(Unit, Diagnostic)>,
    /// What the rule looked up while it looked at no record.
    looked_up: BTreeSet<Unit>,
}

/// What a rule has to look at again.
enum Again {
    Nothing,
    Records(Vec<Unit>),
    Around,
    Everything,
}

impl Checker {
    /// The report on a lab: the same value as before, if nothing in it changed.
    pub fn check(&mut self, lab: &Lab, facts: Option<&HostFacts>, instance: Option<&Instance>) -> Arc<Report> {
        self.check_in_steps(lab, facts, instance, &mut |_| ())
    }

    /// The same, and says what was just done, step by step: the ids of the rules that looked, and what is done before and after them in
    /// brackets. Who has a clock can tell what a check spends its time on.
    pub fn check_in_steps(
        &mut self,
        lab: &Lab,
        facts: Option<&HostFacts>,
        instance: Option<&Instance>,
        done: &mut dyn FnMut(&'static str),
    ) -> Arc<Report> {
        let numbers_before = self.last.as_ref().map(|last| last.numbers.clone()).unwrap_or_default();
        let comparable = self.last.take().filter(|last| last.facts.as_ref() == facts && last.instance.as_ref() == instance);
        let (mut last, changes) = match comparable {
            Some(mut last) => {
                let changes = Changes::between(&last.lab, lab, &mut last.groups, &mut last.numbers);
                if changes.is_empty() {
                    return Arc::clone(&self.last.insert(Last { lab: lab.clone(), ..last }).report);
                }
                (last, Some(changes))
            }
            None => (Last::unknown(lab, facts, instance), None),
        };
        done("(compare)");
        let dirty: Vec<Unit> = changes.as_ref().map_or_else(Vec::new, |changes| {
            let mut dirty: BTreeSet<Unit> = last.seen.users(&changes.units).collect();
            dirty.extend(&changes.units);
            dirty.into_iter().collect()
        });
        done("(users)");
        let numbers = Rc::new(std::mem::take(&mut last.numbers));
        let trace = Rc::new(Trace::of(std::mem::take(&mut last.seen), Rc::clone(&numbers)));
        let groups = Rc::new(std::mem::take(&mut last.groups));
        let mut context = Context::traced(lab, facts, instance, Rc::clone(&trace), &groups);
        let part = changes.as_ref().filter(|changes| changes.stir_any());
        let part = part.and_then(|changes| {
            let before = Numbered { lab: &last.lab, numbers: &numbers_before };
            Around::of(before, Numbered { lab, numbers: &numbers }, changes, &groups)
        });
        let part = part.as_ref().map(|part| (part, Context::traced(&part.lab, facts, instance, Rc::default(), &Rc::default())));
        done("(context)");
        let mut differs = changes.as_ref().is_none_or(|changes| changes.lost.contains(&Kind::Settings));
        for (rule, found) in RULES.iter().zip(&mut last.found).filter(|(rule, _)| !is_last(rule)) {
            let again = changes.as_ref().map_or(Again::Everything, |changes| again(rule, found, changes, &dirty));
            let again = if matches!(again, Again::Around) && part.is_none() { Again::Everything } else { again };
            let is_asked = !matches!(again, Again::Nothing);
            differs |= found.look(rule, again, &context, part.as_ref());
            if is_asked {
                done(rule.id);
            }
        }
        if differs
            || changes
                .is_none_or(|changes| RULES.iter().any(|rule| is_last(rule) && rule.reads.iter().any(|input| changes.concern(*input))))
        {
            let mut verdict = Verdict::of(lab);
            let judge = |verdict: &mut Verdict<'_>, found: &Found| {
                found.diagnostics.iter().for_each(|(_, diagnostic)| verdict.judge(diagnostic.clone()));
            };
            last.found.iter().for_each(|found| judge(&mut verdict, found));
            context.accepted.clone_from(&verdict.by_suppression);
            for rule in RULES.iter().filter(|rule| is_last(rule)) {
                let mut found = Found::default();
                found.look(rule, Again::Everything, &context, None);
                judge(&mut verdict, &found);
            }
            last.report = Arc::new(verdict.into_report());
        }
        done("(report)");
        drop((context, part));
        last.groups = Rc::into_inner(groups).unwrap_or_default();
        last.seen = Rc::into_inner(trace).map(Trace::into_seen).unwrap_or_default();
        last.numbers = Rc::into_inner(numbers).unwrap_or_default();
        last.lab = lab.clone();
        done("(keep)");
        Arc::clone(&self.last.insert(last).report)
    }
}

impl Last {
    fn unknown(lab: &Lab, facts: Option<&HostFacts>, instance: Option<&Instance>) -> Last {
        Last {
            lab: lab.clone(),
            facts: facts.cloned(),
            instance: instance.cloned(),
            found: RULES.iter().map(|_| Found::default()).collect(),
            seen: Seen::default(),
            groups: Groups::default(),
            numbers: Numbers::default(),
            report: Arc::default(),
        }
    }
}

/// What a rule has to look at after changes.
fn again(rule: &Rule, found: &Found, changes: &Changes, dirty: &[Unit]) -> Again {
    if rule.reads.iter().any(|input| changes.concern(*input)) || !found.looked_up.is_disjoint(&changes.units) {
        return Again::Everything;
    }
    let is_walked = |unit: &Unit| rule.reads.iter().any(|input| matches!(input, Input::Each(kind) if is_of(*unit, *kind)));
    let records: Vec<Unit> = dirty.iter().copied().filter(is_walked).collect();
    match records.is_empty() {
        false => Again::Records(records),
        true if rule.reads.iter().any(|input| changes.stir(*input)) => Again::Around,
        true => Again::Nothing,
    }
}

impl Found {
    /// Looks again. Whether something else was found than before.
    fn look(&mut self, rule: &'static Rule, again: Again, context: &Context<'_>, part: Option<&(&Around, Context<'_>)>) -> bool {
        let trace = context.trace();
        let is_noting = rule.reads.iter().any(|input| matches!(input, Input::Each(_) | Input::Named(_)));
        let differs = match again {
            Again::Nothing => return false,
            Again::Around => {
                let Some((part, context)) = part else { return false };
                context.trace().begin(Some(part.here.clone()), false);
                let mut found: Vec<_> = look(rule, context).into_iter().map(|(unit, found)| (part.in_lab(unit), found)).collect();
                found.sort_by_key(|(unit, _)| *unit);
                self.replace(&part.units, found)
            }
            Again::Everything => {
                trace.begin(None, is_noting);
                let found = look(rule, context);
                let differs = self.diagnostics != found;
                self.diagnostics = found;
                differs
            }
            Again::Records(records) => {
                trace.begin(Some(records.clone()), is_noting);
                let found = look(rule, context);
                self.replace(&records, found)
            }
        };
        trace.begin(None, false);
        self.looked_up = std::mem::take(&mut trace.seen().borrow_mut().whole);
        differs
    }

    /// Puts what was found at some records in the place of what was found there before, and with no record. Whether that is something else.
    fn replace(&mut self, records: &[Unit], found: Vec<(Unit, Diagnostic)>) -> bool {
        let is_old = |unit: Unit| unit == WHOLE || records.binary_search(&unit).is_ok();
        let differs = !self.diagnostics.iter().filter(|(unit, _)| is_old(*unit)).eq(&found);
        if differs {
            self.diagnostics.retain(|(unit, _)| !is_old(*unit));
            self.diagnostics.extend(found);
            self.diagnostics.sort_by_key(|(unit, _)| *unit);
        }
        differs
    }
}
