//! Small labs, one property of the evaluation each.

use labwright_shared::{
    diagnostic::Subject,
    document::Document,
    resilience::{DataState, Effect, MajorityKind, Outcome, Verdict, sweep, what_if},
};

use super::{fail, read};

const HEAD: &str = "apiVersion: labwright.dev/v1alpha1\nkind: Lab\nmetadata: {name: t}\n";

/// A kolla cloud of controllers, compute nodes of 64 GiB and Ceph nodes with two OSDs each; and a cluster in it.
fn cloud(controllers: usize, computes: usize, ceph: usize, storage: &str, cluster: &str) -> Document {
    let mut text = format!("{HEAD}pools: [{{name: p, path: /srv/p}}, {{name: q, path: /srv/q}}]\nmachines:\n");
    let mut nodes = String::new();
    let kinds = [
        ("ctrl", "controller", controllers, "{name: vda, pool: p, size: 50 GiB}"),
        ("comp", "compute", computes, "{name: vda, pool: p, size: 500 GiB}"),
        ("ceph", "ceph", ceph, "{name: vda, pool: p, size: 50 GiB}, {name: vdb, pool: q, size: 9 GiB}, {name: vdc, pool: q, size: 9 GiB}"),
    ];
    for (name, role, count, disks) in kinds {
        for index in 0..count {
            text += &format!("- {{name: {name}{index}, role: {role}, vcpus: 16, memory: 64 GiB, disks: [{disks}]}}\n");
            nodes += &format!("  - {{machine: {name}{index}}}\n");
        }
    }
    text += &format!(
        "clouds:\n- name: c\n  deployment: {{kolla: {{internalVip: 10.0.0.5}}}}\n  compute: {{vcpuRatio: 1, memoryRatio: 1, reservedMemory: 0 B}}\n  nodes:\n{nodes}  storage: {{{storage}}}\n  flavors: [{{name: m, vcpus: 4, memory: 16 GiB, disk: 100 GiB}}]\n"
    );
    if !cluster.is_empty() {
        text += &format!("projects: [{{name: p, cloud: c}}]\nclusters:\n- {{name: k, version: 4.16.0, project: p, {cluster}}}\n");
    }
    read(&text)
}

const MASTERS: &str = "installer: ipi, controlPlane: {replicas: 3, flavor: m}, workers: {replicas: 2, flavor: m}";
const APART: &str = "installer: ipi, vips: {api: [10.1.0.5], ingress: [10.1.0.7]}, controlPlane: {replicas: 3, flavor: m, serverGroupPolicy: anti-affinity}, workers: {replicas: 2, flavor: m}";

fn verdict(outcome: &Outcome, kind: MajorityKind) -> Option<(Verdict, u32, u32)> {
    let found = outcome.majorities.iter().find(|majority| majority.kind == kind)?;
    Some((found.verdict, found.lost_at_least, found.lost_at_most))
}

#[test]
fn a_majority_of_three_survives_one_and_not_two() {
    let document = cloud(3, 0, 0, "", "");
    assert_eq!(verdict(&fail(document.lab(), &["machines[ctrl1]"]), MajorityKind::Galera), Some((Verdict::Survives, 1, 1)));
    let two = fail(document.lab(), &["machines[ctrl1]", "machines[ctrl2]"]);
    assert_eq!(verdict(&two, MajorityKind::Galera), Some((Verdict::Lost, 2, 2)));
    // keepalived needs no majority: the third holds the address.
    assert!(two.addresses.is_empty());
    assert_eq!(fail(document.lab(), &["machines[ctrl0]", "machines[ctrl1]", "machines[ctrl2]"]).addresses.len(), 1);
}

#[test]
fn masters_on_one_compute_node_go_with_it() {
    let document = cloud(1, 1, 0, "", MASTERS);
    let outcome = fail(document.lab(), &["machines[comp0]"]);
    assert_eq!(verdict(&outcome, MajorityKind::Etcd), Some((Verdict::Lost, 3, 3)));
    assert_eq!(outcome.effect, Effect::Broken);
    assert!(outcome.guests.iter().all(|guest| guest.is_certain && guest.again.is_none()));
    let shared = sweep(document.lab()).shared;
    assert!(shared.iter().any(|shared| shared.kind == MajorityKind::Etcd && shared.machine == *"comp0" && shared.is_certain), "{shared:?}");
}

#[test]
fn without_anti_affinity_it_depends_on_nova() {
    let document = cloud(1, 3, 0, "", MASTERS);
    let outcome = fail(document.lab(), &["machines[comp0]"]);
    // Four of 16 GiB fit on a node: all three masters may be there, or none.
    assert_eq!(verdict(&outcome, MajorityKind::Etcd), Some((Verdict::Depends, 0, 3)));
    let shared = sweep(document.lab()).shared;
    assert_eq!(shared.len(), 1);
    assert!(!shared[0].is_certain);
}

