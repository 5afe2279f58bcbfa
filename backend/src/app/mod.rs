//! What Labwright does, apart from how it is asked: the command line and the HTTP server both call here.

mod console;
mod consoles;
mod error;
mod hosts;
mod lock;
mod planning;
mod runs;
mod status;

pub use console::ConsolePlace;
pub use consoles::{Block, SharedConsole};
pub use error::AppError;
pub use hosts::DEFAULT_URI;
pub use lock::InstanceLock;
pub use planning::{LabSource, Planned};
pub use runs::{Approval, RunningRun};

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use crate::{
    run::{Journals, Limits},
    store::{Store, StoreError},
};

/// How the program is set up.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where the store, caches and locks lie.
    pub state: PathBuf,
    /// Folders that images may come from.
    pub images: Vec<PathBuf>,
    /// The host, where the lab names none.
    pub host: Option<String>,
    pub limits: Limits,
}

impl Settings {
    /// The folder of downloads and of what was found out about hosts.
    pub fn cache(&self) -> PathBuf {
        self.state.join("cache")
    }
}

/// The program at work.
#[derive(Clone)]
pub struct App {
    pub store: Store,
    pub settings: Arc<Settings>,
    hosts: Arc<hosts::Hosts>,
    pub consoles: Arc<consoles::Consoles>,
    pub journals: Arc<Journals>,
}

impl App {
    pub async fn open(settings: Settings) -> Result<App, StoreError> {
        let store = Store::open(&settings.state).await?;
        let journals = Arc::new(Journals::default());
        Ok(App { store, settings: Arc::new(settings), hosts: Arc::default(), consoles: Arc::default(), journals })
    }

    /// A fresh identity: eight hexadecimal digits from the system's random source.
    pub fn draw_id() -> Result<labwright_shared::value::Name, AppError> {
        let token = draw_token(4)?;
        token.parse().map_err(|error| AppError::Internal(format!("a drawn id is no name: {error}")))
    }
}

/// Random bytes from the system, in hexadecimal.
pub fn draw_token(bytes: usize) -> Result<String, AppError> {
    use std::fmt::Write as _;
    let mut drawn = vec![0; bytes];
    getrandom::fill(&mut drawn).map_err(|error| AppError::Internal(format!("the system gives no random bytes: {error}")))?;
    Ok(drawn.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    }))
}

/// The folder that holds the state unless another is named: by the XDG Base Directory Specification.
pub fn default_state_folder() -> PathBuf {
    let home = || std::env::var_os("HOME").map(PathBuf::from).unwrap_or_else(|| Path::new("/var/lib").into());
    std::env::var_os("XDG_STATE_HOME").map(PathBuf::from).unwrap_or_else(|| home().join(".local/state")).join("labwright")
}
