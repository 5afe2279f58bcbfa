//! Makes sure that the machine's libvirt answers.

use crate::exec;
use anyhow::{Context, Result, bail};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

/// Sockets of the one daemon and of its successor for QEMU alone.
const SOCKETS: &[&str] = &["/run/libvirt/libvirt-sock", "/run/libvirt/virtqemud-sock"];

/// Of the daemon that keeps consoles' logs; it outlives a restart of libvirtd.
const LOG_SOCKET: &str = "/run/libvirt/virtlogd-sock";

/// Starts libvirt if it does not listen: by systemd where that runs, else by itself.
pub fn ensure() -> Result<()> {
    if listens() {
        return Ok(());
    }
    let begin = Instant::now();
    if Path::new("/run/systemd/system").is_dir() {
        let unit = if exec::find("libvirtd").is_some() { "libvirtd" } else { "virtqemud.socket" };
        exec::run(&mut as_root(&["systemctl", "start", unit])).context("cannot start libvirt")?;
    } else {
        for daemon in ["virtlogd", "libvirtd"] {
            if daemon == "virtlogd" && is_open(LOG_SOCKET) {
                continue;
            }
            exec::run(&mut as_root(&[daemon, "-d"])).with_context(|| format!("cannot start {daemon}"))?;
        }
    }
    while !listens() {
        if begin.elapsed() > Duration::from_secs(20) {
            bail!("libvirt was started but does not listen on {}", SOCKETS.join(" or "));
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    Ok(())
}

fn listens() -> bool {
    SOCKETS.iter().any(|socket| is_open(socket))
}

/// A socket file may outlive its daemon, so it is asked. One that may not be opened is alive.
fn is_open(socket: &str) -> bool {
    match UnixStream::connect(socket) {
        Ok(_) => true,
        Err(error) => error.kind() == std::io::ErrorKind::PermissionDenied,
    }
}

fn as_root(words: &[&str]) -> Command {
    if exec::is_root() {
        let mut command = exec::command(words[0]);
        command.args(&words[1..]);
        return command;
    }
    let mut command = exec::command("sudo");
    command.args(words);
    command
}
