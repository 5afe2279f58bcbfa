//! `virsh`: how a test sees what is really there, without our own driver.

use crate::live::Host;
use crate::wait;
use anyhow::{Context, Result, bail};
use std::time::Duration;
use tokio::process::Command;

impl Host {
    /// What virsh prints; an error with its words if it fails.
    pub async fn virsh(self, arguments: &[&str]) -> Result<String> {
        let mut command = Command::new("virsh");
        command.args(["--quiet", "--connect", self.uri()]).args(arguments).kill_on_drop(true);
        let out = command.output().await.context("cannot start virsh")?;
        if !out.status.success() {
            bail!("virsh {}: {}", arguments.join(" "), String::from_utf8_lossy(&out.stderr).trim());
        }
        Ok(String::from_utf8_lossy(&out.stdout).trim().to_owned())
    }

    /// The names of all machines, or of those that run.
    pub async fn domains(self, running: bool) -> Result<Vec<String>> {
        let which = if running { "--state-running" } else { "--all" };
        Ok(lines(&self.virsh(&["list", "--name", which]).await?))
    }

    /// The names of all networks.
    pub async fn networks(self) -> Result<Vec<String>> {
        Ok(lines(&self.virsh(&["net-list", "--name", "--all"]).await?))
    }

    /// The names of all storage pools.
    pub async fn pools(self) -> Result<Vec<String>> {
        Ok(lines(&self.virsh(&["pool-list", "--name", "--all"]).await?))
    }

    /// What each of several commands prints, all by one virsh.
    pub async fn script(self, commands: &[String]) -> Result<Vec<String>> {
        if commands.is_empty() {
            return Ok(Vec::new());
        }
        let mut command = Command::new("virsh");
        let separated = commands.join("; echo @@@@@; ");
        command.args(["--quiet", "--connect", self.uri(), &separated]).kill_on_drop(true);
        let out = command.output().await.context("cannot start virsh")?;
        if !out.stderr.is_empty() {
            bail!("virsh {separated}: {}", String::from_utf8_lossy(&out.stderr).trim());
        }
        let text = String::from_utf8_lossy(&out.stdout).into_owned();
        Ok(text.split("@@@@@").map(|part| part.trim().to_owned()).collect())
    }

    /// The names of a pool's volumes, as its folder has them.
    pub async fn volumes(self, pool: &str) -> Result<Vec<String>> {
        let printed = self.script(&[format!("pool-refresh {pool}"), format!("vol-list {pool}")]).await?;
        Ok(printed.get(1).map(|table| first_words(table)).unwrap_or_default())
    }

    /// Everything that libvirt has: `domain a`, `network b`, `pool c`, `volume c/d`.
    pub async fn inventory(self) -> Result<Vec<String>> {
        let asked = ["list --all --name", "net-list --all --name", "pool-list --all --name", "pool-list --name"];
        let printed = self.script(&asked.map(str::to_owned)).await?;
        let mut all = Vec::new();
        for (kind, names) in ["domain", "network", "pool"].iter().zip(&printed) {
            all.extend(lines(names).iter().map(|name| format!("{kind} {name}")));
        }
        let pools = printed.get(3).map(|names| lines(names)).unwrap_or_default();
        let ask = |pool: &String| [format!("pool-refresh {pool}"), format!("vol-list {pool}")];
        let printed = self.script(&pools.iter().flat_map(ask).collect::<Vec<_>>()).await?;
        for (pool, printed) in pools.iter().zip(printed.chunks(2)) {
            let volumes = printed.get(1).map(|table| first_words(table)).unwrap_or_default();
            all.extend(volumes.iter().map(|volume| format!("volume {pool}/{volume}")));
        }
        all.sort();
        Ok(all)
    }

    /// `running`, `shut off`, …
    pub async fn state(self, domain: &str) -> Result<String> {
        self.virsh(&["domstate", domain]).await
    }

    /// Waits until a machine is in this state.
    pub async fn until_state(self, domain: &str, state: &str, time: Duration) -> Result<()> {
        let what = format!("{domain} to be {state}");
        wait::until(time, &what, async || Ok((self.state(domain).await? == state).then_some(()))).await
    }

    /// Defines a network or a machine from XML: `define("net-define", xml)`.
    pub async fn define(self, command: &str, xml: &str) -> Result<()> {
        let file = tempfile::NamedTempFile::new()?;
        std::fs::write(file.path(), xml)?;
        let path = file.path().to_str().context("temporary names are text")?;
        self.virsh(&[command, path]).await.with_context(|| format!("with this XML:\n{xml}"))?;
        Ok(())
    }
}

/// The first word of each line of a table.
fn first_words(table: &str) -> Vec<String> {
    let first = |line: &String| line.split_whitespace().next().map(str::to_owned);
    lines(table).iter().filter_map(first).collect()
}

fn lines(text: &str) -> Vec<String> {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}
