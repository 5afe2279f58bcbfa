use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
    time::Duration,
};

use labwright_shared::{
    api::FailurePolicy,
    plan::{Action, Plan, Purpose, StepId},
    run::{EventKind, RunPhase, RunState},
};
use tokio::{
    sync::{Semaphore, mpsc},
    task::JoinSet,
};

use super::{
    Limits, fault,
    tools::Tools,
    unwind::unwind,
    work::{StepEnd, do_step},
};
use crate::{
    app::InstanceLock,
    store::{RunRow, Store, StoreError},
};

/// How often a run looks whether another process asked it to stop.
const LOOK_FOR_CANCEL: Duration = Duration::from_millis(500);

/// Carries one run to its end. Everything is written down before it counts, so another carrier can take over after any kill.
pub struct Carrier {
    pub store: Store,
    pub run: RunRow,
    pub epoch: u32,
    pub plan: Arc<Plan>,
    pub tools: Arc<Tools>,
    pub limits: Limits,
    /// The run as it was left; a new one has no events.
    pub before: RunState,
    /// Held as long as the carrier lives.
    pub lock: InstanceLock,
}

impl Carrier {
    /// Writes down that the run begins, or goes on.
    pub async fn begin(&self) -> Result<(), StoreError> {
        let first = if self.before.seq == 0 {
            EventKind::Started { lab: self.plan.lab.clone(), plan: self.plan.digest(), purpose: self.plan.purpose }
        } else {
            EventKind::Resumed
        };
        self.write_run(first).await
    }

    /// Runs what is left of the plan, and tells how the run ended.
    pub async fn carry(self, notes: mpsc::UnboundedReceiver<(StepId, String)>) -> Result<RunPhase, StoreError> {
        let carrier = Arc::new(self);
        let notes = tokio::spawn(carrier.clone().write_notes(notes));
        let ended = carrier.clone().all().await;
        // Late notes of a step must not follow the run's end.
        notes.abort();
        let _ = notes.await;
        let (phase, reason) = ended?;
        if phase == RunPhase::Succeeded && carrier.run.purpose == Purpose::Destroy {
            carrier.store.set_built(&carrier.run.instance, false).await?;
            carrier.store.forget_facts(&carrier.run.instance).await?;
        }
        carrier.write_run(EventKind::Finished { phase, reason }).await?;
        Ok(phase)
    }

    async fn all(self: Arc<Self>) -> Result<(RunPhase, Option<String>), StoreError> {
        if self.run.purpose == Purpose::Apply {
            self.store.set_built(&self.run.instance, true).await?;
        }
        if self.before.phase == RunPhase::Unwinding {
            // Its process died while it took its effects back: that is finished, and nothing is built again.
            return self.take_back("it was interrupted while it took back what it had done".to_owned(), RunPhase::Failed).await;
        }
        let failures = self.clone().steps().await?;
        let cancelled = self.tools.journal.is_cancelled();
        if failures.is_empty() && !cancelled {
            return Ok((RunPhase::Succeeded, None));
        }
        let phase = if failures.is_empty() { RunPhase::Cancelled } else { RunPhase::Failed };
        let mut reason = if failures.is_empty() { "stopped on request".to_owned() } else { failures.join("; ") };
        match self.run.policy {
            FailurePolicy::Keep => {
                reason.push_str("; what was built stays, and the run can be resumed");
                Ok((phase, Some(reason)))
            }
            FailurePolicy::Unwind => self.take_back(reason, phase).await,
        }
    }

    async fn take_back(&self, mut reason: String, phase: RunPhase) -> Result<(RunPhase, Option<String>), StoreError> {
        let kept = unwind(self).await?;
        reason.push_str("; what the run did was taken back");
        kept.iter().for_each(|kept| reason.push_str(&format!("; {kept}")));
        Ok((phase, Some(reason)))
    }

