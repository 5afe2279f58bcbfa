//! What holds for every lab.

use std::collections::BTreeSet;

use labwright_shared::{
    diagnostic::Subject,
    model::{Keyed, Kind, Lab, RecordRef},
    resilience::{Effect, Outcome, sweep, what_if},
};
use proptest::prelude::*;

use super::{
    read,
    strategy::{any_text, lab},
};

/// Clouds of compute nodes, controllers and Ceph nodes, with a cluster of some kind.
fn cloud(controllers: u8, nodes: &[u32], ceph: u8, cluster: (u32, u32, u8)) -> Lab {
    let mut text = "apiVersion: labwright.dev/v1alpha1\nkind: Lab\nmetadata: {name: t}\npools: [{name: p, path: /srv/p}, {name: q, path: /srv/q}]\nmachines:\n".to_owned();
    let mut of_cloud = String::new();
    let mut add = |name: String, role: &str, gib: u32| {
        text += &format!(
            "- {{name: {name}, role: {role}, vcpus: 8, memory: {gib} GiB, disks: [{{name: vda, pool: p, size: 500 GiB}}, {{name: vdb, pool: q, size: 10 GiB}}]}}\n"
        );
        of_cloud += &format!("  - {{machine: {name}}}\n");
    };
    (0..controllers).for_each(|index| add(format!("ctrl{index}"), "controller", 8));
    nodes.iter().enumerate().for_each(|(index, gib)| add(format!("comp{index}"), "compute", *gib));
    (0..ceph).for_each(|index| add(format!("ceph{index}"), "ceph", 8));
    let policy = ["anti-affinity", "soft-anti-affinity", "affinity"][usize::from(cluster.2) % 3];
    text += &format!(
        "clouds:\n- name: c\n  deployment: {{kolla: {{internalVip: 10.0.0.5}}}}\n  storage: {{ceph: {{}}}}\n  compute: {{memoryRatio: 1, reservedMemory: 0 B}}\n  nodes:\n{of_cloud}  flavors: [{{name: m, vcpus: 2, memory: 4 GiB, disk: 10 GiB}}]\nprojects: [{{name: p, cloud: c}}]\nclusters:\n- {{name: k, installer: ipi, version: 4.16.0, project: p, vips: {{api: [10.1.0.5], ingress: [10.1.0.6]}}, controlPlane: {{replicas: {}, flavor: m, serverGroupPolicy: {policy}}}, workers: {{replicas: {}, flavor: m}}}}\n",
        cluster.0, cluster.1
    );
    read(&text).lab().clone()
}

fn machines(lab: &Lab, chosen: &[bool]) -> Vec<Subject> {
    let all = lab.machines.iter().zip(chosen.iter().chain(std::iter::repeat(&false)));
    all.filter(|(_, chosen)| **chosen).map(|(machine, _)| Subject::record(RecordRef::new(Kind::Machines, machine.id()))).collect()
}

