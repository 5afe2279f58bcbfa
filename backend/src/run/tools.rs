use std::{
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use labwright_shared::plan::{Instance, StepData, StepId};
use tokio::sync::mpsc;

use super::{fault, journal::Journal, ledger::RunLedger};
use crate::{
    driver::libvirt::{Connection, Host},
    step::{self, ImageFolders, Probe, Progress, StepContext, StepError, Turn, Undone},
};

/// How often a step's notes are written down: they are for people who watch.
const NOTE_EVERY: Duration = Duration::from_secs(3);

/// What steps work with, shared by all steps of a run.
pub struct Tools {
    pub host: Host,
    pub instance: Instance,
    pub ledger: RunLedger,
    pub images: ImageFolders,
    pub journal: Arc<Journal>,
    pub notes: mpsc::UnboundedSender<(StepId, String)>,
}

/// One step's hold on the tools.
#[derive(Clone)]
pub struct StepTools {
    tools: Arc<Tools>,
    step: StepId,
    data: Arc<StepData>,
    last_note: Arc<Mutex<Option<Instant>>>,
}

impl StepTools {
    pub fn new(tools: Arc<Tools>, step: StepId, data: StepData) -> Self {
        StepTools { tools, step, data: Arc::new(data), last_note: Arc::default() }
    }

    /// Brings what the step needs from the network, off the async threads and without a connection.
    pub async fn prepare(&self) -> Result<(), StepError> {
        if !matches!(*self.data, StepData::VolumeImport(_)) {
            return Ok(());
        }
        let own = self.clone();
        let job = tokio::task::spawn_blocking(move || {
            let cancelled = || own.tools.journal.is_cancelled();
            step::prepare(&own.data, &own.tools.images, &|text| own.note(text), &cancelled)
        });
        job.await.unwrap_or_else(|error| Err(StepError::Refused(format!("the download broke off: {error}"))))
    }

    pub async fn probe(&self) -> Result<Probe, StepError> {
        self.on_host(Turn::default(), step::probe).await
    }

    pub async fn apply(&self, turn: Turn) -> Result<Progress, StepError> {
        self.on_host(turn, step::apply).await
    }

    pub async fn undo(&self) -> Result<Undone, StepError> {
        self.on_host(Turn::default(), step::undo).await
    }

    async fn on_host<T: Send + 'static>(
        &self,
        turn: Turn,
        work: impl FnOnce(&StepContext<'_>, &StepData) -> Result<T, StepError> + Send + 'static,
    ) -> Result<T, StepError> {
        let own = self.clone();
        let job = move |conn: &Connection| {
            let tools = &own.tools;
            let context = StepContext {
                conn,
                instance: &tools.instance,
                ledger: &tools.ledger,
                images: &tools.images,
                secrets: &tools.ledger,
                note: &|text| own.note(text),
                point: &|point| fault::point(own.step.as_str(), point),
                cancelled: &|| tools.journal.is_cancelled(),
                turn,
            };
            work(&context, &own.data)
        };
        self.tools.host.run(step::deadline(&self.data), job).await
    }

    /// Passes a sentence on, unless one was passed on a moment ago.
    pub fn note(&self, text: &str) {
        let mut last = self.last_note.lock().unwrap_or_else(PoisonError::into_inner);
        if last.is_none_or(|last| last.elapsed() >= NOTE_EVERY) {
            *last = Some(Instant::now());
            // Nobody listens any more only when the run has ended.
            let _ = self.tools.notes.send((self.step.clone(), text.to_owned()));
        }
    }
}
