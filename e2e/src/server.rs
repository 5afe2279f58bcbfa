//! The built back end, started for one test.

use crate::{files, wait};
use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

/// From start to the printed link; a debug build on a loaded machine.
const START: Duration = Duration::from_secs(20);

/// A running `labwright serve` with a state folder of its own. Dropped, it is killed.
pub struct Server {
    child: Child,
    link: String,
    site: PathBuf,
    state: TempDir,
    arguments: Vec<String>,
}

impl Server {
    /// Serves the built page. `arguments` are added to `labwright serve`.
    pub async fn start(arguments: &[&str]) -> Result<Self> {
        Server::with_site(files::site()?, arguments).await
    }

    /// Serves a page from another folder.
    pub async fn with_site(site: PathBuf, arguments: &[&str]) -> Result<Self> {
        let state = tempfile::Builder::new().prefix("labwright-state-").tempdir()?;
        let arguments: Vec<String> = arguments.iter().map(|a| (*a).to_owned()).collect();
        let (child, link) = spawn(&site, state.path(), "127.0.0.1:0", &arguments).await?;
        Ok(Server { child, link, site, state, arguments })
    }

    /// The link that it printed, with the token that opens the page once.
    #[must_use]
    pub fn link(&self) -> &str {
        &self.link
    }

    /// `http://127.0.0.1:PORT`
    #[must_use]
    pub fn origin(&self) -> &str {
        let rest = self.link.find("://").map_or(0, |at| at + 3);
        let end = self.link[rest..].find('/').map_or(self.link.len(), |at| rest + at);
        &self.link[..end]
    }

    /// The folder with the store.
    #[must_use]
    pub fn state(&self) -> &Path {
        self.state.path()
    }

    /// What it has logged.
    #[must_use]
    pub fn log(&self) -> String {
        std::fs::read_to_string(log_file(self.state.path())).unwrap_or_default()
    }

    /// Ends it with no chance to tidy up, as a crash does.
    pub async fn crash(&mut self) -> Result<()> {
        self.child.kill().await.context("cannot kill the back end")
    }

    /// Starts it again on the same state and port, after [`Server::crash`]: open pages find it again.
    pub async fn restart(&mut self) -> Result<()> {
        let address = self.origin().trim_start_matches("http://").to_owned();
        (self.child, self.link) = spawn(&self.site, self.state.path(), &address, &self.arguments).await?;
        Ok(())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        crate::browser::gone(self.origin());
    }
}

fn log_file(state: &Path) -> PathBuf {
    state.join("test-server.log")
}

/// Starts the program (on port 0: the system chooses) and waits for the link on its output.
async fn spawn(site: &Path, state: &Path, address: &str, arguments: &[String]) -> Result<(Child, String)> {
    let log = std::fs::File::options().create(true).append(true).open(log_file(state))?;
    let mut command = Command::new(files::program()?);
    command.args(["serve", "--listen", address]);
    command.arg("--assets").arg(site).arg("--state").arg(state).args(arguments);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(log).kill_on_drop(true);
    let mut child = command.spawn().context("cannot start the back end")?;
    let mut lines = BufReader::new(child.stdout.take().expect("piped")).lines();
    let link = async {
        while let Some(line) = lines.next_line().await? {
            if let Some(at) = line.find("http://") {
                let link = line[at..].split_whitespace().next().expect("not empty");
                return Ok(link.to_owned());
            }
        }
        bail!("it ended without printing a link")
    };
    let link = match tokio::time::timeout(START, link).await {
        Ok(Ok(link)) => link,
        Ok(Err(error)) => bail!("the back end did not start: {error:#}\n{}", tail(state)),
        Err(_) => bail!("the back end printed no link in {} s\n{}", START.as_secs(), tail(state)),
    };
    // Its further output is of no use here, but must be taken from it.
    tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
    wait::until(START, "the back end to accept connections", async || {
        let address = link.trim_start_matches("http://").split('/').next().unwrap_or_default();
        Ok(tokio::net::TcpStream::connect(address).await.ok())
    })
    .await?;
    Ok((child, link))
}

fn tail(state: &Path) -> String {
    let text = std::fs::read_to_string(log_file(state)).unwrap_or_default();
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(20)..].join("\n")
}
