//! A cloud names a port, a bond or a disk that its machine does not have.
//!
//! ## What it does
//! Looks up kolla's interfaces, the links that planes stand on and the disks for nodes' systems in the machines. A plane's link must be on one of the nodes at least.
//!
//! ## Why
//! The deployment tool configures an interface that is not there: os-net-config stops at the node, kolla's prechecks say "interface … not found".
//!
//! ## Fix
//! Correct the name; the nearest one there is is offered.
//!
//! ## Source
//! Catalogue R172: kolla-ansible, `ansible/roles/prechecks/tasks/port_checks.yml` ("Please check the api_interface property"); os-net-config maps interfaces by name.

use crate::{
    diagnostic::Severity,
    model::{Cloud, Deployment, Kind, Machine},
    rules::{
        Context, Findings, Input, Rule,
        support::{
            edit::{Located, nearest},
            twins::firsts,
        },
    },
    value::Name,
};

pub const RULE: Rule = Rule {
    id: "references/unknown-part",
    severity: Severity::Error,
    reads: &[Input::Named(Kind::Machines), Input::Each(Kind::Clouds)],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    for cloud in cx.each(&cx.lab.clouds) {
        let nodes = || cloud.nodes.iter().filter_map(|node| Some((node, *cx.index.machines.get(node.machine.as_str())?)));
        match &cloud.deployment {
            Deployment::Kolla(kolla) => {
                let fields = [("networkInterface", &kolla.network_interface), ("externalInterface", &kolla.external_interface)];
                // What is offered is on every node and not taken by the other interface.
                let is_everywhere = |link: &&Name| nodes().all(|(_, machine)| has(&links(machine), link));
                let is_free = |link: &&Name| fields.iter().all(|(_, taken)| taken.as_ref() != Some(*link));
                let first = nodes().next().map(|(_, machine)| links(machine)).unwrap_or_default();
                let offered: Vec<&Name> = first.into_iter().filter(is_everywhere).filter(is_free).collect();
                for (field, name) in fields.into_iter().filter_map(|(field, name)| Some((field, name.as_ref()?))) {
                    let lacking = nodes().map(|(_, machine)| machine).find(|machine| !has(&links(machine), name));
                    if let Some(machine) = lacking {
                        let message = format!("{} has no port or bond named {name}", machine.name);
                        report(cloud, &format!("deployment.kolla.{field}"), &message, name, &offered, findings);
                    }
                }
            }
            Deployment::Existing | Deployment::Director(_) | Deployment::OpenstackAnsible(_) => {}
        }
        for (node, machine) in
            firsts(&cloud.nodes, |node| &node.machine).filter_map(|node| Some((node, *cx.index.machines.get(node.machine.as_str())?)))
        {
            let Some(disk) = &node.root_disk else { continue };
            let disks: Vec<&Name> = machine.disks.iter().map(|disk| &disk.name).collect();
            one(cloud, &format!("nodes[{}].rootDisk", node.machine), "disk", disk, machine, &disks, findings);
        }
        for plane in firsts(&cloud.planes, |plane| &plane.name) {
            let Some(link) = &plane.link else { continue };
            let all: Vec<&Name> = nodes().flat_map(|(_, machine)| links(machine)).collect();
            if nodes().next().is_some() && !has(&all, link) {
                let message = format!("no node of {} has a port or a bond named {link}", cloud.name);
                report(cloud, &format!("planes[{}].link", plane.name), &message, link, &all, findings);
            }
        }
    }
}

fn ports(machine: &Machine) -> Vec<&Name> {
    machine.ports.iter().map(|port| &port.name).collect()
}

/// What a guest sees as interfaces: its ports, bonds and the bonds' bridges.
fn links(machine: &Machine) -> Vec<&Name> {
    let bonds = machine.bonds.iter().flat_map(|bond| [Some(&bond.name), bond.bridge.as_ref()].into_iter().flatten());
    ports(machine).into_iter().chain(bonds).collect()
}

fn has(known: &[&Name], name: &Name) -> bool {
    known.contains(&name)
}

fn one(cloud: &Cloud, field: &str, what: &str, name: &Name, machine: &Machine, known: &[&Name], findings: &mut Findings) {
    if !has(known, name) {
        report(cloud, field, &format!("{} has no {what} named {name}", machine.name), name, known, findings);
    }
}

fn report(cloud: &Cloud, field: &str, message: &str, name: &Name, known: &[&Name], findings: &mut Findings) {
    let likely = nearest(name.as_str(), known.iter().map(|name| name.as_str()));
    let meant = likely.map(|likely| format!("; did you mean {likely}?")).unwrap_or_default();
    let finding = findings.add(cloud.at(field), format!("{message}{meant}"), "correct the name, or give the machine what is named");
    if let Some(likely) = likely {
        finding.fix(format!("Use {likely}"), cloud.set(field, likely));
    }
}
