//! The program's command line, with a state folder of its own.

use crate::{files, wait};
use anyhow::{Context, Result, bail, ensure};
use sqlx::{Connection, Row, SqliteConnection};
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::time::Duration;
use tempfile::TempDir;
use tokio::process::{Child, Command};

/// A state folder, and the folder that images come from.
pub struct Labwright {
    folder: TempDir,
    images: PathBuf,
}

/// How a command ended.
#[derive(Debug)]
pub struct Ended {
    pub status: ExitStatus,
    pub stdout: String,
    pub stderr: String,
}

/// A command under way. Dropped, it is killed.
pub struct Running {
    child: Child,
    folder: TempDir,
}

impl Labwright {
    /// With the test guest's images.
    pub fn new() -> Result<Self> {
        Self::with_images(&files::images()?)
    }

    /// With images from a folder.
    pub fn with_images(images: &Path) -> Result<Self> {
        Ok(Labwright { folder: folder()?, images: images.to_owned() })
    }

    /// The folder with the store.
    #[must_use]
    pub fn state(&self) -> PathBuf {
        self.folder.path().join("state")
    }

    /// A path beside the store, for files of the test.
    #[must_use]
    pub fn file(&self, name: &str) -> String {
        self.folder.path().join(name).display().to_string()
    }

    /// Writes a file of the test and gives its path.
    pub fn write(&self, name: &str, text: &str) -> Result<String> {
        let path = self.file(name);
        std::fs::write(&path, text).with_context(|| format!("cannot write {path}"))?;
        Ok(path)
    }

    /// The command, ready to start.
    pub fn command(&self, arguments: &[&str]) -> Result<Command> {
        let mut command = Command::new(files::program()?);
        command
            .env("LABWRIGHT_STATE", self.state())
            .env("LABWRIGHT_IMAGES", &self.images)
            .args(arguments)
            .stdin(Stdio::null())
            .kill_on_drop(true);
        Ok(command)
    }

    /// Runs a command to its end, however it ends.
    pub async fn run(&self, arguments: &[&str]) -> Result<Ended> {
        self.run_with(&[], arguments).await
    }

    /// The same with environment variables.
    pub async fn run_with(&self, variables: &[(&str, &str)], arguments: &[&str]) -> Result<Ended> {
        let mut command = self.command(arguments)?;
        command.envs(variables.iter().copied());
        let out = command.output().await.context("cannot start labwright")?;
        Ok(Ended {
            status: out.status,
            stdout: String::from_utf8_lossy(&out.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&out.stderr).into_owned(),
        })
    }

    /// Runs a command that must succeed, and gives its standard output.
    pub async fn ok(&self, arguments: &[&str]) -> Result<String> {
        let ended = self.run(arguments).await?;
        ensure!(ended.status.success(), "labwright {}: {ended}", arguments.join(" "));
        Ok(ended.stdout)
    }

    /// Runs a command that must end with this exit code, and gives all that it said.
    pub async fn refused(&self, code: i32, arguments: &[&str]) -> Result<String> {
        let ended = self.run(arguments).await?;
        ensure!(ended.status.code() == Some(code), "labwright {} was to end with {code}: {ended}", arguments.join(" "));
        Ok(ended.said())
    }

    /// Keeps a secret.
    pub async fn keep_secret(&self, name: &str, value: &str) -> Result<()> {
        let file = self.write("secret", value)?;
        let mut command = self.command(&["secret", "set", name])?;
        command.stdin(std::fs::File::open(&file)?);
        let out = command.output().await?;
        std::fs::remove_file(file)?;
        ensure!(out.status.success(), "the secret {name} is not kept: {out:?}");
        Ok(())
    }

    /// Starts a command and does not wait for it.
    pub fn start(&self, arguments: &[&str]) -> Result<Running> {
        let folder = folder()?;
        let mut command = self.command(arguments)?;
        command.stdout(std::fs::File::create(folder.path().join("out"))?).stderr(std::fs::File::create(folder.path().join("err"))?);
        let child = command.spawn().context("cannot start labwright")?;
        Ok(Running { child, folder })
    }

    /// What the ledger holds, read from the store's file.
    pub async fn ledger(&self) -> Result<Vec<String>> {
        let facts = "SELECT kind || ' ' || name || ' ' || key FROM ledger_facts";
        let claims = "SELECT kind || ' ' || name FROM ledger";
        self.query(&format!("{claims} UNION ALL {facts} ORDER BY 1")).await
    }

    /// The first column of a query on the store's file, as text.
    pub async fn query(&self, query: &str) -> Result<Vec<String>> {
        let file = self.state().join("labwright.db");
        let mut store = SqliteConnection::connect(&format!("sqlite:{}", file.display())).await?;
        let rows = sqlx::query(query).fetch_all(&mut store).await?;
        store.close().await?;
        rows.iter().map(|row| row.try_get(0).context("a text")).collect()
    }
}

impl Ended {
    /// Both outputs.
    #[must_use]
    pub fn said(&self) -> String {
        format!("{}{}", self.stdout, self.stderr)
    }

    /// Whether it was killed, as by a fault place.
    #[must_use]
    pub fn was_killed(&self) -> bool {
        self.status.signal() == Some(9)
    }
}

impl std::fmt::Display for Ended {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}\n{}{}", self.status, self.stdout, self.stderr)
    }
}

impl Running {
    /// Standard output until now.
    #[must_use]
    pub fn stdout(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("out")).unwrap_or_default()
    }

    /// Waits until standard output has this text.
    pub async fn until(&mut self, text: &str, time: Duration) -> Result<()> {
        let what = format!("labwright to say {text:?}");
        let waited = wait::until(time, &what, async || Ok(self.stdout().contains(text).then_some(())));
        waited.await.with_context(|| format!("it said:\n{}", self.stdout()))
    }

    /// The id of the run that it said it began.
    pub async fn run(&mut self) -> Result<String> {
        self.until("\nrun ", wait::GUEST).await?;
        let text = self.stdout();
        let line = text.lines().find_map(|line| line.strip_prefix("run "));
        Ok(line.context("no run")?.to_owned())
    }

    /// Sends a signal: `INT`, `KILL`.
    pub async fn signal(&self, name: &str) -> Result<()> {
        let id = self.child.id().context("it has ended")?;
        signal(name, id).await
    }

    /// Waits for its end.
    pub async fn end(mut self, time: Duration) -> Result<Ended> {
        let status = match tokio::time::timeout(time, self.child.wait()).await {
            Ok(status) => status?,
            Err(_) => bail!("labwright goes on after {} s:\n{}", time.as_secs(), self.stdout()),
        };
        let stderr = std::fs::read_to_string(self.folder.path().join("err"))?;
        Ok(Ended { status, stdout: self.stdout(), stderr })
    }
}

/// Sends a signal to a process.
pub async fn signal(name: &str, id: u32) -> Result<()> {
    let sent = Command::new("kill").args([&format!("-{name}"), &id.to_string()]).status().await?;
    ensure!(sent.success(), "no process {id} to send {name}");
    Ok(())
}

/// In memory where that is private, so that a run does not wait for the medium.
fn folder() -> Result<TempDir> {
    let mut folder = tempfile::Builder::new();
    folder.prefix("labwright-test-");
    Ok(match crate::live::is_private() {
        true => folder.tempdir_in("/run")?,
        false => folder.tempdir()?,
    })
}
