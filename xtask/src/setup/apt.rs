//! Installing packages on Debian and Ubuntu.
//!
//! QEMU's and libvirt's packages depend on each other by exact version. Where one of them is here already and came
//! from Debian's backports, the others must come from there too; the plain release's would not install beside it.

use super::sources::{self, Source};
use super::{Step, can_install};
use crate::exec;
use anyhow::{Context, Result, bail};

/// A fresh machine may be at its first upgrades: five minutes for them to let go of dpkg.
const WAIT: &str = "-oDPkg::Lock::Timeout=300";

/// The commands that install these packages: ordinary ones, and those of QEMU and libvirt.
pub fn steps(ordinary: &[&str], virtualization: &[&str]) -> Result<Vec<Step>> {
    if ordinary.is_empty() && virtualization.is_empty() {
        return Ok(Vec::new());
    }
    if exec::find("apt-get").is_none() {
        let names = [ordinary, virtualization].concat().join(" ");
        bail!("this machine has no apt-get; install what these Debian packages have by its own means: {names}");
    }
    if !can_install() {
        bail!("installing packages needs root; as root: apt-get install {}", [ordinary, virtualization].concat().join(" "));
    }
    let mut steps = Vec::new();
    let suite = if virtualization.is_empty() { None } else { backports()? };
    if let Some(suite) = &suite {
        let known = sources::all()?;
        if !known.iter().any(|s| s.has_suite(suite)) {
            steps.push(add(suite, &known)?);
        }
    }
    steps.push(Step::root(&["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", WAIT, "update"]));
    let mut plain = ordinary.to_vec();
    match &suite {
        Some(suite) => steps.push(install(&["-t", suite], virtualization)),
        None => plain.extend(virtualization),
    }
    if !plain.is_empty() {
        steps.push(install(&[], &plain));
    }
    Ok(steps)
}

fn install(options: &[&str], packages: &[&str]) -> Step {
    let front = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", WAIT, "install", "-y", "--no-install-recommends"];
    Step::root(&[&front[..], options, packages].concat())
}

/// The backports suite, if an installed package of QEMU or libvirt is from there.
fn backports() -> Result<Option<String>> {
    let packages = ["qemu-utils", "qemu-system-common", "qemu-system-x86", "libvirt0", "libvirt-dev"];
    // Fails if one of them is unknown, and prints the others all the same.
    let out = exec::command("dpkg-query").args(["-W", "-f", "${db:Status-Status} ${Version}\n"]).args(packages).output()?;
    let text = String::from_utf8_lossy(&out.stdout);
    if !text.lines().any(|line| line.starts_with("installed ") && line.contains("~bpo")) {
        return Ok(None);
    }
    let codename = sources::codename().context("cannot tell this Debian's name for its backports")?;
    Ok(Some(format!("{codename}-backports")))
}

/// Adds the suite, from the same place as the release itself.
fn add(suite: &str, known: &[Source]) -> Result<Step> {
    let release = suite.trim_end_matches("-backports");
    let Some(source) = known.iter().find(|s| s.has_suite(release)) else {
        bail!("apt's sources do not name {release}, so it is not known where {suite} is; add it by hand");
    };
    let mut step = Step::root(&["tee", "/etc/apt/sources.list.d/labwright-backports.sources"]);
    step.input = Some(source.for_suite(suite));
    Ok(step)
}
