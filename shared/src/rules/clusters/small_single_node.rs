//! The machine of a cluster of a single node is smaller than documented.
//!
//! ## What it does
//! Compares vCPUs, memory and first disk of the machine with the documented minimum: 8 vCPUs, 16 GB and 120 GB. A disk without a size is not known.
//!
//! ## Why
//! One machine carries the control plane and all that workers carry elsewhere: pods have no room and stay Pending, and the installation does not complete.
//!
//! ## Fix
//! Make the machine larger; vCPUs and memory are offered.
//!
//! ## Source
//! Catalogue R132: openshift/openshift-docs, modules/install-sno-requirements-for-installing-on-a-single-node.adoc.

use crate::{
    capacity::guests::Part,
    diagnostic::Severity,
    figures::figures,
    model::{Installer, Kind},
    rules::{
        Context, Findings, Input, Rule,
        support::{
            cluster::{is_openshift, nodes},
            edit::{Located, several},
        },
    },
    value::Size,
};

pub const RULE: Rule = Rule {
    id: "clusters/small-single-node",
    severity: Severity::Warning,
    reads: &[Input::Each(Kind::Clusters), Input::Named(Kind::Machines), Input::Named(Kind::Servers)],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let known = &figures().openshift;
    let (vcpus, memory, disk) = (known.single_node_vcpus.value, known.single_node_memory.value, known.single_node_disk.value);
    for cluster in cx.each(&cx.lab.clusters).filter(|cluster| is_openshift(cluster) && cluster.installer == Installer::SingleNode) {
        for machine in nodes(cx, cluster).iter().filter(|node| node.part == Part::ControlPlane).filter_map(|node| node.machine) {
            let who = format!("{}, all of {},", machine.name, cluster.name);
            if machine.vcpus < vcpus {
                let message = format!("{who} has {}; it needs {vcpus}", several(machine.vcpus as usize, "vCPU", "vCPUs"));
                findings
                    .add(machine.at("vcpus"), message, format!("give it {vcpus} vCPUs"))
                    .fix(format!("Take {vcpus} vCPUs"), machine.set("vcpus", vcpus));
            }
            if machine.memory < memory {
                let enough = Size::from_gib(memory.bytes().div_ceil(1 << 30)).human();
                let message = format!("{who} has {} of memory; it needs {}", machine.memory.human(), memory.human());
                findings
                    .add(machine.at("memory"), message, format!("give it {enough}"))
                    .fix(format!("Take {enough}"), machine.set("memory", enough));
            }
            let Some((first, size)) = machine.disks.first().and_then(|first| Some((first, first.size?))) else { continue };
            if size < disk {
                let message = format!("{who} has a disk of {}; it needs {}", size.human(), disk.human());
                findings.add(machine.at(format!("disks[{}].size", first.name)), message, "make the disk larger");
            }
        }
    }
}
