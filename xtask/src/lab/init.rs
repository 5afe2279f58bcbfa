//! The first process of the private namespaces: lays the folders, starts the daemons, runs the command, reaps.
//!
//! Guests, dnsmasq and the daemons' children are orphaned to PID 1. libvirt waits for them to vanish, so they are
//! reaped at once; a PID 1 that dawdles shows up as slow `virsh destroy`.

use super::{MARK, mounts};
use crate::exec;
use anyhow::{Context, Result, bail};
use rustix::process::{Signal, WaitOptions, WaitStatus, set_parent_process_death_signal, wait};
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

const SOCKET: &str = "/run/libvirt/libvirt-sock";
const LOG: &str = "/var/log/libvirt/libvirtd.log";
/// Far above the 0.1 s that it takes: only a daemon that cannot start gets here.
const PATIENCE: Duration = Duration::from_secs(30);

/// `lab-init -- CMD...`, as PID 1.
pub fn main(words: &[String]) -> Result<ExitCode> {
    if std::process::id() != 1 {
        bail!("this is the inside of `cargo xtask lab`; call that instead");
    }
    set_parent_process_death_signal(Some(Signal::KILL)).context("cannot tie this namespace to its caller")?;
    mounts::lay()?;
    exec::run(exec::command("ip").args(["link", "set", "lo", "up"]))?;
    daemons()?;
    let [_, program, arguments @ ..] = words else { bail!("no command") };
    let child = Command::new(program)
        .args(arguments)
        .env("PATH", exec::full_path())
        .env(MARK, "1")
        .env_remove("LIBVIRT_DEFAULT_URI")
        .spawn()
        .with_context(|| format!("cannot start `{program}`"))?;
    loop {
        if let Some((pid, status)) = reap(WaitOptions::empty())?
            && pid == child.id()
        {
            return Ok(code(status));
        }
    }
}

/// Starts virtlogd and libvirtd and waits until libvirtd listens.
fn daemons() -> Result<()> {
    let begin = Instant::now();
    let mut started = Vec::new();
    for name in ["virtlogd", "libvirtd"] {
        let child = exec::command(name).arg("-d").stdin(Stdio::null()).spawn().with_context(|| format!("cannot start {name}"))?;
        started.push((child.id(), name));
    }
    while !Path::new(SOCKET).exists() {
        if let Some((pid, status)) = reap(WaitOptions::NOHANG)? {
            let name = started.iter().find(|s| s.0 == pid).map(|s| s.1);
            if let Some(name) = name.filter(|_| status.exit_status() != Some(0)) {
                bail!("{name} did not start ({status:?})\n{}", log());
            }
        } else if begin.elapsed() > PATIENCE {
            bail!("libvirtd does not listen after {} s\n{}", PATIENCE.as_secs(), log());
        } else {
            std::thread::sleep(Duration::from_millis(5));
        }
    }
    Ok(())
}

/// One child that ended, if any.
fn reap(options: WaitOptions) -> Result<Option<(u32, WaitStatus)>> {
    match wait(options) {
        Ok(ended) => Ok(ended.map(|(pid, status)| (pid.as_raw_nonzero().get().unsigned_abs(), status))),
        Err(rustix::io::Errno::INTR | rustix::io::Errno::CHILD) => Ok(None),
        Err(error) => Err(error).context("cannot wait for children"),
    }
}

/// The end of libvirtd's log, for an error's text.
fn log() -> String {
    let text = std::fs::read_to_string(LOG).unwrap_or_else(|_| "(it wrote no log)".to_owned());
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(15)..].join("\n")
}

/// The exit code as a shell gives it.
fn code(status: WaitStatus) -> ExitCode {
    let number = status.exit_status().or_else(|| status.terminating_signal().map(|s| 128 + s)).unwrap_or(1);
    ExitCode::from(u8::try_from(number).unwrap_or(u8::MAX))
}
