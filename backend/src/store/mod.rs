//! What is kept: labs, plans, runs and their journal, the ledger, secrets, sessions. The only module that knows SQL.

mod instances;
mod labs;
mod ledger;
mod plans;
mod runs;
mod secrets;
mod sessions;

pub use instances::InstanceRow;
pub use labs::{LabRow, SaveError};
pub use runs::RunRow;

use std::{
    path::Path,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use sqlx::{
    SqlitePool,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};

/// The store: one SQLite file.
#[derive(Clone)]
pub struct Store {
    pool: SqlitePool,
}

/// Why the store did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("the store {path} can't be opened")]
    Open {
        path: String,
        #[source]
        source: sqlx::Error,
    },
    #[error("the store's tables can't be brought up to date")]
    Migrate(#[from] sqlx::migrate::MigrateError),
    #[error("the store did not answer")]
    Sql(#[from] sqlx::Error),
    #[error("the store holds something that can't be read: {0}")]
    Corrupt(String),
    #[error("the folder {path} can't be made or written into")]
    Folder {
        path: String,
        #[source]
        source: std::io::Error,
    },
}

pub type Result<T> = std::result::Result<T, StoreError>;

impl Store {
    /// Opens the store in a folder, which is made if need be; nobody but the owner may read it, because secrets lie in it. A folder that is
    /// there already may have another purpose besides, and stays as open as it is; the store's file does not.
    pub async fn open(folder: &Path) -> Result<Store> {
        let file = folder.join("labwright.db");
        let made = if folder.is_dir() { Ok(()) } else { std::fs::create_dir_all(folder).and_then(|()| restrict(folder, 0o700)) };
        // SQLite takes an empty file for a new store, and gives its journals the same rights.
        let made = made.and_then(|()| match std::fs::OpenOptions::new().append(true).create_new(true).open(&file) {
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Ok(()),
            made => made.and_then(|_| restrict(&file, 0o600)),
        });
        made.map_err(|source| StoreError::Folder { path: folder.display().to_string(), source })?;
        let options = SqliteConnectOptions::new()
            .filename(&file)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            // A killed process loses nothing in this mode; only a power cut may lose the last entries, and then every step looks before it acts.
            .synchronous(SqliteSynchronous::Normal)
            .busy_timeout(Duration::from_secs(10))
            // What is deleted is overwritten: a secret that is forgotten must not stay readable in the file.
            .pragma("secure_delete", "ON")
            .foreign_keys(true);
        let opened = SqlitePoolOptions::new().max_connections(4).connect_with(options).await;
        let pool = opened.map_err(|source| StoreError::Open { path: file.display().to_string(), source })?;
        sqlx::migrate!("src/store/migrations").run(&pool).await?;
        Ok(Store { pool })
    }
}

#[cfg(unix)]
fn restrict(path: &Path, mode: u32) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode))
}

#[cfg(not(unix))]
fn restrict(_: &Path, _: u32) -> std::io::Result<()> {
    Ok(())
}

/// Milliseconds since the Unix epoch.
pub fn now_ms() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| u64::try_from(since.as_millis()).unwrap_or(u64::MAX))
}

/// SQLite's integers are signed.
fn to_db(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn from_db(number: i64) -> u64 {
    u64::try_from(number).unwrap_or_default()
}