#[test]
fn anti_affinity_keeps_the_majority() {
    let document = cloud(1, 3, 0, "", APART);
    let outcome = fail(document.lab(), &["machines[comp0]"]);
    assert_eq!(verdict(&outcome, MajorityKind::Etcd), Some((Verdict::Survives, 1, 1)));
    assert!(outcome.addresses.iter().all(|address| address.what == "the router"), "{:?}", outcome.addresses);
    assert!(sweep(document.lab()).shared.is_empty());
    // Its master has room on the other two, but may not share with the two that are there.
    let master = outcome.guests.iter().find(|guest| guest.guest.starts_with("k-master")).unwrap();
    assert_eq!(master.again, None);
    assert!(master.homeless.as_ref().unwrap().contains("server group"), "{master:?}");
    // A fourth node would take it.
    let four = fail(cloud(1, 4, 0, "", APART).lab(), &["machines[comp0]"]);
    assert!(four.homeless().next().is_none(), "{:?}", four.guests);
}

#[test]
fn copies_are_counted_by_failure_domain() {
    let state = |document: &Document, failed: &[&str]| {
        fail(document.lab(), failed).data.first().map(|data| (data.state, data.copies_left, data.can_heal))
    };
    let four = cloud(3, 0, 4, "ceph: {}", "");
    assert_eq!(state(&four, &["machines[ctrl0]"]), None);
    assert_eq!(state(&four, &["machines[ceph0]"]), Some((DataState::Degraded, 2, true)));
    assert_eq!(state(&four, &["machines[ceph0]", "machines[ceph1]"]), Some((DataState::Stalled, 1, false)));
    // Machines come back with their disks; disks do not.
    let down = ["machines[ceph0]", "machines[ceph1]", "machines[ceph2]"];
    assert_eq!(state(&four, &down).unwrap().0, DataState::Stalled);
    let gone = ["machines[ceph0].disks[vdb]", "machines[ceph1].disks[vdb]", "machines[ceph2].disks[vdc]"];
    assert_eq!(state(&four, &gone).unwrap().0, DataState::Gone);
    assert_eq!(state(&four, &["pools[q]"]).unwrap().0, DataState::Gone);
    // Two disks of one host are one failure domain, unless a disk is one.
    let both = ["machines[ceph0].disks[vdb]", "machines[ceph0].disks[vdc]"];
    assert_eq!(state(&four, &both), Some((DataState::Degraded, 2, true)));
    let by_disk = cloud(3, 0, 4, "ceph: {failureDomain: osd}", "");
    assert_eq!(state(&by_disk, &both).unwrap().0, DataState::Stalled);
    let two_copies = cloud(3, 0, 3, "ceph: {poolSize: 2}", "");
    assert_eq!(state(&two_copies, &["machines[ceph0]"]), Some((DataState::Degraded, 1, true)));
}

#[test]
fn fewer_monitors_than_controllers_stand_on_some_of_them() {
    let document = cloud(4, 0, 3, "ceph: {monitors: 3}", "");
    let monitors = |failed: &[&str]| verdict(&fail(document.lab(), failed), MajorityKind::CephMonitors);
    assert_eq!(monitors(&["machines[ctrl0]"]), Some((Verdict::Survives, 0, 1)));
    assert_eq!(monitors(&["machines[ctrl0]", "machines[ctrl1]"]), Some((Verdict::Depends, 1, 2)));
    assert_eq!(monitors(&["machines[ctrl0]", "machines[ctrl1]", "machines[ctrl2]"]), Some((Verdict::Lost, 2, 3)));
}

#[test]
fn a_system_disk_takes_its_machine_with_it() {
    let document = cloud(3, 0, 3, "ceph: {}", "");
    let outcome = fail(document.lab(), &["machines[ceph0].disks[vda]"]);
    assert_eq!(outcome.machines.iter().map(|name| name.as_str()).collect::<Vec<_>>(), ["ceph0"]);
    assert_eq!(outcome.data[0].state, DataState::Degraded);
    assert_eq!(fail(document.lab(), &["pools[p]"]).machines.len(), 6);
    assert_eq!(fail(document.lab(), &["host"]).machines.len(), 6);
}

#[test]
fn what_is_not_there_cannot_fail() {
    let document = cloud(1, 0, 0, "", "");
    for subject in ["machines[nobody]", "machines[ctrl0].disks[vdz]", "machines[ctrl0].memory", "pools[r]", "clouds[c]"] {
        let subject: Subject = subject.parse().unwrap();
        let error = what_if(document.lab(), std::slice::from_ref(&subject)).unwrap_err();
        assert!(error.to_string().contains(&subject.to_string()), "{error}");
    }
}
