//! Whether KVM really works, seen by booting firmware.
//!
//! `/dev/kvm` proves nothing: on some hosts it exists and guests hang in it. So a guest without a disk is started whose
//! firmware talks on its serial console. Bytes there mean that guest code ran. The guest is tied to the connection: it
//! goes when the connection does, whatever happens to us.

use std::{
    fs::{self, File, OpenOptions},
    path::Path,
    time::Duration,
};

use labwright_shared::{facts::KvmFacts, value::Sha256};
use serde::{Deserialize, Serialize};

use super::{
    super::{Connection, console},
    Options, local,
    node::Node,
};
use crate::driver::{DriverError, xml::nested_in_domain_capabilities};

/// Whether a guest is booted to see if KVM works.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum KvmProbe {
    /// Never; an earlier answer is used.
    #[default]
    Cached,
    /// Only without an earlier answer for this boot, libvirt and QEMU.
    IfUnknown,
    /// Always.
    Always,
}

/// How long QEMU may take to notice that the console is read: it looks once a second, and drops output until then.
const CONSOLE_NOTICED: Duration = Duration::from_millis(1300);
/// Firmware prints within a fraction of a second, under emulation within two.
const FIRMWARE_SPEAKS: Duration = Duration::from_secs(6);

/// A guest that could not even be started is tried again after this time: somebody may have loaded the module or mended permissions.
const TRY_START_AGAIN: Duration = Duration::from_secs(600);

/// What is kept of an answer.
#[derive(Serialize, Deserialize)]
struct Kept {
    works: bool,
    /// Whether the guest was started at all. One that was not is tried again after a while, since the reason may be gone.
    started: bool,
    detail: String,
}

pub(super) fn read(conn: &Connection, options: &Options, node: &Node, facts: &mut KvmFacts) -> Result<(), DriverError> {
    facts.nested = nested(conn, node);
    if !node.capabilities.kvm {
        facts.works = Some(false);
        facts.detail = Some("libvirt offers no domains of type kvm on this host".to_owned());
        return Ok(());
    }
    if node.capabilities.arch.as_deref().is_some_and(|arch| arch != "x86_64") {
        facts.detail = Some("not tried: the firmware of this architecture does not talk on the serial console".to_owned());
        return Ok(());
    }
    let place = options.cache.as_ref().map(|folder| folder.join(format!("kvm-{}.json", key(conn, node))));
    // Two programs that probe at once would only slow each other down: the second reads the first one's answer.
    let _lock = place.as_deref().filter(|_| options.kvm != KvmProbe::Cached).and_then(locked);
    let kept = place.as_ref().and_then(|place| recall(place)).filter(|(kept, age)| match options.kvm {
        KvmProbe::Cached => true,
        KvmProbe::IfUnknown => kept.started || *age < TRY_START_AGAIN,
        KvmProbe::Always => false,
    });
    let kept = kept.map(|(kept, _)| kept);
    let answer = match kept {
        Some(kept) => kept,
        None if options.kvm == KvmProbe::Cached => {
            facts.detail = Some("not tried yet".to_owned());
            return Ok(());
        }
        None => {
            let kept = try_out(conn, "kvm")?;
            if let Some(place) = &place {
                keep(place, &kept);
            }
            kept
        }
    };
    facts.works = Some(answer.works);
    facts.permitted = permitted(&answer, || conn.is_local() && opens("/dev/kvm"));
    facts.detail = Some(answer.detail);
    Ok(())
}

/// Whether QEMU may open /dev/kvm: it may where a guest started. Where it could not, it says so; its errno is not always the
/// true one (QEMU 10.0 under libvirt says "No such file or directory"), so this machine's device is opened for comparison.
fn permitted(answer: &Kept, opens_here: impl Fn() -> bool) -> Option<bool> {
    const CANNOT: &str = "Could not access KVM kernel module: ";
    if answer.started {
        return Some(true);
    }
    let (_, errno) = answer.detail.split_once(CANNOT)?;
    (errno.starts_with("Permission denied") || opens_here()).then_some(false)
}

/// Whether the device is there and the kernel has KVM, whatever QEMU may do.
fn opens(device: &str) -> bool {
    OpenOptions::new().read(true).write(true).open(device).is_ok()
}

/// Boots firmware in a domain of this type: whether it spoke, and what was seen.
pub fn works(conn: &Connection, domain_type: &str) -> Result<(bool, String), DriverError> {
    try_out(conn, domain_type).map(|tried| (tried.works, tried.detail))
}

fn try_out(conn: &Connection, domain_type: &str) -> Result<Kept, DriverError> {
    let name = format!("labwright-kvm-probe-{}", std::process::id());
    // The CPU that machines get: some hosts run firmware on QEMU's plain model and fail on their own.
    let cpu = if domain_type == "kvm" { "<cpu mode='host-passthrough'/>" } else { "" };
    let xml = format!(
        "<domain type='{domain_type}'><name>{name}</name><memory unit='MiB'>32</memory><vcpu>1</vcpu>\
         <os><type arch='x86_64' machine='pc'>hvm</type><bios useserial='yes'/></os>{cpu}<on_crash>destroy</on_crash>\
         <devices><serial type='pty'><target port='0'/></serial><console type='pty'><target type='serial' port='0'/></console>\
         <memballoon model='none'/></devices></domain>"
    );
    let domain = match conn.create_passing_domain(&name, &xml) {
        Ok(domain) => domain,
        // QEMU itself says that it cannot use KVM: that is an answer, not a failure.
        Err(DriverError::Libvirt { message, .. }) => {
            return Ok(Kept {
                works: false,
                started: false,
                detail: format!("a {domain_type} guest could not be started: {}", first_line(&message)),
            });
        }
        Err(error) => return Err(error),
    };
    let seen = watch(&domain);
    // A guest that hangs in KVM is killed like any other. If that fails it still goes with the connection.
    if let Err(error) = domain.cut_power() {
        tracing::warn!(%error, "the KVM probe's guest was not removed");
    }
    let seen = seen?;
    let detail = match &seen {
        Some(text) => format!("a {domain_type} guest ran its firmware ({text})"),
        None => format!("a {domain_type} guest was started, but its firmware printed nothing in {} s", 2 * FIRMWARE_SPEAKS.as_secs()),
    };
    Ok(Kept { works: seen.is_some(), started: true, detail })
}