    /// Carries the steps out, each as soon as all that it needs is done; tells the failures.
    async fn steps(self: Arc<Self>) -> Result<Vec<String>, StoreError> {
        let before = &self.before;
        let done = |id: &StepId| before.is_done(id);
        let left = self.plan.steps.iter().filter(|step| step.action != Action::None && !done(&step.id));
        let left: BTreeSet<StepId> = left.map(|step| step.id.clone()).collect();
        let mut waits: BTreeMap<StepId, usize> = BTreeMap::new();
        let mut followers: BTreeMap<StepId, Vec<StepId>> = BTreeMap::new();
        for step in self.plan.steps.iter().filter(|step| left.contains(&step.id)) {
            let needs: Vec<&StepId> = step.needs.iter().filter(|need| left.contains(need)).collect();
            waits.insert(step.id.clone(), needs.len());
            for need in needs {
                followers.entry(need.clone()).or_default().push(step.id.clone());
            }
        }
        let places = Arc::new(Semaphore::new(self.limits.parallel.max(1)));
        let mut ready: Vec<StepId> = self.plan.steps.iter().map(|step| &step.id).filter(|id| waits.get(*id) == Some(&0)).cloned().collect();
        let mut running: JoinSet<(StepId, Result<StepEnd, StoreError>)> = JoinSet::new();
        let mut failures = Vec::new();
        loop {
            if failures.is_empty() && !self.tools.journal.is_cancelled() {
                for id in ready.drain(..) {
                    let attempts = before.steps.get(id.as_str()).map_or(0, |step| step.attempts);
                    running.spawn(self.clone().one(id, attempts, places.clone()));
                }
            }
            tokio::select! {
                ended = running.join_next() => match ended {
                    None => return Ok(failures),
                    Some(Err(error)) => return Err(StoreError::Corrupt(format!("a step broke off: {error}"))),
                    Some(Ok((id, end))) => match end? {
                        StepEnd::Done => {
                            for follower in followers.remove(&id).unwrap_or_default() {
                                if let Some(count) = waits.get_mut(&follower) {
                                    *count -= 1;
                                    if *count == 0 {
                                        ready.push(follower);
                                    }
                                }
                            }
                        }
                        StepEnd::Failed(error) => failures.push(format!("{id} failed: {error}")),
                        StepEnd::Stopped => self.tools.journal.cancel(),
                    },
                },
                () = tokio::time::sleep(LOOK_FOR_CANCEL) => {
                    let row = self.store.run(self.run.id.as_str()).await?;
                    if row.is_some_and(|row| row.phase == RunPhase::Cancelling) {
                        self.tools.journal.cancel();
                    }
                }
            }
        }
    }

    async fn one(self: Arc<Self>, id: StepId, attempts: u32, places: Arc<Semaphore>) -> (StepId, Result<StepEnd, StoreError>) {
        let Some(step) = self.plan.step(&id) else { return (id, Ok(StepEnd::Done)) };
        // A step that only waits takes no place: it asks now and then.
        let place = if step.action == Action::Wait { None } else { places.acquire_owned().await.ok() };
        if self.tools.journal.is_cancelled() {
            return (id, Ok(StepEnd::Stopped));
        }
        let end = do_step(&self, step, attempts).await;
        drop(place);
        (id, end)
    }

    /// Writes an event of a step down, between two places at which a test may end the process.
    pub async fn write(&self, step: &StepId, what: &str, kind: EventKind) -> Result<(), StoreError> {
        fault::point(step.as_str(), &format!("before-{what}"));
        self.write_run(kind).await?;
        fault::point(step.as_str(), &format!("after-{what}"));
        Ok(())
    }

    pub async fn write_run(&self, kind: EventKind) -> Result<(), StoreError> {
        let event = self.store.append_event(&self.run.id, self.epoch, &self.run.actor, kind).await?;
        self.tools.journal.wrote(event.seq);
        Ok(())
    }

    async fn write_notes(self: Arc<Self>, mut notes: mpsc::UnboundedReceiver<(StepId, String)>) {
        while let Some((step, text)) = notes.recv().await {
            // A note that can't be written is no reason to stop the run.
            if let Err(error) = self.write_run(EventKind::StepNote { step, text }).await {
                tracing::warn!(%error, "a note was not written down");
            }
        }
    }
}
