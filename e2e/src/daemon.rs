//! The daemons of the private libvirt: ended and started again, as by a crash or a reboot of the host.

use crate::labwright::signal;
use crate::live::Host;
use crate::wait;
use anyhow::{Context, Result, ensure};
use std::fs;
use std::path::Path;
use std::time::Duration;
use tokio::process::Command;

const TIME: Duration = Duration::from_secs(20);

impl Host {
    /// Kills libvirtd, and nothing else.
    pub async fn kill_libvirtd(self) -> Result<()> {
        kill("/run/libvirtd.pid").await
    }

    /// Starts libvirtd and waits until it answers.
    pub async fn start_libvirtd(self) -> Result<()> {
        start("libvirtd").await?;
        wait::until(TIME, "libvirtd to answer", async || self.virsh(&["version"]).await.map(Some)).await?;
        Ok(())
    }

    /// After a client that was killed in the middle of an upload: starts libvirtd anew if it does not answer any more.
    ///
    /// libvirtd (seen with 11.3) can lock itself up for good then, whoever the client was: daemonStreamEvent holds the
    /// client's lock, fails to answer the client that is gone, and closes it, which takes the same lock again.
    pub async fn until_it_answers(self) -> Result<()> {
        if tokio::time::timeout(Duration::from_secs(5), self.virsh(&["version"])).await.is_ok() {
            return Ok(());
        }
        eprintln!("libvirtd hangs after a client died in an upload: starting it anew");
        self.kill_libvirtd().await?;
        self.start_libvirtd().await
    }

    /// What a reboot of the host leaves: the daemons anew, no guest, no bridge, nothing that was kept in /run.
    pub async fn reboot(self) -> Result<()> {
        self.kill_libvirtd().await?;
        kill("/run/virtlogd.pid").await?;
        for entry in fs::read_dir("/run/libvirt/qemu")? {
            let file = entry?.path();
            if file.extension().is_some_and(|end| end == "pid") {
                kill(&file.display().to_string()).await?;
            }
        }
        for entry in fs::read_dir("/run/libvirt/network")? {
            let file = entry?.path();
            if file.extension().is_some_and(|end| end == "pid") {
                kill(&file.display().to_string()).await?;
            }
        }
        for entry in fs::read_dir("/sys/class/net")? {
            let link = entry?.file_name();
            if Path::new("/sys/class/net").join(&link).join("bridge").exists() {
                let mut delete = Command::new("ip");
                let deleted = delete.args(["link", "delete"]).arg(&link).status();
                ensure!(deleted.await?.success(), "{link:?} stays");
            }
        }
        fs::remove_dir_all("/run/libvirt")?;
        fs::create_dir("/run/libvirt")?;
        start("virtlogd").await?;
        self.start_libvirtd().await
    }
}

/// Kills the process whose id stands in a file, and waits until it is gone.
async fn kill(file: &str) -> Result<()> {
    let id = id(file)?;
    if !Path::new(&format!("/proc/{id}")).exists() {
        return Ok(());
    }
    signal("KILL", id).await?;
    gone(id).await
}

/// The process id that a daemon wrote into its file.
pub fn id(file: &str) -> Result<u32> {
    let text = fs::read_to_string(file).with_context(|| format!("cannot read {file}"))?;
    text.trim().parse().with_context(|| format!("in {file}"))
}

/// Waits until a process has ended.
pub async fn gone(id: u32) -> Result<()> {
    wait::until(TIME, &format!("process {id} to end"), async || Ok((!Path::new(&format!("/proc/{id}")).exists()).then_some(()))).await
}

async fn start(name: &str) -> Result<()> {
    let started = Command::new(name).arg("-d").status().await;
    let started = started.with_context(|| format!("cannot start {name}"))?;
    ensure!(started.success(), "{name} did not start: {started}");
    Ok(())
}
