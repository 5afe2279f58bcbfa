//! Rendered files, and the programs that they are for.

use crate::{Labwright, files};
use anyhow::{Context, Result, ensure};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;
use tokio::process::Command;

/// The shipped labs, and the one with all that they do not have.
pub fn labs() -> Result<Vec<PathBuf>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut labs: Vec<PathBuf> = fs::read_dir(root.join("static/templates"))?.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    labs.retain(|path| path.to_string_lossy().ends_with(".lab.yaml"));
    labs.push(root.join("shared/tests/rendered/every-file.lab.yaml"));
    labs.sort();
    ensure!(labs.len() >= 8, "{labs:?}");
    Ok(labs)
}

/// A lab's files, written by the program.
pub async fn rendered(labwright: &Labwright, lab: &Path) -> Result<PathBuf> {
    let name = lab.file_name().context("a name")?.to_string_lossy().trim_end_matches(".lab.yaml").to_owned();
    let out = PathBuf::from(labwright.file(&name));
    labwright.ok(&["render", &lab.to_string_lossy(), "--dir", &out.to_string_lossy()]).await?;
    Ok(out)
}

fn below(folder: &Path, wanted: &dyn Fn(&str) -> bool, found: &mut Vec<PathBuf>) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            below(&path, wanted, found)?;
        } else if path.file_name().is_some_and(|name| wanted(&name.to_string_lossy())) {
            found.push(path);
        }
    }
    found.sort();
    Ok(())
}

/// The files of all labs whose names are wanted.
pub async fn all(labwright: &Labwright, wanted: impl Fn(&str) -> bool) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for lab in labs()? {
        below(&rendered(labwright, &lab).await?, &wanted, &mut found)?;
    }
    Ok(found)
}

/// A program of the unpacked packages, with their libraries.
pub fn program(path: &str) -> Result<Command> {
    let tree = files::checkers()?;
    let mut command = Command::new(tree.join(path));
    command.env("LD_LIBRARY_PATH", tree.join("usr/lib/x86_64-linux-gnu")).kill_on_drop(true);
    Ok(command)
}

/// Runs to the end.
pub async fn run(command: &mut Command) -> Result<Output> {
    command.output().await.with_context(|| format!("cannot start {:?}", command.as_std().get_program()))
}

/// All that a program printed.
pub fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}
