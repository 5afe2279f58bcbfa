//! How the built lab stands on the host, asked for while it matters.

use gloo::timers::future::TimeoutFuture;
use labwright_shared::{
    api::paths,
    facts::DomainState,
    status::{LabStatus, MachineStatus},
};
use leptos::{prelude::*, task::spawn_local};

use crate::ui::on::effect;

use super::{App, api::Failure, runs, ui::Tab};

#[derive(Clone, Copy)]
pub struct Live {
    pub status: RwSignal<Option<LabStatus>>,
    pub failure: RwSignal<Option<Failure>>,
}

impl Live {
    pub fn new() -> Self {
        Live { status: RwSignal::new(None), failure: RwSignal::new(None) }
    }

    pub fn clear(&self) {
        self.status.set(None);
        self.failure.set(None);
    }

    /// The machine's state on the host; nothing where it is not built.
    pub fn machine(&self, name: &str) -> Option<DomainState> {
        self.status.with(|status| find(status.as_ref()?, name)?.state)
    }

    /// Whether any machine of the lab is on the host.
    pub fn is_built(&self) -> bool {
        self.status.with(|status| status.as_ref().is_some_and(|status| status.machines.iter().any(|machine| machine.state.is_some())))
    }
}

impl Default for Live {
    fn default() -> Self {
        Live::new()
    }
}

fn find<'a>(status: &'a LabStatus, name: &str) -> Option<&'a MachineStatus> {
    status.machines.iter().find(|machine| machine.machine == *name)
}

/// Asks now.
pub async fn look(app: App) {
    if let Some(views) = app.views.here().await {
        (views.look_live)(app).await;
    }
}

/// What [`look`] does, in the part that can read the answer.
pub async fn look_now(app: App) {
    let Some(lab) = app.labs.current.get_untracked() else { return };
    let answer = app.server.get::<LabStatus>(&paths::status(&lab)).await;
    if app.labs.current.with_untracked(|current| current.as_deref() != Some(lab.as_str())) {
        return;
    }
    match answer {
        Ok(status) => {
            app.live.failure.set(None);
            if app.live.status.with_untracked(|before| before.as_ref() != Some(&status)) {
                app.live.status.set(Some(status));
            }
        }
        Err(failure) => app.live.failure.set(Some(failure)),
    }
}

/// Asks every few seconds while a build of the lab is on the host, more often where the answer is looked at.
pub fn follow(app: App) {
    let is_built = Memo::new(move |_| app.labs.is_built());
    effect(move || {
        app.labs.current.track();
        let on_page = app.ui.tab.get() == Tab::Results;
        if is_built.get() || on_page {
            spawn_local(look(app));
        }
    });
    spawn_local(async move {
        let mut beats = 0u32;
        loop {
            TimeoutFuture::new(3_000).await;
            beats += 1;
            let (is_built, on_page) = (is_built.get_untracked(), app.ui.tab.get_untracked() == Tab::Results);
            let is_hidden = document().hidden();
            if beats.is_multiple_of(2) && !is_hidden && app.runs.phase_untracked().is_some_and(|phase| !phase.is_over()) {
                runs::look_after(app);
            }
            if is_built && !is_hidden && (on_page || beats.is_multiple_of(4)) {
                look(app).await;
            }
        }
    });
}