/// The first printable words on the serial console, if any come.
fn watch(domain: &super::super::Domain<'_>) -> Result<Option<String>, DriverError> {
    let stream = domain.open_console(true)?;
    let mut console = console::pump(stream, domain.name(), None);
    std::thread::sleep(CONSOLE_NOTICED);
    domain.resume()?;
    for attempt in 0..2 {
        if attempt > 0 {
            // Its words may have come before anyone listened: once more from the start.
            domain.reset()?;
        }
        let mut heard = Vec::new();
        while let Some(Ok(block)) = console.output.next_within(if heard.is_empty() { FIRMWARE_SPEAKS } else { Duration::from_millis(200) })
        {
            heard.extend(block);
            if heard.len() >= 200 {
                break;
            }
        }
        if !heard.is_empty() {
            return Ok(Some(words(&heard)));
        }
    }
    Ok(None)
}

/// The console's first line without control characters and escape sequences.
fn words(heard: &[u8]) -> String {
    let text = String::from_utf8_lossy(heard);
    let mut plain = String::new();
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        match character {
            '\u{1b}' => drop(characters.by_ref().find(|c| c.is_ascii_alphabetic())),
            '\n' if !plain.trim().is_empty() => break,
            c if c.is_control() => {}
            c => plain.push(c),
        }
    }
    plain.trim().chars().take(60).collect()
}

/// QEMU's own words, without libvirt's wrapping and QEMU's clock.
fn first_line(text: &str) -> &str {
    let line = text.lines().next().unwrap_or(text);
    line.rsplit_once("qemu-system-x86_64: ").map_or(line, |(_, words)| words)
}

/// The kernel's own word where the host is this machine, otherwise what KVM would give a guest.
fn nested(conn: &Connection, node: &Node) -> Option<bool> {
    let local = if conn.is_local() { local::nested() } else { None };
    local.or_else(|| {
        if !node.capabilities.kvm {
            return None;
        }
        let arch = node.capabilities.arch.as_deref();
        let xml = conn
            .call("reading what KVM offers on", "the host", || conn.inner.domain_capabilities(None, arch, None, Some("kvm"), 0))
            .ok()?;
        nested_in_domain_capabilities(&xml).ok().flatten()
    })
}

fn key(conn: &Connection, node: &Node) -> String {
    let boot = if conn.is_local() { local::boot_id() } else { None };
    let host = boot.or_else(|| node.capabilities.uuid.clone()).unwrap_or_default();
    let version = |version: &Option<String>| version.clone().unwrap_or_default();
    let digest = Sha256::of_parts(&["kvm", &node.name, &host, &version(&node.libvirt_version), &version(&node.qemu_version)]);
    digest.to_string()[..16].to_owned()
}

/// A kept answer, and how old it is.
fn recall(place: &Path) -> Option<(Kept, Duration)> {
    let age = fs::metadata(place).ok()?.modified().ok()?.elapsed().unwrap_or_default();
    Some((serde_json::from_slice(&fs::read(place).ok()?).ok()?, age))
}

fn keep(place: &Path, kept: &Kept) {
    let beside = place.with_extension("new");
    let written = serde_json::to_vec(kept)
        .map_err(std::io::Error::other)
        .and_then(|text| fs::write(&beside, text))
        .and_then(|()| fs::rename(&beside, place));
    if let Err(error) = written {
        tracing::warn!(%error, place = %place.display(), "whether KVM works is not kept and will be tried again");
    }
}

fn locked(place: &Path) -> Option<File> {
    fs::create_dir_all(place.parent()?).ok()?;
    let file = OpenOptions::new().create(true).truncate(false).write(true).open(place.with_extension("lock")).ok()?;
    rustix::fs::flock(&file, rustix::fs::FlockOperation::LockExclusive).ok()?;
    Some(file)
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_refused_device_is_told_from_an_absent_one() {
        let permitted = |started, detail: &str, opens_here| {
            super::permitted(&super::Kept { works: false, started, detail: detail.to_owned() }, || opens_here)
        };
        let refused = "a kvm guest could not be started: -accel kvm: Could not access KVM kernel module: Permission denied";
        let absent = refused.replace("Permission denied", "No such file or directory");
        assert_eq!(permitted(false, refused, false), Some(false));
        assert_eq!(permitted(false, &absent, true), Some(false));
        assert_eq!(permitted(false, &absent, false), None);
        assert_eq!(permitted(false, "error: failed to set MSR 0x10a", true), None);
        assert_eq!(permitted(true, "its firmware printed nothing in 12 s", true), Some(true));
    }

    #[test]
    fn words_lose_their_escapes() {
        assert_eq!(super::words(b"\x1b[2J\x1b[1;1H\r\nSeaBIOS (version 1.16)\r\nmore"), "SeaBIOS (version 1.16)");
    }
}
