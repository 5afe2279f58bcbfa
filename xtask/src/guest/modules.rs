//! Kernel modules: which ones, what they need first, and their plain bytes.

use crate::exec;
use anyhow::{Context, Result, bail};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Those that `files/functions` may load. A name that the kernel has built in, or has not at all, is passed over.
const WANTED: &[&str] = &[
    "virtio_pci",
    "virtio_net",
    "virtio_blk",
    "virtio_scsi",
    "virtio_console",
    "button",
    "evdev",
    "isofs",
    "sr_mod",
    "sd_mod",
    "ata_piix",
    "ahci",
    "8021q",
    "bonding",
];

pub struct Module {
    pub name: String,
    /// The file as insmod of busybox wants it: not compressed.
    pub bytes: Vec<u8>,
}

pub struct Set {
    pub modules: Vec<Module>,
    /// For each wanted module: what to load, in this order; itself at the end.
    pub orders: Vec<(String, Vec<String>)>,
}

/// Reads the wanted modules and what they depend on from `lib/modules/VERSION`.
pub fn gather(folder: &Path) -> Result<Set> {
    let mut files = BTreeMap::new();
    index(folder, &mut files)?;
    let mut loaded = BTreeMap::new();
    let mut orders = Vec::new();
    for wanted in WANTED {
        let mut order = Vec::new();
        visit(wanted, &files, &mut loaded, &mut order)?;
        if !order.is_empty() {
            orders.push(((*wanted).to_owned(), order));
        }
    }
    if !files.is_empty() && orders.is_empty() {
        bail!("{} has none of the modules that the guest needs", folder.display());
    }
    let modules = loaded.into_iter().map(|(name, bytes)| Module { name, bytes }).collect();
    Ok(Set { modules, orders })
}

/// Dependencies first. The kernel's own list of them (modules.dep) is written at installation, so each file is asked.
fn visit(name: &str, files: &BTreeMap<String, PathBuf>, loaded: &mut BTreeMap<String, Vec<u8>>, order: &mut Vec<String>) -> Result<()> {
    let Some(file) = files.get(name) else {
        return Ok(());
    };
    if order.iter().any(|n| n == name) {
        return Ok(());
    }
    if !loaded.contains_key(name) {
        loaded.insert(name.to_owned(), plain(file)?);
    }
    for needed in depends(&loaded[name]) {
        visit(&needed, files, loaded, order)?;
    }
    order.push(name.to_owned());
    Ok(())
}

/// Every module file by its module's name, in which `-` is `_`.
fn index(folder: &Path, files: &mut BTreeMap<String, PathBuf>) -> Result<()> {
    for path in crate::stamp::sorted(folder)? {
        if path.is_dir() && !path.is_symlink() {
            index(&path, files)?;
        } else if let Some((name, _)) = path.file_name().and_then(|n| n.to_str()).and_then(|n| n.split_once(".ko")) {
            files.insert(name.replace('-', "_"), path.clone());
        }
    }
    Ok(())
}

/// The `depends=` entry of the module's own information section.
fn depends(bytes: &[u8]) -> Vec<String> {
    let key = b"\0depends=";
    let Some(at) = bytes.windows(key.len()).position(|w| w == key) else {
        return Vec::new();
    };
    let value = bytes[at + key.len()..].split(|b| *b == 0).next().unwrap_or_default();
    let text = String::from_utf8_lossy(value).replace('-', "_");
    text.split(',').filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

fn plain(file: &Path) -> Result<Vec<u8>> {
    let program = match file.extension().and_then(|e| e.to_str()) {
        Some("xz") => "xz",
        Some("zst") => "zstd",
        Some("gz") => "gzip",
        _ => return fs::read(file).with_context(|| format!("cannot read {}", file.display())),
    };
    let out = exec::command(program).arg("-dc").arg(file).output().with_context(|| format!("cannot start {program}"))?;
    if !out.status.success() {
        bail!("{program} cannot unpack {}", file.display());
    }
    Ok(out.stdout)
}

#[cfg(test)]
mod tests {
    use super::depends;

    #[test]
    fn dependencies_are_read_from_the_module() {
        assert_eq!(depends(b"\x7fELF..\0license=GPL\0depends=net-failover,virtio\0name=virtio_net\0"), ["net_failover", "virtio"]);
        assert!(depends(b"\0depends=\0name=virtio\0").is_empty());
        assert!(depends(b"no information").is_empty());
    }
}
