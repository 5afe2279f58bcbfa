//! `cargo xtask …`: builds, runs and tests Labwright.
//!
//! One file or folder per command; [`COMMANDS`] is the one list of them.

mod backend;
mod command;
mod exec;
mod guest;
#[cfg(target_os = "linux")]
mod lab;
mod mutate;
mod page;
mod paths;
mod setup;
mod stamp;
mod test;
mod unpacked;

use anyhow::Result;
use std::process::ExitCode;

/// What a command is given (the words after its name) and what the process then exits with.
type Run = fn(&[String]) -> Result<ExitCode>;

/// Name, arguments, what it does, the function. `lab-init` is left out of the help: only `lab` calls it.
const COMMANDS: &[(&str, &str, &str, Run)] = &[
    ("run", "[--yes] [--port N] [--no-open]", "installs what is missing, builds, serves the page", command::run::main),
    ("test", "[--fast] [--yes]", "all that must hold; --fast leaves out browser and live tests", test::main),
    ("e2e", "[--jobs N] [--as-built] [WORD...]", "browser and live tests with WORD in their names, each in its own lab", test::e2e::main),
    ("build", "", "builds page and back end", command::build::main),
    ("bench", "lab | check [--browser] | page", "measures what docs/benchmarks.md says", command::bench::main),
    ("page", "[--dev]", "builds the page into target/site; --dev: quick and large", page::main),
    ("generate", "[--check]", "writes the committed files that are made from the code", command::generate::main),
    ("mutate", "[WORD...]", "breaks each condition of the rules, and looks whether their tests notice", mutate::main),
    ("fuzz", "[SECONDS [RUN]]", "changes labs at random and keeps what the core does not survive", command::fuzz::main),
    ("guest", "", "builds the test guest: kernel, initrd and disk image in target/images", guest::main),
    #[cfg(target_os = "linux")]
    ("lab", "-- CMD...", "runs CMD beside a libvirtd of its own, in private namespaces", lab::outer::main),
    #[cfg(target_os = "linux")]
    ("lab-init", "", "", lab::init::main),
];

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let (name, rest) = match words.split_first() {
        Some((name, rest)) => (name.as_str(), rest),
        None => ("help", &[][..]),
    };
    let Some((_, _, _, run)) = COMMANDS.iter().find(|c| c.0 == name) else {
        return help(name);
    };
    run(rest).unwrap_or_else(|error| {
        eprintln!("xtask {name}: {error:#}");
        // Nothing failed, but the user has to do something first.
        let refused = error.downcast_ref::<setup::consent::Refused>().is_some();
        if refused { ExitCode::from(2) } else { ExitCode::FAILURE }
    })
}

/// Prints the commands; exits 0 only if help is what was asked for.
fn help(asked: &str) -> ExitCode {
    println!("usage: cargo xtask COMMAND [ARGUMENTS]\n");
    for (name, arguments, about, _) in COMMANDS.iter().filter(|c| !c.2.is_empty()) {
        println!("  {:38} {about}", format!("{name} {arguments}"));
    }
    if matches!(asked, "help" | "-h" | "--help") {
        return ExitCode::SUCCESS;
    }
    eprintln!("\nxtask: no such command: {asked}");
    ExitCode::from(2)
}
