use std::{collections::BTreeSet, sync::Arc};

use labwright_shared::{
    api::FailurePolicy,
    plan::{Plan, Purpose, StepData, planner, steps::VolumeImport},
    run::{EventKind, RunPhase},
    value::Name,
};
use tokio::{sync::mpsc, task::JoinHandle};

use super::{App, AppError, InstanceLock};
use crate::{
    driver::libvirt::facts::KvmProbe,
    run::{Carrier, RunLedger, Tools},
    step::{ImageFolders, image},
    store::{RunRow, StoreError, now_ms},
};

/// What somebody agreed to.
#[derive(Clone, Debug)]
pub struct Approval {
    /// The digest of the plan that was shown.
    pub digest: String,
    /// Steps on what is not the lab's own, by id.
    pub consents: Vec<String>,
    pub policy: FailurePolicy,
    pub actor: String,
}

/// A run that this process carries.
pub struct RunningRun {
    pub id: Name,
    pub carried: JoinHandle<Result<RunPhase, StoreError>>,
}

impl App {
    /// Begins the run of an approved plan, if the host is still as it was when the plan was made.
    pub async fn approve(&self, approval: &Approval, uri: &str) -> Result<RunningRun, AppError> {
        let plan = self.approved(approval).await?;
        let lock = self.lock(&plan.instance.id, plan.lab.as_str())?;
        let facts = self.facts(uri, KvmProbe::Cached).await?;
        let owned = self.store.owned(&plan.instance.id).await?;
        let changes = planner::changed(&plan.fingerprint, &plan.instance, &facts, &owned);
        if !changes.is_empty() {
            return Err(AppError::Changed { changes });
        }
        self.begin(approval, uri, plan, lock).await
    }

    /// Begins the run of a plan that was approved before it was made, under the lock that is given. No time passed in which somebody looked at
    /// it, so the host is not read once more.
    pub async fn approve_unseen(&self, approval: &Approval, uri: &str, lock: InstanceLock) -> Result<RunningRun, AppError> {
        let plan = self.approved(approval).await?;
        self.begin(approval, uri, plan, lock).await
    }

    /// The approved plan, if all is there that it needs.
    async fn approved(&self, approval: &Approval) -> Result<Plan, AppError> {
        let plan = self
            .store
            .plan(&approval.digest)
            .await?
            .ok_or_else(|| AppError::NotFound(format!("plan {}; make a new one", approval.digest)))?;
        check_consents(&plan, &approval.consents)?;
        self.check_secrets(&plan).await?;
        self.check_images(&plan).await?;
        Ok(plan)
    }

    async fn begin(&self, approval: &Approval, uri: &str, plan: Plan, lock: InstanceLock) -> Result<RunningRun, AppError> {
        if let Some(run) = self.store.unfinished_run(&plan.instance.id).await? {
            // Its carrier died; a newly approved plan was made from the host as that run left it, and takes its place.
            let epoch = self.store.next_epoch(&run.id).await?;
            let reason = Some("its process died, and a newer plan was approved instead".to_owned());
            self.store.append_event(&run.id, epoch, &approval.actor, EventKind::Finished { phase: RunPhase::Failed, reason }).await?;
        }
        let run = RunRow {
            id: App::draw_id()?,
            instance: plan.instance.id.clone(),
            lab: plan.lab.to_string(),
            host: uri.to_owned(),
            plan: approval.digest.clone(),
            purpose: plan.purpose,
            policy: approval.policy,
            actor: approval.actor.clone(),
            started_ms: now_ms(),
            epoch: 0,
            phase: RunPhase::Running,
        };
        self.store.add_run(&run).await?;
        self.carry(run, plan, lock).await
    }

    /// Takes up a run whose process died or that failed or was stopped: what is left of its approved plan.
    pub async fn resume(&self, id: &str, actor: &str) -> Result<RunningRun, AppError> {
        let mut run = self.store.run(id).await?.ok_or_else(|| AppError::NotFound(format!("run {id}")))?;
        if run.phase == RunPhase::Succeeded {
            return Err(AppError::Conflict(format!("the run {id} has succeeded; there is nothing left to do")));
        }
        let lock = self.lock(&run.instance, &run.lab)?;
        let newest = self.store.runs(&run.lab).await?.into_iter().find(|other| other.instance == run.instance);
        if newest.is_some_and(|newest| newest.id != run.id) {
            return Err(AppError::Conflict(format!("a later run changed the host since {id}; make a new plan instead")));
        }
        let plan = self.store.plan(&run.plan).await?.ok_or_else(|| AppError::NotFound(format!("plan {}", run.plan)))?;
        actor.clone_into(&mut run.actor);
        self.carry(run, plan, lock).await
    }

