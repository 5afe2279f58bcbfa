//! The worker that checks labs: a program of its own, beside the page's, without a document or a window.

use super::wasm;
use crate::exec;
use anyhow::{Context, Result};
use std::fs;
use std::path::{Path, PathBuf};
use wasm_bindgen_cli_support::Bindgen;

/// Starts the worker; the page names it (`frontend/src/state/checker.rs`).
const WORKER: &str = "worker.js";
const NAME: &str = "checker";

/// Messages wait for the program, and for each other. What goes wrong is thrown outside of any promise: only that reaches the page.
const START: &str = r#"import start, { answer } from "./checker.js";
const fail = error => setTimeout(() => { throw error; });
const ready = start({ module_or_path: new URL("./checker_bg.wasm", import.meta.url) });
ready.catch(fail);
onmessage = ({ data }) => ready.then(() => postMessage(answer(data))).catch(fail);
"#;

/// Runs cargo and gives the program as it comes from the compiler.
pub fn compile(profile: &str) -> Result<PathBuf> {
    eprintln!("building the page's checker");
    let profile = if profile == "page" { "checker" } else { profile };
    let mut cargo = wasm::cargo("build");
    // Nothing is taken out of this program.
    cargo.env_remove("RUSTFLAGS").args(["--package", "labwright-checker", "--profile", profile]);
    exec::run(&mut cargo)?;
    Ok(wasm::built("labwright-checker", profile))
}

/// Writes glue, program and starter into a folder.
pub fn bind(program: &Path, folder: &Path) -> Result<()> {
    let mut bindgen = Bindgen::new();
    bindgen.input_path(program).web(true)?.typescript(false).remove_name_section(true).remove_producers_section(true);
    bindgen.out_name(NAME).omit_default_module_path(true).demangle(false);
    bindgen.generate(folder).context("wasm-bindgen cannot make the checker's glue")?;
    fs::write(folder.join(WORKER), START)?;
    Ok(())
}