/// Whether one outcome loses no less than another, in every part.
fn loses_no_less(more: &Outcome, less: &Outcome) -> Result<(), TestCaseError> {
    prop_assert!(more.effect >= less.effect, "{} after {}", more.to_text(), less.to_text());
    let machines = |outcome: &Outcome| outcome.machines.iter().cloned().collect::<BTreeSet<_>>();
    prop_assert!(machines(more).is_superset(&machines(less)));
    let guests = |outcome: &Outcome| outcome.guests.iter().map(|guest| guest.guest.clone()).collect::<BTreeSet<_>>();
    prop_assert!(guests(more).is_superset(&guests(less)));
    for majority in &less.majorities {
        let found = more.majorities.iter().find(|other| (other.kind, &other.of) == (majority.kind, &majority.of));
        let found = found.ok_or_else(|| TestCaseError::fail(format!("{majority:?} came back")))?;
        prop_assert!(
            found.lost_at_least >= majority.lost_at_least && found.lost_at_most >= majority.lost_at_most,
            "{found:?} {majority:?}"
        );
        prop_assert!(found.verdict >= majority.verdict);
    }
    for data in &less.data {
        let found = more.data.iter().find(|other| other.of == data.of).expect("lost OSDs stay lost");
        prop_assert!(found.state >= data.state && found.copies_left <= data.copies_left && found.lost >= data.lost);
    }
    for address in &less.addresses {
        let found = more.addresses.iter().find(|other| (other.address, &other.of) == (address.address, &address.of));
        prop_assert!(found.is_some_and(|found| found.verdict >= address.verdict));
    }
    prop_assert!(less.services.iter().all(|service| more.services.contains(service)));
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_failure_of_nothing_loses_nothing_and_no_lab_makes_it_panic(lab in lab(any_text()), chosen in proptest::collection::vec(any::<bool>(), 6)) {
        let nothing = what_if(&lab, &[]).unwrap();
        prop_assert_eq!(nothing.effect, Effect::Nothing);
        prop_assert!(nothing.machines.is_empty() && nothing.majorities.is_empty() && nothing.data.is_empty());
        prop_assert!(nothing.addresses.is_empty() && nothing.services.is_empty() && nothing.guests.is_empty());
        // Of two machines with one identity the first is meant.
        let few = what_if(&lab, &machines(&lab, &chosen)).unwrap();
        let all = what_if(&lab, &[Subject::record(RecordRef::host())]).unwrap();
        loses_no_less(&all, &few)?;
        let sweep = sweep(&lab);
        prop_assert_eq!(sweep.failures.len(), lab.machines.len() + lab.pools.len());
        let _ = (few.to_text(), sweep.to_text(), serde_json::to_string(&sweep).unwrap());
    }

    #[test]
    fn failing_more_never_loses_less(
        controllers in 0..4u8,
        nodes in proptest::collection::vec(4..24u32, 1..5),
        ceph in 0..4u8,
        cluster in (1..4u32, 0..3u32, 0..3u8),
        some in proptest::collection::vec(any::<bool>(), 12),
        others in proptest::collection::vec(any::<bool>(), 12),
    ) {
        let lab = cloud(controllers, &nodes, ceph, cluster);
        let both: Vec<bool> = some.iter().zip(&others).map(|(one, other)| *one || *other).collect();
        let less = what_if(&lab, &machines(&lab, &some)).unwrap();
        let more = what_if(&lab, &machines(&lab, &both)).unwrap();
        loses_no_less(&more, &less)?;
    }

    #[test]
    fn the_placement_that_is_counted_lies_within_the_bounds(
        nodes in proptest::collection::vec(4..24u32, 1..5),
        cluster in (1..4u32, 0..3u32, 0..3u8),
        chosen in proptest::collection::vec(any::<bool>(), 5),
    ) {
        let lab = cloud(1, &nodes, 0, cluster);
        let chosen: Vec<bool> = std::iter::once(false).chain(chosen).collect();
        let outcome = what_if(&lab, &machines(&lab, &chosen)).unwrap();
        let lost = outcome.guests.iter().filter(|guest| guest.guest.starts_with("k-master")).count() as u32;
        let homeless = labwright_shared::capacity::account(&lab, None, None).homeless.iter().filter(|guest| guest.guest.starts_with("k-master")).count() as u32;
        let (least, most) = outcome.majorities.iter().find(|majority| majority.of == *"k").map_or((0, 0), |majority| (majority.lost_at_least, majority.lost_at_most));
        prop_assert!(lost <= most && least <= lost + homeless, "{lost} of {least} to {most}, {homeless} homeless\n{}", outcome.to_text());
        // Who is said to have room elsewhere is on a machine that did not fail.
        for guest in &outcome.guests {
            if let Some(again) = &guest.again {
                prop_assert!(!outcome.machines.contains(again));
            }
        }
    }
}