    /// Asks a run to stop at the next step boundary, whichever process carries it.
    pub async fn cancel(&self, id: &str, actor: &str) -> Result<(), AppError> {
        let run = self.store.run(id).await?.ok_or_else(|| AppError::NotFound(format!("run {id}")))?;
        if run.phase.is_over() {
            return Err(AppError::Conflict(format!("the run {id} is over")));
        }
        if !self.is_carried(&run.instance) {
            let epoch = self.store.next_epoch(&run.id).await?;
            let reason =
                Some("its process had died, and somebody called it off; what was built stays, and the run can be resumed".to_owned());
            self.store.append_event(&run.id, epoch, actor, EventKind::Finished { phase: RunPhase::Cancelled, reason }).await?;
            return Ok(());
        }
        let event = self.store.append_event(&run.id, run.epoch, actor, EventKind::CancelRequested).await?;
        let journal = self.journals.of(&run.id);
        journal.cancel();
        journal.wrote(event.seq);
        Ok(())
    }

    /// Every secret that a step will ask for must be there before anything is done.
    async fn check_secrets(&self, plan: &Plan) -> Result<(), AppError> {
        let wanted: BTreeSet<Name> = plan.changes().flat_map(|step| step.secrets()).map(|secret| secret.name().clone()).collect();
        let mut names = Vec::new();
        for name in wanted {
            if self.store.secret(&name).await?.is_none() {
                names.push(format!("secret:{name}"));
            }
        }
        if names.is_empty() { Ok(()) } else { Err(AppError::MissingSecrets { names }) }
    }

    /// Every image file that a step will read must be there and be what the lab says, as far as its header tells, before anything is done.
    async fn check_images(&self, plan: &Plan) -> Result<(), AppError> {
        let imports = plan.changes().filter_map(|step| match &step.data {
            Some(StepData::VolumeImport(import)) if import.path.is_some() => Some(import.clone()),
            _ => None,
        });
        let imports: Vec<VolumeImport> = imports.collect();
        let images = self.image_folders();
        let look = move || {
            let problems = imports.iter().filter_map(|import| image::open(import, &images, &|_| {}, &|| false).err());
            problems.map(|error| error.to_string()).collect::<BTreeSet<_>>()
        };
        let errors =
            tokio::task::spawn_blocking(look).await.map_err(|error| AppError::Internal(format!("looking at images broke off: {error}")))?;
        if errors.is_empty() { Ok(()) } else { Err(AppError::Images { errors: errors.into_iter().collect() }) }
    }

    fn image_folders(&self) -> ImageFolders {
        ImageFolders { folders: self.settings.images.clone(), cache: self.settings.cache() }
    }

    async fn carry(&self, run: RunRow, plan: Plan, lock: InstanceLock) -> Result<RunningRun, AppError> {
        let host = self.host(&run.host).await?;
        let epoch = self.store.next_epoch(&run.id).await?;
        let journal = self.journals.of(&run.id);
        journal.take_up();
        let (notes, noted) = mpsc::unbounded_channel();
        let tools = Tools {
            host,
            instance: plan.instance.clone(),
            ledger: RunLedger { store: self.store.clone(), run: run.clone(), runtime: tokio::runtime::Handle::current() },
            images: self.image_folders(),
            journal,
            notes,
        };
        let id = run.id.clone();
        let before = self.store.run_state(id.as_str()).await?;
        let carrier = Carrier {
            store: self.store.clone(),
            run,
            epoch,
            plan: Arc::new(plan),
            tools: Arc::new(tools),
            limits: self.settings.limits,
            before,
            lock,
        };
        // Written before anybody is told that the run goes on: who looks then sees it going on.
        carrier.begin().await?;
        Ok(RunningRun { id, carried: tokio::spawn(carrier.carry(noted)) })
    }
}

/// Steps on what is not the lab's own need their own word, except where a destroy puts an old value back.
fn check_consents(plan: &Plan, consents: &[String]) -> Result<(), AppError> {
    let given: BTreeSet<&str> = consents.iter().map(String::as_str).collect();
    let foreign = plan.changes().filter(|step| step.foreign && plan.purpose != Purpose::Destroy);
    let missing: Vec<String> =
        foreign.filter(|step| !given.contains(step.id.as_str())).map(|step| format!("{}: {}", step.id, step.reason)).collect();
    if missing.is_empty() { Ok(()) } else { Err(AppError::NeedsConsent { steps: missing }) }
}
