//! Programs of the host, called with an argument vector and a deadline; nothing passes through a shell.

use std::process::{Command, Output, Stdio};

use crate::driver::DriverError;

/// Seconds that Open vSwitch's own tools wait for its daemons; then they end themselves (ovs-vsctl(8), `--timeout`).
pub(super) const PATIENCE: u64 = 20;

/// What a program printed, or why it failed.
pub(super) fn run(program: &str, arguments: &[String]) -> Result<Output, DriverError> {
    let shown = || format!("{program} {}", arguments.join(" "));
    let mut command = Command::new(program);
    let output = command.args(arguments).stdin(Stdio::null()).env("LC_ALL", "C").output().map_err(|error| DriverError::Command {
        command: shown(),
        message: error.to_string(),
        hint: (error.kind() == std::io::ErrorKind::NotFound).then(|| missing(program)),
    })?;
    tracing::debug!(command = %shown(), status = %output.status, "called");
    Ok(output)
}

/// The same for a program that must succeed.
pub(super) fn must(program: &str, arguments: &[String]) -> Result<String, DriverError> {
    let output = run(program, arguments)?;
    let said = String::from_utf8_lossy(&output.stderr).trim().to_owned();
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let command = format!("{program} {}", arguments.join(" "));
    if output.status.code().is_none() {
        return Err(DriverError::Unknown { uri: "this machine".to_owned(), doing: command, seconds: PATIENCE });
    }
    let hint = hint(&said);
    Err(DriverError::Command { command, message: said, hint })
}

fn missing(program: &str) -> String {
    let package = match program {
        "ip" => "iproute2",
        _ => "openvswitch-switch",
    };
    format!("Install it (Debian package {package})")
}

/// What to do about a refused call, where that is known.
fn hint(said: &str) -> Option<String> {
    let has = |text: &str| said.contains(text);
    let hint = match () {
        () if has("Permission denied") || has("Operation not permitted") => {
            "Open vSwitch takes orders from root alone: run labwright as root"
        }
        () if has("database connection failed") => {
            "Start Open vSwitch: systemctl start openvswitch-switch (openvswitch on Red Hat's systems)"
        }
        () if has("is actually attached to bridge") => {
            "The port is in another bridge: take it out there (ovs-vsctl del-port), or name another one"
        }
        () if has("already exists") => "Something of that name is there: name another bridge in the lab, or take the other one away",
        () => return None,
    };
    Some(hint.to_owned())
}
