//! The host's connection URI is none that labs can be built through.
//!
//! ## What it does
//! Looks at the scheme and the path of `host.uri`: QEMU's driver and the system instance are needed, and nothing that starts a program on the way: the transport `ext` and parameters such as `command`, `netcat` and `socket` are refused, when the lab is planned too.
//!
//! ## Why
//! Other drivers (test, xen, lxc) have other networks and disks. The session instance has no right to make bridges, so its networks do not start. A lab comes from others, by git or as a template: it may say which host, not what is run to reach it.
//!
//! ## Fix
//! Take `qemu:///system`, or `qemu+ssh://root@HOST/system` for another host. What a lab may not say, `--host URI` may.
//!
//! ## Source
//! libvirt documentation, "Connection URIs" and "QEMU/KVM hypervisor driver" (system and session).

use crate::{
    diagnostic::{Severity, Subject},
    document::Command,
    model::{Kind, RecordRef},
    rules::{Context, Findings, Input, Rule},
    value::host_uri,
};

pub const RULE: Rule = Rule { id: "host/unsupported-uri", severity: Severity::Error, reads: &[Input::Records(Kind::Host)], check };

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let Some(uri) = &cx.lab.host.uri else { return };
    let (scheme, rest) = uri.split_once("://").unwrap_or((uri, ""));
    let (driver, transport) = scheme.split_once('+').unwrap_or((scheme, ""));
    let path = rest.find('/').map_or("", |at| &rest[at..]);
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let known = ["", "ssh", "tls", "tcp", "unix", "libssh", "libssh2", "ext"];
    let set = |value: &str| Command::Set { record: RecordRef::host(), field: "uri".to_owned(), value: value.into() };
    let (severity, message, fix) = if driver != "qemu" {
        (Severity::Error, format!("{uri} does not lead to QEMU: it must begin with qemu"), Some("qemu:///system".to_owned()))
    } else if !known.contains(&transport) {
        (Severity::Error, format!("libvirt has no transport {transport}, which {uri} asks for"), None)
    } else if let Some(refusal) = host_uri::refusal(uri) {
        (Severity::Error, format!("{uri} is not followed: {refusal}"), None)
    } else if path == "/session" {
        let system = format!(
            "{}/system{}",
            uri.split_at(uri.rfind("/session").unwrap_or(uri.len())).0,
            uri.rsplit_once("/session").map_or("", |(_, tail)| tail)
        );
        (Severity::Warning, format!("{uri} is a session instance, which has no right to make networks"), Some(system))
    } else if path != "/system" {
        (Severity::Error, format!("{uri} names no instance: its path must be /system"), None)
    } else {
        return;
    };
    let subject = Subject::field(RecordRef::host(), "uri");
    let finding = findings.add(subject, message, "take qemu:///system, or qemu+ssh://root@HOST/system for another host").severity(severity);
    if let Some(value) = fix {
        finding.fix(format!("Take {value}"), set(&value));
    }
}
