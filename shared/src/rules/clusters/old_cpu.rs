//! Nodes of a cluster see a CPU that its release does not run on.
//!
//! ## What it does
//! From 4.13 on, looks for machines that see a named CPU model below x86-64-v2, and for clouds whose Nova shows guests no model (`cpu_mode = none`, which is QEMU's default qemu64).
//!
//! ## Why
//! CoreOS is based on RHEL 9 there: its programs end with "CPU does not support x86-64-v2", and the node does not boot.
//!
//! ## Fix
//! Show the host's CPU: `host-passthrough` for machines, `host-model` for Nova's guests. Both are offered.
//!
//! ## Source
//! Catalogue R09, R10: openshift/openshift-docs pull request 75457 (4.13 needs x86-64-v2); QEMU, docs/system/cpu-models-x86-abi.csv; Nova, libvirt.cpu_mode.

use std::collections::BTreeSet;

use serde_json::json;

use crate::{
    diagnostic::Severity,
    figures::figures,
    model::{CpuMode, GuestCpu, Kind},
    rules::{
        Context, Findings, Input, Rule,
        support::{
            cluster::{is_openshift, is_since, nodes},
            edit::Located,
            prefixes::home,
        },
    },
};

pub const RULE: Rule = Rule {
    id: "clusters/old-cpu",
    severity: Severity::Error,
    reads: &[
        Input::Records(Kind::Clusters),
        Input::Named(Kind::Projects),
        Input::Named(Kind::Clouds),
        Input::Named(Kind::Machines),
        Input::Named(Kind::Servers),
    ],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let known = &figures().openshift;
    let since = &known.microarchitecture_since.value;
    let mut said: BTreeSet<&str> = BTreeSet::new();
    for cluster in cx.lab.clusters.iter().filter(|cluster| is_openshift(cluster) && is_since(cluster, since)) {
        for machine in nodes(cx, cluster).iter().filter_map(|node| node.machine) {
            let Some(model) = machine.cpu.model.as_ref().filter(|_| machine.cpu.mode == CpuMode::Custom) else { continue };
            if known.old_cpu_models.value.iter().any(|old| *model == *old.as_str()) {
                let message = format!("{} sees the CPU {model}; {} needs x86-64-v2 from {since} on", machine.name, cluster.name);
                findings
                    .add(machine.at("cpu"), message, "show it the host's CPU")
                    .fix("Take host-passthrough", machine.set("cpu", json!({ "mode": "host-passthrough" })));
            }
        }
        let Some((_, Some(cloud))) = home(cx, cluster) else { continue };
        if cloud.compute.cpu_mode == GuestCpu::None && said.insert(cloud.name.as_str()) {
            let message =
                format!("guests of {} see QEMU's default CPU, qemu64; {} needs x86-64-v2 from {since} on", cloud.name, cluster.name);
            findings
                .add(cloud.at("compute.cpuMode"), message, "show guests a model near the host's (`host-model`)")
                .fix("Take host-model", cloud.set("compute.cpuMode", "host-model"));
        }
    }
}
