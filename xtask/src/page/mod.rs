//! The page: from Rust to a folder that the back end serves as it is.
//!
//! ```text
//! target/site/index.html          names the files below
//! target/site/app/HASH/boot.js    starts the page
//! target/site/app/HASH/app.js     wasm-bindgen's glue, and app_bg.wasm, the program
//! target/site/app/HASH/parts.js   fetches what the program asks for later: split_NAME.wasm, chunk_N.wasm
//! target/site/app/HASH/worker.js  starts the worker that checks labs: checker.js, its glue, and checker_bg.wasm, its program
//! target/site/static/app.css      all style sheets as one
//! target/site/static/…            the rest of the static folder, under the same names
//! …every text and program again with .br, for browsers that take it
//! ```
//! What lies in `app/` never changes under its name and may be cached for ever; all else must be asked for again.

mod checker;
mod compress;
mod index;
mod load;
mod styles;
pub mod wasm;

pub use load::Load;

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
    println!("{}: {}", site().display(), Load::of(&site())?);
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
    let checker = checker::compile(profile)?;

    // Built beside the old one and then put in its place: a server that is running meanwhile sees either.
    let fresh = paths::target().join("site.part");
    if fresh.exists() {
        fs::remove_dir_all(&fresh)?;
    }
    fs::create_dir_all(fresh.join("app"))?;
    copy(&root.join("static"), &fresh.join("static"))?;
    styles::join(&fresh.join("static"))?;
    let app = wasm::bind(&program, &checker, &fresh.join("app"))?;
    fs::write(fresh.join("index.html"), index::html(&app, &fresh)?)?;
    compress::all(&fresh, if profile == "dev" { 4 } else { 11 })?;
    if site.exists() {
        fs::remove_dir_all(&site)?;
    }
    fs::rename(&fresh, &site)?;
    stamp.set(&inputs)
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
