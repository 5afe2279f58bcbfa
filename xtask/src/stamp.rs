//! Stamps: a thing is built again only if what it is made of changed.

use anyhow::{Context, Result};
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

/// What a thing is made of, as one number. Content counts, times do not: a fresh checkout of the same text is the same.
#[derive(Default)]
pub struct Inputs(DefaultHasher);

impl Inputs {
    /// A word that matters: a version, a flag.
    pub fn word(&mut self, word: &str) -> &mut Self {
        word.hash(&mut self.0);
        self
    }

    /// Plain content.
    pub fn bytes(&mut self, bytes: &[u8]) -> &mut Self {
        bytes.hash(&mut self.0);
        self
    }

    /// A file's name and content, or all that lie in a folder, in order of their names. What is not there counts too.
    pub fn path(&mut self, path: &Path) -> Result<&mut Self> {
        self.word(&path.to_string_lossy());
        if path.is_dir() {
            for entry in sorted(path)? {
                self.path(&entry)?;
            }
        } else if path.exists() {
            fs::read(path).with_context(|| format!("cannot read {}", path.display()))?.hash(&mut self.0);
        }
        Ok(self)
    }

    /// Short enough for a file name.
    pub fn short(&self) -> String {
        format!("{:016x}", self.0.finish())
    }

    fn text(&self) -> String {
        format!("{:016x}\n", self.0.finish())
    }
}

/// The file that remembers what something was last made of.
pub struct Stamp(PathBuf);

impl Stamp {
    pub fn at(path: impl Into<PathBuf>) -> Self {
        Stamp(path.into())
    }

    /// Waits until no other xtask builds the same thing; held until the file is dropped.
    pub fn lock(&self) -> Result<fs::File> {
        let path = self.0.with_extension("lock");
        let file = fs::File::create(&path).with_context(|| format!("cannot write {}", path.display()))?;
        rustix::fs::flock(&file, rustix::fs::FlockOperation::LockExclusive).context("cannot lock")?;
        Ok(file)
    }

    /// Whether all products are there and were made of exactly these inputs.
    pub fn is_current(&self, inputs: &Inputs, products: &[PathBuf]) -> bool {
        products.iter().all(|p| p.exists()) && fs::read_to_string(&self.0).is_ok_and(|old| old == inputs.text())
    }

    /// To be called once everything is in place.
    pub fn set(&self, inputs: &Inputs) -> Result<()> {
        fs::write(&self.0, inputs.text()).with_context(|| format!("cannot write {}", self.0.display()))
    }

    /// To be called before building: a build that is broken off leaves nothing that looks finished.
    pub fn clear(&self) -> Result<()> {
        match fs::remove_file(&self.0) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error).context("cannot remove a stamp"),
            _ => Ok(()),
        }
    }
}

/// A folder's entries in order of their names.
pub fn sorted(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut entries = Vec::new();
    for entry in fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))? {
        entries.push(entry?.path());
    }
    entries.sort();
    Ok(entries)
}
