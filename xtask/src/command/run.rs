//! `cargo xtask run`: from a fresh machine to the page with the first lab open.

use crate::backend::{self, Profile};
use crate::setup::consent::Consent;
use crate::setup::{self, Purpose};
use crate::{guest, page, paths};
use anyhow::{Context, Result, bail};
use std::os::unix::process::CommandExt;
use std::process::{Command, ExitCode};

const FIRST_LAB: &str = "static/templates/first-lab.lab.yaml";

struct Options {
    consent: Consent,
    port: u16,
    open: bool,
}

/// `run [--yes] [--port N] [--no-open]`
pub fn main(words: &[String]) -> Result<ExitCode> {
    let options = options(words)?;
    let host = attach(options.consent)?;
    page::build("page")?;
    let program = backend::build(Profile::Release, host)?;

    let mut serve = Command::new(program);
    serve.arg("serve").arg(format!("--listen=127.0.0.1:{}", options.port));
    serve.arg("--assets").arg(page::site());
    serve.arg("--open-lab").arg(paths::root().join(FIRST_LAB));
    if options.open {
        serve.arg("--open");
    }
    if host {
        guest::build()?;
        setup::libvirtd::ensure()?;
        serve.arg("--images").arg(guest::images());
    }
    // The server takes this process's place: what ends it ends the server, and nothing is left behind.
    let error = setup::in_libvirt_group(serve).exec();
    Err(error).context("cannot start the back end")
}

/// Installs what is missing. False if this machine can have no libvirt: the designer works without a host.
fn attach(consent: Consent) -> Result<bool> {
    let possible = cfg!(all(target_os = "linux", target_arch = "x86_64"));
    if possible && (setup::is_ready(Purpose::Host) || setup::can_install()) {
        setup::ensure(Purpose::Host, consent)?;
        return Ok(true);
    }
    setup::ensure(Purpose::Design, consent)?;
    println!("No host is attached: libvirt is not here and cannot be installed (that takes Linux on x86-64, apt-get, and root or sudo).");
    println!("Labs can be drawn, checked and kept; planning and building them needs a host.");
    Ok(false)
}

fn options(words: &[String]) -> Result<Options> {
    let mut options = Options { consent: Consent::from_arguments(words), port: 8610, open: has_desktop() };
    let mut words = words.iter();
    while let Some(word) = words.next() {
        match word.as_str() {
            "--yes" | "-y" => {}
            "--no-open" => options.open = false,
            "--port" => {
                let port = words.next().context("--port needs a number")?;
                options.port = port.parse().with_context(|| format!("{port} is no port"))?;
            }
            _ => bail!("run does not know {word}; it takes --yes, --port N and --no-open"),
        }
    }
    Ok(options)
}

/// Whether there is a desktop on which a browser could show the page.
fn has_desktop() -> bool {
    cfg!(target_os = "macos") || ["DISPLAY", "WAYLAND_DISPLAY"].iter().any(|name| std::env::var_os(name).is_some())
}
