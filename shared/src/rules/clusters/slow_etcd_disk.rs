//! etcd writes to a slow disk.
//!
//! ## What it does
//! Looks at the pools below the first disks of the masters that are machines: SAS and other turning disks are slow.
//!
//! ## Why
//! etcd waits for the disk at every change and wants 99 of 100 writes within 10 ms. Turning disks under several guests need hundreds: leaders are elected again and again, and the API times out.
//!
//! ## Fix
//! Put the disk into a pool on SSD or NVMe. The pool of that kind is offered.
//!
//! ## Source
//! Catalogue R17: openshift/installer, docs/user/openstack/README.md (p99 of fdatasync below 10 ms, SSD); openshift/openshift-docs, modules/installation-minimum-resource-requirements.adoc; okd-project/okd issue 1458.

use crate::{
    capacity::guests::Part,
    diagnostic::Severity,
    model::{Kind, Pool, Tier},
    rules::{
        Context, Findings, Input, Rule,
        support::{
            cluster::{is_openshift, nodes},
            edit::Located,
        },
    },
};

pub const RULE: Rule = Rule {
    id: "clusters/slow-etcd-disk",
    severity: Severity::Warning,
    reads: &[Input::Each(Kind::Clusters), Input::Named(Kind::Machines), Input::Named(Kind::Servers), Input::Records(Kind::Pools)],
    check,
};

fn check(cx: &Context<'_>, findings: &mut Findings) {
    let is_slow = |pool: &Pool| matches!(pool.tier, Some(Tier::Sas | Tier::Hdd));
    for cluster in cx.each(&cx.lab.clusters).filter(|cluster| is_openshift(cluster)) {
        for node in nodes(cx, cluster).into_iter().filter(|node| node.part == Part::ControlPlane) {
            let Some((machine, disk)) = node.machine.and_then(|machine| Some((machine, machine.disks.first()?))) else { continue };
            let Some(pool) = cx.index.pools.get(disk.pool.as_str()).filter(|pool| is_slow(pool)) else { continue };
            let at = format!("disks[{}].pool", disk.name);
            let message = format!("etcd of the master {} writes to {}, on a turning disk", machine.name, pool.name);
            let finding = findings.add(machine.at(&at), message, "put the disk into a pool on SSD or NVMe");
            if let Some(fast) = cx.lab.pools.iter().find(|pool| matches!(pool.tier, Some(Tier::Ssd | Tier::Nvme))) {
                finding.fix(format!("Put it into {}", fast.name), machine.set(at, fast.name.as_str()));
            }
        }
    }
}
