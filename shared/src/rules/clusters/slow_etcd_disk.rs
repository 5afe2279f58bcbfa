//! etcd writes to a slow disk.
//!
//! ## What it does
//! Looks at the pools below the first disks of the masters that are machines, and of the compute nodes that masters which are servers run on or may come to run on, unless these boot from a volume: SAS and other turning disks are slow.
//!
//! ## Why
//! etcd waits for the disk at every change and wants 99 of 100 writes within 10 ms. Turning disks under several guests need hundreds: leaders are elected again and again, and the API times out.
//!
//! ## Fix
//! Put the disk into a pool on SSD or NVMe. The pool of that kind is offered.
//!
//! ## Source
//! Catalogue R17: openshift/installer, docs/user/openstack/README.md (p99 of fdatasync below 10 ms, SSD); openshift/openshift-docs, modules/installation-minimum-resource-requirements.adoc; okd-project/okd issue 1458.

use std::collections::BTreeSet;

use crate::{
    capacity::guests::Part,
    diagnostic::Severity,
    model::{Cluster, Kind, Machine, Pool, Role, Tier},
    rules::{
        Context, Findings, Input, Rule,
        support::{
            cluster::{is_openshift, nodes},
            edit::Located,
            inside::cloud_of,
            nodes::with_role,
        },
    },
    value::Name,
};

pub const RULE: Rule = Rule {
    id: "clusters/slow-etcd-disk",
    severity: Severity::Warning,
    reads: &[
        Input::Each(Kind::Clusters),
        Input::Named(Kind::Machines),
        Input::Named(Kind::Servers),
        Input::Named(Kind::Projects),
        Input::Named(Kind::Clouds),
        Input::Records(Kind::Pools),
    ],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let is_slow = |pool: &Pool| matches!(pool.tier, Some(Tier::Sas | Tier::Hdd));
    for cluster in cx.each(&cx.lab.clusters).filter(|cluster| is_openshift(cluster)) {
        let mut seen = BTreeSet::new();
        for (machine, whose) in below_etcd(cx, cluster).into_iter().filter(|(machine, _)| seen.insert(machine.name.as_str())) {
            let Some(disk) = machine.disks.first() else { continue };
            let Some(pool) = cx.index.pools.get(disk.pool.as_str()).filter(|pool| is_slow(pool)) else { continue };
            let at = format!("disks[{}].pool", disk.name);
            let message = format!("etcd of {whose} writes to {}, on a turning disk", pool.name);
            let finding = findings.add(machine.at(&at), message, "put the disk into a pool on SSD or NVMe");
            if let Some(fast) = cx.lab.pools.iter().find(|pool| matches!(pool.tier, Some(Tier::Ssd | Tier::Nvme))) {
                finding.fix(format!("Put it into {}", fast.name), machine.set(at, fast.name.as_str()));
            }
        }
    }
}

/// The machines on whose disks etcd writes, and whose etcd that is.
fn below_etcd<'a>(cx: &Context<'a>, cluster: &'a Cluster) -> Vec<(&'a Machine, String)> {
    let pool = &cluster.control_plane;
    let mut below = Vec::new();
    let compute = |project: &Name, whose: &str| {
        let cloud = cx.index.projects.get(project.as_str()).and_then(|project| cloud_of(cx, project));
        let machines: Vec<&Machine> = cloud.into_iter().flat_map(|cloud| with_role(cx, cloud, Role::Compute)).collect();
        let stands = if machines.len() == 1 { "on" } else { "which may come to stand on" };
        machines.into_iter().map(|machine| (machine, format!("{whose}, {stands} {},", machine.name))).collect::<Vec<_>>()
    };
    for node in nodes(cx, cluster).into_iter().filter(|node| node.part == Part::ControlPlane) {
        if let Some(machine) = node.machine {
            below.push((machine, format!("the master {}", machine.name)));
        }
        let Some(server) = node.server.filter(|server| server.volumes.iter().all(|volume| !volume.root)) else { continue };
        let whose = format!("the master {}", server.name);
        match server.host.as_ref().and_then(|host| cx.index.machines.get(host.as_str())) {
            Some(machine) => below.push((*machine, format!("{whose}, on {},", machine.name))),
            None => below.extend(compute(&server.project, &whose)),
        }
    }
    if pool.nodes.is_empty() && pool.asked() > 0 && pool.root_volume.is_none() {
        below.extend(cluster.project.iter().flat_map(|project| compute(project, &format!("the masters of {}", cluster.name))));
    }
    below
}
