//! A pool of the host's has a volume of the name of one that the lab makes.
//!
//! ## What it does
//! Before the first build, compares the files of the machines' disks with the volumes of the host's pools that the lab uses. A volume that a domain of this lab has is its own.
//!
//! ## Why
//! Volumes carry no mark, and what is not the lab's is never overwritten: the plan is refused.
//!
//! ## Fix
//! Give the disk another file name; one with the lab's name in front is offered.
//!
//! ## Source
//! libvirt: "storage volume '…' exists already".

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    diagnostic::Severity,
    model::Kind,
    rules::{
        Context, Findings, Input, Rule,
        support::{edit::Located, gather::gather, space},
    },
    value::FileName,
};

pub const RULE: Rule = Rule {
    id: "naming/volume-clash",
    severity: Severity::Warning,
    reads: &[Input::Records(Kind::Metadata), Input::Records(Kind::Pools), Input::Each(Kind::Machines), Input::Storage, Input::Domains],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let Some(facts) = cx.facts.filter(|_| cx.instance.is_none()) else { return };
    let ours = facts.domains.iter().filter(|domain| cx.is_ours(domain.mark.as_ref()));
    let own_paths: BTreeSet<&str> = gather(ours.flat_map(|domain| &domain.disks).filter_map(|disk| disk.path.as_deref()));
    let mut volumes: BTreeMap<&str, BTreeMap<&str, Option<&str>>> = BTreeMap::new();
    for pool in cx.lab.pools.iter() {
        let on_host = space::on_host(cx, pool).into_iter().flat_map(|pool| &pool.volumes);
        volumes.insert(pool.name.as_str(), gather(on_host.map(|volume| (volume.name.as_str(), volume.path.as_deref()))));
    }
    for machine in cx.each(&cx.lab.machines) {
        for disk in &machine.disks {
            let name = space::volume_name(cx, machine, disk);
            let Some(in_pool) = volumes.get(disk.pool.as_str()) else { continue };
            let Some(path) = in_pool.get(name.as_str()) else { continue };
            if path.is_some_and(|path| own_paths.contains(path)) {
                continue;
            }
            let finding = findings.add(
                machine.at(format!("disks[{}]", disk.name)),
                format!("the pool {} has a volume {name} already, which {} of {} would be", disk.pool, disk.name, machine.name),
                "give the disk another file name in `volume`, or remove the old volume if it is yours",
            );
            let free = format!("{}-{name}", cx.lab.metadata.name);
            if let Some(free) = free.parse::<FileName>().ok().filter(|free| !in_pool.contains_key(free.as_str())) {
                finding.fix(format!("Name it {free}"), machine.set(format!("disks[{}].volume", disk.name), free.as_str()));
            }
        }
    }
}
