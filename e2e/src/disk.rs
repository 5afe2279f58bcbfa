//! Disk images that boot nothing: for tests in which machines need not come up to anything.

use anyhow::{Context, Result, ensure};
use std::path::{Path, PathBuf};
use std::process::Command;

/// A folder of images.
pub struct Images(tempfile::TempDir);

impl Images {
    pub fn new() -> Result<Self> {
        Ok(Images(tempfile::tempdir()?))
    }

    #[must_use]
    pub fn folder(&self) -> &Path {
        self.0.path()
    }

    /// A qcow2 image of 16 MiB with this many MiB in it that nobody's machine starts from. Gives its SHA-256.
    pub fn blank(&self, name: &str, mib: u8) -> Result<String> {
        let raw = self.folder().join("raw");
        let mut bytes = vec![0; 16 << 20];
        // Neither zeros, which would be left out, nor a boot sector.
        for (at, byte) in bytes[4096..usize::from(mib) << 20].iter_mut().enumerate() {
            *byte = (at % 251) as u8 + 1;
        }
        std::fs::write(&raw, bytes)?;
        let image = self.folder().join(name);
        let paths = [&raw, &image].map(|path: &PathBuf| path.display().to_string());
        run("qemu-img", &["convert", "-O", "qcow2", &paths[0], &paths[1]])?;
        std::fs::remove_file(raw)?;
        let sum = run("sha256sum", &[&paths[1]])?;
        Ok(sum.split_whitespace().next().context("a sum")?.to_owned())
    }
}

/// Runs a tool that must succeed, and gives what it printed.
pub fn run(program: &str, arguments: &[&str]) -> Result<String> {
    let out = Command::new(program).args(arguments).output().with_context(|| format!("cannot start {program}"))?;
    let error = String::from_utf8_lossy(&out.stderr);
    ensure!(out.status.success(), "{program}: {error}");
    Ok(String::from_utf8(out.stdout)?)
}
