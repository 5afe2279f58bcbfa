//! The copy of the core with all mutants in it.

use super::sites::{self, Mutant};
use crate::{backend, paths};
use anyhow::{Context, Result, bail};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// The copy, built.
pub struct Copy {
    pub folder: PathBuf,
    pub mutants: Vec<Placed>,
    /// Those that do not compile, and so are not in it.
    pub refused: Vec<Placed>,
}

/// A mutant, the file in `shared/src/rules` that it is in, and the rule whose test judges it, or `*`.
pub struct Placed {
    pub file: String,
    pub judge: String,
    pub mutant: Mutant,
}

impl std::fmt::Display for Placed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Mutant { kind, line, code, .. } = &self.mutant;
        write!(f, "shared/src/rules/{}:{line}: {}: {code}", self.file, kind.as_str())
    }
}

impl Copy {
    /// Writes and builds the copy, and leaves out the mutants at which the build fails.
    pub fn make() -> Result<Self> {
        let folder = paths::target().join("mutants/core");
        let mut refused = BTreeSet::new();
        loop {
            let mut mutants = write(&folder, &refused)?;
            let places = errors(&folder)?;
            if places.is_empty() {
                let refused = mutants.extract_if(.., |placed| refused.contains(&placed.mutant.id)).collect();
                return Ok(Copy { folder, mutants, refused });
            }
            let before = refused.len();
            for (file, at) in places {
                let around = mutants.iter().filter(|one| one.file == file && one.mutant.written.contains(&at));
                refused.extend(around.min_by_key(|one| one.mutant.written.len()).map(|one| one.mutant.id));
            }
            if refused.len() == before {
                bail!("the copy of the core does not compile: look with `cargo check --tests` in {}", folder.display());
            }
        }
    }
}

/// The files of the rules, by their paths in `shared/src/rules`.
pub fn rules() -> Result<Vec<String>> {
    let mut files = BTreeMap::new();
    collect(&paths::root().join("shared/src/rules"), Path::new(""), &mut files)?;
    Ok(files.keys().filter(|path| path.components().count() > 1).map(|path| path.display().to_string()).collect())
}

fn write(folder: &Path, refused: &BTreeSet<u32>) -> Result<Vec<Placed>> {
    let root = paths::root();
    let manifest = std::fs::read_to_string(root.join("Cargo.toml"))?;
    let is_ours = |line: &&str| !line.starts_with("default-members") && !line.starts_with("members");
    let manifest: String = manifest.lines().filter(is_ours).map(|line| format!("{line}\n")).collect();
    let mut files = BTreeMap::from([
        (PathBuf::from("Cargo.toml"), manifest.replacen("[workspace]\n", "[workspace]\nmembers = [\"shared\"]\n", 1).into_bytes()),
        (PathBuf::from("Cargo.lock"), std::fs::read(root.join("Cargo.lock"))?),
    ]);
    for part in ["Cargo.toml", "src", "data", "tests/rules", "tests/markdown"] {
        collect(&root.join("shared").join(part), &Path::new("shared").join(part), &mut files)?;
    }
    files.insert("shared/tests/mutants.rs".into(), include_bytes!("files/runner.rs").to_vec());
    let mutants = switch_in(&mut files, refused)?;
    std::fs::create_dir_all(folder)?;
    let mut there = BTreeMap::new();
    collect(&folder.join("shared"), Path::new("shared"), &mut there).ok();
    for path in there.keys().filter(|path| !files.contains_key(*path)) {
        std::fs::remove_file(folder.join(path))?;
    }
    for (path, content) in files {
        // What is as before keeps its time, so that it is not built anew.
        let path = folder.join(path);
        if std::fs::read(&path).ok().as_deref() != Some(&content) {
            path.parent().map_or(Ok(()), std::fs::create_dir_all)?;
            std::fs::write(&path, content)?;
        }
    }
    Ok(mutants)
}

