//! A node fetches the configuration of another kind of node, or from where nobody serves it.
//!
//! ## What it does
//! Reads `coreos.inst.ignition_url` of each listed machine that boots a kernel: the file must be that of its part (bootstrap.ign, master.ign, worker.ign), and where the lab names the server of these files, host and port must be that server's.
//!
//! ## Why
//! The machine becomes another node than it is listed as, or asks a closed port for ever.
//!
//! ## Fix
//! Correct the kernel's arguments, which is offered.
//!
//! ## Source
//! Catalogue R150: coreos/coreos-installer (coreos.inst.ignition_url); openshift/openshift-docs, modules/installation-user-infra-machines-pxe.adoc.

use std::net::IpAddr;

use crate::{
    capacity::guests::Part,
    diagnostic::Severity,
    figures::figures,
    model::{Boot, Kind, Machine},
    rules::{
        Context, Findings, Input, Rule,
        support::{
            arguments::{Arguments, Url},
            cluster::{addresses, is_upi, nodes, part},
            edit::Located,
        },
    },
};

pub const RULE: Rule = Rule {
    id: "clusters/wrong-ignition",
    severity: Severity::Error,
    reads: &[Input::Each(Kind::Clusters), Input::Named(Kind::Machines), Input::Named(Kind::Servers)],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for cluster in cx.each(&cx.lab.clusters).filter(|cluster| is_upi(cluster)) {
        let server = cluster.ignition.as_ref();
        let machine = server.and_then(|server| cx.index.machines.get(server.machine.as_str()));
        let own: Vec<String> = machine.map(|machine| addresses(machine)).unwrap_or_default().iter().map(ToString::to_string).collect();
        for node in nodes(cx, cluster) {
            let Some((machine, text)) = node.machine.and_then(|machine| Some((machine, arguments(machine)?))) else { continue };
            let Some(given) = Arguments::of(text).get("coreos.inst.ignition_url") else { continue };
            let Some(url) = Url::of(given) else { continue };
            let file = match node.part {
                Part::Bootstrap => "bootstrap.ign",
                Part::ControlPlane => "master.ign",
                _ => "worker.ign",
            };
            let known = ["bootstrap.ign", "master.ign", "worker.ign"];
            let has_other = url.file != file && known.contains(&url.file);
            let port = server.map(|server| server.port.unwrap_or(figures().openshift.ignition_port.value));
            // A host that is a name may well be the server's.
            let is_elsewhere = match own.first() {
                Some(_) if url.host.parse::<IpAddr>().is_ok() => !own.iter().any(|own| own == url.host) || Some(url.port) != port,
                Some(_) => Some(url.port) != port,
                None => false,
            };
            let message = if has_other {
                format!("the {} {} fetches {}", part(node.part), machine.name, url.file)
            } else if is_elsewhere {
                let right = own.first().map(String::as_str).unwrap_or_default();
                format!(
                    "{} fetches its configuration from {}:{}; it is served at {right}:{}",
                    machine.name,
                    url.host,
                    url.port,
                    port.unwrap_or_default()
                )
            } else {
                continue;
            };
            let finding =
                findings.add(machine.at("boot.kernel.args"), message, format!("let it fetch {file} from the server of the ignition files"));
            let right = if has_other {
                format!("{}{file}", given.strip_suffix(url.file).unwrap_or(given))
            } else {
                let (host, port) = (own.first().cloned().unwrap_or_default(), port.unwrap_or_default());
                let path = given.splitn(4, '/').nth(3).unwrap_or_default();
                let host = if host.contains(':') { format!("[{host}]") } else { host };
                format!("{}://{host}:{port}/{path}", url.scheme)
            };
            if is_elsewhere != has_other && given.ends_with(url.file) {
                let (old, new) = (format!("coreos.inst.ignition_url={given}"), format!("coreos.inst.ignition_url={right}"));
                finding.fix(format!("Fetch {right}"), machine.set("boot.kernel.args", text.replace(&old, &new)));
            }
        }
    }
}

fn arguments(machine: &Machine) -> Option<&str> {
    match &machine.boot {
        Boot::Kernel(kernel) => kernel.args.as_deref(),
        _ => None,
    }
}
