//! The outside of the private libvirt: makes the namespaces, starts PID 1 in them, hands on its exit code.

use crate::exec;
use anyhow::{Context, Result, bail};
use rustix::thread::UnshareFlags;
use std::os::unix::process::ExitStatusExt;
use std::process::{Command, ExitCode};

/// What the private libvirt is made of, and the Debian package that has it.
const NEEDED: &[(&str, &str)] = &[
    ("libvirtd", "libvirt-daemon-system"),
    ("virtlogd", "libvirt-daemon-system"),
    ("qemu-system-x86_64", "qemu-system-x86"),
    ("dnsmasq", "dnsmasq-base"),
    ("ip", "iproute2"),
];

/// `lab -- CMD...`
pub fn main(words: &[String]) -> Result<ExitCode> {
    let command = match words.split_first() {
        Some((dashes, rest)) if dashes == "--" => rest,
        _ => words,
    };
    if command.is_empty() {
        bail!("say which command is to run: cargo xtask lab -- virsh list --all");
    }
    for (program, package) in NEEDED {
        if exec::find(program).is_none() {
            bail!("{program} is not installed (Debian package {package}); `cargo xtask test` installs what is missing");
        }
    }
    let mut init = if exec::is_root() { direct()? } else { through_sudo()? };
    let status = init.arg("--").args(command).status().context("cannot start the namespace's first process")?;
    Ok(code(status))
}

/// Already root: leave the namespaces of the machine here, so that the next child is PID 1 of new ones.
#[allow(unsafe_code)]
fn direct() -> Result<Command> {
    let flags = UnshareFlags::NEWNS | UnshareFlags::NEWPID | UnshareFlags::NEWNET;
    // SAFETY: unshare is unsafe for CLONE_FILES alone, which is not among these flags.
    unsafe { rustix::thread::unshare_unsafe(flags) }.context("cannot make private namespaces")?;
    let mut init = Command::new(std::env::current_exe()?);
    init.arg("lab-init");
    Ok(init)
}

/// Not root: the same again under sudo, with the environment that cargo and the tests need.
fn through_sudo() -> Result<Command> {
    if exec::find("sudo").is_none() {
        bail!("private namespaces need root: run this as root, or install sudo");
    }
    let mut again = exec::command("sudo");
    again.arg("--preserve-env").arg("env").arg(format!("PATH={}", exec::full_path()));
    again.arg(std::env::current_exe()?).arg("lab");
    Ok(again)
}

/// The exit code as a shell gives it: 128 and the signal's number if there was one.
fn code(status: std::process::ExitStatus) -> ExitCode {
    let number = status.code().unwrap_or_else(|| 128 + status.signal().unwrap_or(0));
    ExitCode::from(u8::try_from(number).unwrap_or(u8::MAX))
}