/// Puts the mutants into the files of the rules.
fn switch_in(files: &mut BTreeMap<PathBuf, Vec<u8>>, refused: &BTreeSet<u32>) -> Result<Vec<Placed>> {
    let rules = Path::new("shared/src/rules");
    let is_test = |family: &str, name: &str, files: &BTreeMap<PathBuf, Vec<u8>>| {
        files.contains_key(&PathBuf::from(format!("shared/tests/rules/{family}/{name}.md")))
    };
    let paths: Vec<PathBuf> = files.keys().filter(|path| path.starts_with(rules) && path.parent() != Some(rules)).cloned().collect();
    let mut mutants = Vec::new();
    let mut first = 1;
    for path in paths {
        let file = path.strip_prefix(rules)?.display().to_string();
        let id = file.trim_end_matches(".rs").replace('_', "-");
        let judge = match id.split_once('/') {
            Some((family, name)) if is_test(family, name, files) => id,
            _ => "*".to_owned(),
        };
        let text = String::from_utf8(files[&path].clone())?;
        let (text, found) = sites::mutate(&text, first, refused).with_context(|| format!("cannot mutate {file}"))?;
        first = found.iter().map(|mutant| mutant.id + 1).max().unwrap_or(first).max(first);
        files.insert(path, text.into_bytes());
        mutants.extend(found.into_iter().map(|mutant| Placed { file: file.clone(), judge: judge.clone(), mutant }));
    }
    let mut append = |path: &str, text: &[u8]| {
        files.get_mut(Path::new(path)).map(|file| file.extend_from_slice(text)).with_context(|| format!("there is no {path}"))
    };
    append("shared/src/rules/mod.rs", b"pub mod mutant;\n")?;
    append("shared/src/rules/rule.rs", include_bytes!("files/findings.rs"))?;
    // Mutants are odd to read, and nobody reads them.
    if let Some(lib) = files.get_mut(Path::new("shared/src/lib.rs")) {
        lib.splice(0..0, *b"#![allow(warnings)]\n");
    }
    files.insert("shared/src/rules/mutant.rs".into(), include_bytes!("files/mutant.rs").to_vec());
    Ok(mutants)
}

/// Where the copy is built: cargo would take it for the core itself in a folder that both share.
pub fn built() -> PathBuf {
    paths::target().join("mutants/build")
}

fn collect(path: &Path, name: &Path, files: &mut BTreeMap<PathBuf, Vec<u8>>) -> Result<()> {
    if path.is_file() {
        files.insert(name.to_owned(), std::fs::read(path)?);
        return Ok(());
    }
    for entry in std::fs::read_dir(path).with_context(|| format!("cannot read {}", path.display()))? {
        let entry = entry?;
        collect(&entry.path(), &name.join(entry.file_name()), files)?;
    }
    Ok(())
}

/// Builds the copy; the places of the errors, as a file in `shared/src/rules` and a byte in it.
fn errors(folder: &Path) -> Result<Vec<(String, usize)>> {
    let mut build = backend::cargo();
    build.current_dir(folder).args(["test", "--quiet", "--no-run", "--test", "mutants", "--message-format=json"]);
    // That mutants do not compile is expected, and no word of cargo's about it is for the user.
    let out = build.arg("--target-dir").arg(built()).output().context("cannot start cargo")?;
    let mut places = Vec::new();
    for line in String::from_utf8(out.stdout)?.lines() {
        let message: serde_json::Value = serde_json::from_str(line)?;
        if message["message"]["level"] != "error" {
            continue;
        }
        for span in message["message"]["spans"].as_array().into_iter().flatten().filter(|span| span["is_primary"] == true) {
            let file = span["file_name"].as_str().and_then(|file| file.strip_prefix("shared/src/rules/")).map(str::to_owned);
            if let (Some(file), Some(at)) = (file, span["byte_start"].as_u64()) {
                places.push((file, usize::try_from(at)?));
            }
        }
    }
    if places.is_empty() && !out.status.success() {
        eprint!("{}", String::from_utf8_lossy(&out.stderr));
        bail!("the copy of the core does not compile: look with `cargo check --tests` in {}", folder.display());
    }
    Ok(places)
}
