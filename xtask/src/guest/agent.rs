//! The QEMU guest agent: the distribution's program with the libraries that it needs, as an addition to the initial RAM disk.

use super::cpio::Archive;
use crate::{exec, unpacked};
use anyhow::{Context, Result, bail};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// Where `files/boot` looks for it.
const PLACE: &str = "bin/qemu-ga";

/// What the agent runs when the host asks for a shutdown.
const SHUTDOWN: &str = "#!/bin/busybox sh\n/bin/busybox echo POWER agent >/dev/console\n/bin/busybox poweroff -f\n";

/// Writes the initial RAM disk `initrd` with the agent after it: the kernel unpacks archives that follow each other.
pub fn write(file: &Path, initrd: &Path, work: &Path) -> Result<()> {
    let tree = unpacked::packages(&work.join("agent"), &["qemu-guest-agent"])?;
    let program = ["usr/sbin/qemu-ga", "usr/bin/qemu-ga"].iter().map(|place| tree.join(place)).find(|place| place.exists());
    let program = program.context("the package qemu-guest-agent has no qemu-ga")?;
    let mut archive = Archive::default();
    archive.file(PLACE, 0o755, &fs::read(&program)?);
    archive.folder("sbin");
    archive.file("sbin/shutdown", 0o755, SHUTDOWN.as_bytes());
    let mut folders = BTreeSet::new();
    for library in libraries(&program)? {
        let path = library.trim_start_matches('/');
        for folder in Path::new(path).ancestors().skip(1).filter(|folder| !folder.as_os_str().is_empty()) {
            folders.insert(folder.display().to_string());
        }
        for folder in &folders {
            archive.folder(folder);
        }
        archive.file(path, 0o755, &fs::read(&library).with_context(|| format!("cannot read {library}"))?);
    }
    let mut bytes = fs::read(initrd)?;
    bytes.extend(archive.finish());
    fs::write(file, bytes).with_context(|| format!("cannot write {}", file.display()))
}

/// This machine's shared libraries for a program. QEMU itself needs all that its agent does, so they are here.
fn libraries(program: &Path) -> Result<Vec<String>> {
    let text = exec::output(exec::command("ldd").arg(program))?;
    let mut found = Vec::new();
    for line in text.lines().map(str::trim) {
        if line.ends_with("not found") {
            bail!("{} needs a library that this machine does not have: {line}", program.display());
        }
        let path = line.split_once(" => ").map_or(line, |(_, path)| path);
        found.extend(path.split_whitespace().next().filter(|path| path.starts_with('/')).map(str::to_owned));
    }
    Ok(found)
}
