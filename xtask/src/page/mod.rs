//! The page: from Rust to a folder that the back end serves as it is.
//!
//! ```text
//! target/site/index.html          names the files below
//! target/site/app/boot-HASH.js    starts the page
//! target/site/app/app-HASH.js     wasm-bindgen's glue, and app-HASH.wasm, the program
//! target/site/static/…            the static folder, under the same names
//! …every text and program again with .br, for browsers that take it
//! ```
//! What lies in `app/` never changes under its name and may be cached for ever; all else must be asked for again.

mod compress;
mod index;
pub mod wasm;

use crate::stamp::{Inputs, Stamp};
use crate::{paths, stamp};
use anyhow::{Context, Result};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// The folder that `labwright serve --assets` is given.
pub fn site() -> PathBuf {
    paths::target().join("site")
}

/// `page`, or `page --dev` for a quick build of a large program
pub fn main(words: &[String]) -> Result<ExitCode> {
    build(if words.iter().any(|w| w == "--dev") { "dev" } else { "page" })?;
    println!("{}: {} KB for a browser to load", site().display(), first_load()? / 1000);
    Ok(ExitCode::SUCCESS)
}

/// Builds the page with this cargo profile, unless nothing that it is made of changed.
pub fn build(profile: &str) -> Result<()> {
    let site = site();
    let root = paths::root();
    let mut inputs = Inputs::default();
    inputs.word(profile).word(index::FRAME);
    for name in ["Cargo.toml", "Cargo.lock", "rust-toolchain.toml", "frontend", "shared", "static", "xtask/src/page"] {
        inputs.path(&root.join(name))?;
    }
    let stamp = Stamp::at(paths::target().join("site.stamp"));
    let _lock = stamp.lock()?;
    if stamp.is_current(&inputs, &[site.join("index.html")]) {
        return Ok(());
    }
    stamp.clear()?;
    let program = wasm::compile(profile)?;

    // Built beside the old one and then put in its place: a server that is running meanwhile sees either.
    let fresh = paths::target().join("site.part");
    if fresh.exists() {
        fs::remove_dir_all(&fresh)?;
    }
    fs::create_dir_all(fresh.join("app"))?;
    copy(&root.join("static"), &fresh.join("static"))?;
    let app = wasm::bind(&program, &fresh.join("app"))?;
    fs::write(fresh.join("index.html"), index::html(&app, &fresh)?)?;
    compress::all(&fresh, if profile == "dev" { 4 } else { 11 })?;
    if site.exists() {
        fs::remove_dir_all(&site)?;
    }
    fs::rename(&fresh, &site)?;
    stamp.set(&inputs)
}

/// What a browser loads to show the page, compressed, in bytes: everything in `app/` and the style sheet.
pub fn first_load() -> Result<u64> {
    let site = site();
    let mut files = stamp::sorted(&site.join("app"))?;
    files.extend(["index.html.br", "static/app.css.br"].map(|name| site.join(name)));
    let compressed = files.iter().filter(|f| f.extension().is_some_and(|e| e == "br") && f.exists());
    compressed.map(|file| Ok(fs::metadata(file)?.len())).sum()
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in stamp::sorted(from)? {
        let target = to.join(entry.file_name().expect("entries have names"));
        if entry.is_dir() {
            copy(&entry, &target)?;
        } else {
            fs::copy(&entry, &target).with_context(|| format!("cannot copy {}", entry.display()))?;
        }
    }
    Ok(())
}
