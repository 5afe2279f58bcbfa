//! Compiles the front end, takes the parts out of it that are loaded later, and makes the glue between it and the browser.
//!
//! wasm-bindgen's tool is used as a library of exactly the version that the front end uses, so that there is nothing
//! to install and the two cannot differ. So is the splitter that belongs to Leptos.

use super::checker;
use crate::{exec, paths, stamp};
use anyhow::{Context, Result, anyhow};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use wasm_bindgen_cli_support::Bindgen;

/// A target folder of its own: the outer cargo holds the lock of the other one.
pub const TARGET: &str = "target/wasm";

/// The page's program, under `app/`: one folder for each build, in which the files name each other.
pub struct App {
    pub folder: String,
}

/// Starts the page.
pub const BOOT: &str = "boot.js";
/// wasm-bindgen's glue, and the program that it starts.
pub const GLUE: &str = "app.js";
pub const PROGRAM: &str = "app_bg.wasm";
/// Fetches the parts that the program asks for later; they lie beside it as `split_NAME.wasm` and `chunk_N.wasm`.
pub const PARTS: &str = "parts.js";
/// Which of these files each part is made of.
pub const PART_FILES: &str = "parts.json";

/// A cargo for wasm32, without what the outer cargo told this process.
pub fn cargo(command: &str) -> Command {
    let mut cargo = Command::new(std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned()));
    cargo.current_dir(paths::root()).arg(command);
    cargo.args(["--target", "wasm32-unknown-unknown", "--target-dir", TARGET]);
    // Leptos then keeps one kind of view instead of one for each shape of markup: an eighth less to load.
    // The splitter needs to know what refers to what, which the linker otherwise forgets.
    cargo.env("RUSTFLAGS", "--cfg=erase_components -Clink-args=--emit-relocs");
    cargo
}

/// Runs cargo and gives the program as it comes from the compiler.
pub fn compile(profile: &str) -> Result<PathBuf> {
    eprintln!("building the page");
    exec::run(cargo("build").args(["--package", "labwright-frontend", "--profile", profile]))?;
    Ok(built("labwright-frontend", profile))
}

/// Where cargo puts a program.
pub fn built(name: &str, profile: &str) -> PathBuf {
    let folder = if profile == "dev" { "debug" } else { profile };
    paths::root().join(TARGET).join("wasm32-unknown-unknown").join(folder).join(name).with_extension("wasm")
}

/// Writes glue, program, parts and starters of the page and of its worker into a folder under `app`, named by their content.
pub fn bind(program: &Path, checker: &Path, app: &Path) -> Result<App> {
    let fresh = app.join("part");
    fs::create_dir_all(&fresh)?;
    checker::bind(checker, &fresh)?;
    let main = program.with_file_name("app.wasm");
    let whole = fs::read(program)?;
    let mut options = wasm_split_cli_support::Options::new(&whole);
    options.output_dir = &fresh;
    options.main_out_path = &main;
    let (link_name, main_module) = (format!("./{PARTS}"), format!("./{GLUE}"));
    options.link_name = &link_name;
    options.main_module = &main_module;
    let split = wasm_split_cli_support::transform(options).map_err(|error| anyhow!("the page's program cannot be split: {error:#}"))?;
    let parts: BTreeMap<_, _> = split.prefetch_map.into_iter().collect();
    fs::write(fresh.join(PART_FILES), serde_json::to_vec(&parts)?)?;
    split.split_modules.iter().try_for_each(|part| tidy(part).with_context(|| format!("cannot rewrite {}", part.display())))?;

    let mut bindgen = Bindgen::new();
    bindgen.input_path(&main).web(true)?.typescript(false).remove_name_section(true).remove_producers_section(true);
    // The parts call the program by its exports.
    bindgen.keep_lld_exports(true).demangle(false);
    bindgen.out_name("app").omit_default_module_path(true);
    bindgen.generate(&fresh).context("wasm-bindgen cannot make the page's glue")?;
    let boot = format!("import start from \"./{GLUE}\";\nawait start({{ module_or_path: new URL(\"./{PROGRAM}\", import.meta.url) }});\n");
    fs::write(fresh.join(BOOT), boot)?;

    let folder = stamp::Inputs::default().path(&fresh)?.short();
    fs::rename(&fresh, app.join(&folder))?;
    Ok(App { folder })
}

/// Takes out what a browser has no use for. wasm-bindgen does so with the program, but never sees its parts.
pub fn tidy(part: &Path) -> Result<()> {
    let mut module = walrus::ModuleConfig::new().generate_name_section(false).generate_producers_section(false).parse_file(part)?;
    fs::write(part, module.emit_wasm())?;
    Ok(())
}
