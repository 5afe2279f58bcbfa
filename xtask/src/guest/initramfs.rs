//! The initial RAM disk: busybox, modules, scripts.

use super::cpio::Archive;
use super::kernel::Kernel;
use super::modules;
use anyhow::{Context, Result};
use std::fs;
use std::path::Path;

/// Where each script goes, and whether it is run (or only read).
pub const FILES: &[(&str, u32, &str)] = &[
    ("bin/lab-get", 0o755, include_str!("files/lab-get")),
    ("bin/lab-ping", 0o755, include_str!("files/lab-ping")),
    ("etc/inittab", 0o644, include_str!("files/inittab")),
    ("etc/profile", 0o644, include_str!("files/profile")),
    ("lab/agent", 0o755, include_str!("files/agent")),
    ("lab/boot", 0o755, include_str!("files/boot")),
    ("lab/functions", 0o644, include_str!("files/functions")),
    ("lab/install", 0o755, include_str!("files/install")),
    ("lab/lease", 0o755, include_str!("files/lease")),
    ("lab/network", 0o755, include_str!("files/network")),
    ("lab/user-data", 0o755, include_str!("files/user-data")),
    ("lab/yaml.awk", 0o644, include_str!("files/yaml.awk")),
];

/// Writes it, not compressed: unpacking costs an emulated processor more than reading does.
pub fn write(file: &Path, busybox: &Path, kernel: &Kernel) -> Result<()> {
    let mut archive = Archive::default();
    for folder in ["bin", "dev", "etc", "lab", "lab/modules"] {
        archive.folder(folder);
    }
    // The kernel opens the console before anything could have mounted /dev.
    archive.character_device("dev/console", 5, 1);
    archive.file("bin/busybox", 0o755, &fs::read(busybox)?);
    archive.link("init", "bin/busybox");
    for (path, mode, content) in FILES {
        archive.file(path, *mode, content.as_bytes());
    }
    let set = modules::gather(&kernel.modules)?;
    for module in &set.modules {
        archive.file(&format!("lab/modules/{}.ko", module.name), 0o644, &module.bytes);
    }
    for (name, order) in &set.orders {
        archive.file(&format!("lab/modules/{name}.needs"), 0o644, order.join("\n").as_bytes());
    }
    fs::write(file, archive.finish()).with_context(|| format!("cannot write {}", file.display()))
}
