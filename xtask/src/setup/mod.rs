//! What a command needs on this machine: says what is missing, and installs it if it may.

mod apt;
pub mod consent;
pub mod libvirtd;
mod needs;
mod sources;

use crate::exec;
use anyhow::Result;
use consent::Consent;
use std::process::Command;

/// What the machine is to be made ready for; each includes the ones above it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Purpose {
    /// The page and a back end without libvirt.
    Design,
    /// The back end with libvirt, the test guest.
    Host,
    /// Browser and live tests.
    Test,
}

/// One thing to be done, shown before it is done.
pub struct Step {
    words: Vec<String>,
    /// Given to the program on its standard input.
    input: Option<String>,
}

impl Step {
    /// A command that anyone may run.
    fn plain(words: &[&str]) -> Self {
        Step { words: words.iter().map(|w| (*w).to_owned()).collect(), input: None }
    }

    /// A command for root, through sudo for everyone else.
    fn root(words: &[&str]) -> Self {
        let mut step = Step::plain(words);
        if !exec::is_root() {
            step.words.insert(0, "sudo".to_owned());
        }
        step
    }

    fn run(&self) -> Result<()> {
        let mut command = exec::command(&self.words[0]);
        command.args(&self.words[1..]);
        match &self.input {
            None => exec::run(&mut command),
            Some(text) => exec::run_with_input(&mut command, text),
        }
    }
}

/// Whether packages can be installed here at all.
pub fn can_install() -> bool {
    exec::find("apt-get").is_some() && (exec::is_root() || exec::find("sudo").is_some())
}

/// Makes the machine ready for `purpose`, or fails with what to do. `consent` decides whether anything is installed.
pub fn ensure(purpose: Purpose, consent: Consent) -> Result<()> {
    let missing = needs::missing(purpose);
    if missing.is_empty() {
        return Ok(());
    }
    println!("Missing on this machine:");
    for need in &missing {
        println!("  {:22} {}", need.name, need.why);
    }
    let steps = needs::steps(&missing)?;
    consent.to(&steps)?;
    for step in &steps {
        println!("$ {step}");
        step.run()?;
    }
    let still: Vec<_> = needs::missing(purpose).iter().map(|need| need.name).collect();
    anyhow::ensure!(still.is_empty(), "still missing after installing: {}", still.join(", "));
    Ok(())
}

/// Whether everything for `purpose` is here already.
pub fn is_ready(purpose: Purpose) -> bool {
    needs::missing(purpose).is_empty()
}

impl std::fmt::Display for Step {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.input {
            None => f.write_str(&self.words.join(" ")),
            Some(text) => write!(f, "{} <<'END'\n{}END", self.words.join(" "), text),
        }
    }
}

/// `command`, as a member of group `libvirt` even if that membership is younger than the login.
pub fn in_libvirt_group(command: Command) -> Command {
    if exec::is_root() || has_word(&["-nG"], "libvirt") || !needs::in_libvirt_group_by_name() {
        return command;
    }
    let mut outer = exec::command("sg");
    outer.args(["libvirt", "-c"]).arg(exec::quoted(&command));
    outer
}

/// Whether `id` with these arguments prints this word.
fn has_word(arguments: &[&str], word: &str) -> bool {
    let text = exec::output(exec::command("id").args(arguments)).unwrap_or_default();
    text.split_whitespace().any(|one| one == word)
}
