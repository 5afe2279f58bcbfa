//! Compiles the front end and makes the glue between it and the browser.
//!
//! wasm-bindgen's tool is used as a library of exactly the version that the front end uses, so that there is nothing
//! to install and the two cannot differ.

use crate::{exec, paths, stamp};
use anyhow::{Context, Result};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use wasm_bindgen_cli_support::Bindgen;

/// A target folder of its own: the outer cargo holds the lock of the other one.
pub const TARGET: &str = "target/wasm";

/// The file names of the page's program, under `app/`.
pub struct App {
    pub boot: String,
    pub glue: String,
    pub program: String,
}

/// A cargo for wasm32, without what the outer cargo told this process.
pub fn cargo(command: &str) -> Command {
    let mut cargo = Command::new(std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned()));
    cargo.current_dir(paths::root()).arg(command);
    cargo.args(["--target", "wasm32-unknown-unknown", "--target-dir", TARGET]);
    // Leptos then keeps one kind of view instead of one for each shape of markup: an eighth less to load.
    cargo.env("RUSTFLAGS", "--cfg=erase_components");
    cargo
}

/// Runs cargo and gives the program as it comes from the compiler.
pub fn compile(profile: &str) -> Result<PathBuf> {
    eprintln!("building the page");
    exec::run(cargo("build").args(["--package", "labwright-frontend", "--profile", profile]))?;
    let folder = if profile == "dev" { "debug" } else { profile };
    Ok(paths::root().join(TARGET).join("wasm32-unknown-unknown").join(folder).join("labwright-frontend.wasm"))
}

/// Writes glue, program and starter into `folder`, named by their content.
pub fn bind(program: &Path, folder: &Path) -> Result<App> {
    let mut bindgen = Bindgen::new();
    bindgen.input_path(program).web(true)?.typescript(false).remove_name_section(true).remove_producers_section(true);
    bindgen.out_name("app").omit_default_module_path(true);
    bindgen.generate(folder).context("wasm-bindgen cannot make the page's glue")?;

    let hash = stamp::Inputs::default().path(folder)?.short();
    let app = App { boot: format!("boot-{hash}.js"), glue: format!("app-{hash}.js"), program: format!("app-{hash}.wasm") };
    fs::rename(folder.join("app.js"), folder.join(&app.glue)).context("wasm-bindgen wrote no app.js")?;
    fs::rename(folder.join("app_bg.wasm"), folder.join(&app.program)).context("wasm-bindgen wrote no app_bg.wasm")?;
    let boot = format!(
        "import start from \"./{}\";\nawait start({{ module_or_path: new URL(\"./{}\", import.meta.url) }});\n",
        app.glue, app.program
    );
    fs::write(folder.join(&app.boot), boot)?;
    Ok(app)
}
