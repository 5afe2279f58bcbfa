//! What holds for every lab.

use labwright_shared::capacity::{
    account,
    account::{HolderKind, Quantity},
    demand::Quotable,
    profile,
    profile::StageKind,
};
use proptest::prelude::*;

use super::{
    read,
    strategy::{any_text, facts, lab},
};

/// A cloud of compute nodes of (vCPUs, GiB), servers and IPI clusters of (masters, workers), all of known size.
fn cloud(nodes: &[(u32, u32)], servers: &[(u32, u32)], clusters: &[(u32, u32)]) -> labwright_shared::document::Document {
    let mut text =
        "apiVersion: labwright.dev/v1alpha1\nkind: Lab\nmetadata: {name: t}\npools: [{name: p, path: /srv/p}]\nmachines:\n".to_owned();
    for (index, (vcpus, gib)) in nodes.iter().enumerate() {
        text += &format!(
            "- {{name: n{index}, role: compute, vcpus: {vcpus}, memory: {gib} GiB, disks: [{{name: vda, pool: p, size: 500 GiB}}]}}\n"
        );
    }
    text += "clouds:\n- name: c\n  deployment: {kolla: {}}\n  compute: {vcpuRatio: 2, memoryRatio: 1, reservedMemory: 0 B}\n  nodes:\n";
    for index in 0..nodes.len() {
        text += &format!("  - {{machine: n{index}}}\n");
    }
    text += "  flavors:\n  - {name: node, vcpus: 2, memory: 4 GiB, disk: 10 GiB}\n";
    for (index, (vcpus, gib)) in servers.iter().enumerate() {
        text += &format!("  - {{name: f{index}, vcpus: {vcpus}, memory: {gib} GiB, disk: 1 GiB}}\n");
    }
    text += "projects: [{name: p, cloud: c}]\nservers:\n";
    for index in 0..servers.len() {
        text += &format!("- {{name: s{index}, project: p, flavor: f{index}}}\n");
    }
    text += "clusters:\n";
    for (index, (masters, workers)) in clusters.iter().enumerate() {
        text += &format!(
            "- {{name: k{index}, installer: ipi, version: 4.16.0, project: p, controlPlane: {{replicas: {masters}, flavor: node}}, workers: {{replicas: {workers}, flavor: node}}}}\n"
        );
    }
    if servers.is_empty() {
        text = text.replace("servers:\n", "");
    }
    if clusters.is_empty() {
        text = text.replace("clusters:\n", "");
    }
    read(&text)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn sums_agree_with_the_claims_that_are_listed(lab in lab(any_text()), facts in facts()) {
        for facts in [None, Some(&facts)] {
            let account = account(&lab, facts, None);
            let profile = profile(&lab, facts, None);
            prop_assert_eq!(&account, &labwright_shared::capacity::account(&lab, facts, None));
            for holder in &account.holders {
                for budget in &holder.budgets {
                    let listed = budget.claims.iter().filter_map(|claim| claim.amount).fold(0u64, u64::saturating_add);
                    prop_assert!(budget.claimed <= budget.peak && budget.peak <= listed, "{} {:?}", holder.id, budget);
                    prop_assert_eq!(budget.unknown, budget.claims.iter().filter(|claim| claim.amount.is_none()).count());
                    prop_assert!(budget.capacity.is_none() || !budget.is_unlimited);
                }
            }
            for curve in &profile.curves {
                prop_assert!(curve.steps.iter().all(|step| step.stage < profile.stages.len() && step.amount <= curve.peak.amount));
                prop_assert!(curve.steps.is_sorted_by(|a, b| a.stage < b.stage));
                prop_assert_eq!(curve.at(curve.peak.stage), curve.peak.amount);
            }
            // Texts and JSON are made without a panic.
            let _ = (account.to_text(), profile.to_text(), serde_json::to_string(&account).unwrap(), serde_json::to_string(&profile).unwrap());
        }
    }

    #[test]
    fn guests_are_counted_once_each_and_curves_reach_the_peak_of_the_account(
        nodes in proptest::collection::vec((1..9u32, 4..40u32), 1..4),
        servers in proptest::collection::vec((1..5u32, 1..5u32), 0..5),
        clusters in proptest::collection::vec((1..4u32, 0..3u32), 0..3),
    ) {
        let document = cloud(&nodes, &servers, &clusters);
        let lab = document.lab();
        let account = account(lab, None, None);
        let guests = labwright_shared::capacity::guests::guests(lab);
        let placed: usize = account.holders.iter().filter(|holder| holder.id.kind == HolderKind::ComputeNode).map(|holder| holder.budgets[0].claims.len()).sum();
        prop_assert_eq!(placed + account.homeless.len(), guests.len());
        for holder in account.holders.iter().filter(|holder| holder.id.kind == HolderKind::ComputeNode) {
            prop_assert!(!holder.budgets.iter().any(labwright_shared::capacity::account::Budget::is_over), "{:?}", holder);
        }
        let quota = account.holder(HolderKind::Quota, "p").unwrap();
        let instances = quota.budget(Quantity::Quota(Quotable::Instances)).map_or(0, |budget| budget.claimed as usize);
        prop_assert_eq!(instances, guests.iter().filter(|guest| guest.install_of().is_none()).count());
        // The curve of a quota ends at what is claimed for good and passes the peak on its way, as long as every cluster that
        // follows takes less than the last one's bootstrap. An update replaces a master by a new one: what that takes beside all others.
        let master = |quotable| match quotable {
            Quotable::Instances | Quotable::Ports => 1,
            Quotable::Cores => 2,
            Quotable::Memory => 4 << 30,
            _ => 0,
        };
        let profile = profile(lab, None, None);
        for curve in profile.curves.iter().filter(|curve| curve.holder.kind == HolderKind::Quota) {
            let budget = quota.budget(curve.resource).unwrap();
            let end = curve.steps.last().unwrap().amount;
            prop_assert_eq!(end, budget.claimed, "{:?}", curve);
            let Quantity::Quota(quotable) = curve.resource else { panic!("{curve:?}") };
            let update = if clusters.is_empty() { 0 } else { budget.claimed + master(quotable) };
            prop_assert!(curve.peak.amount <= budget.peak.max(update), "{:?}", curve);
            prop_assert!(curve.peak.amount >= update, "{:?}", curve);
        }
        let host = profile.curves.iter().find(|curve| curve.holder.kind == HolderKind::Host && curve.resource == Quantity::Memory).unwrap();
        prop_assert_eq!(host.peak.amount, account.holders[0].budget(Quantity::Memory).unwrap().claimed);
        prop_assert!(profile.stages.iter().filter(|stage| stage.kind == StageKind::Installed).count() == clusters.len());
    }
}
