//! Which guests have a place, and why others have none.

use super::*;
use crate::{
    capacity::guests::guests,
    document::read,
    model::{Keyed, Lab},
};
use proptest::prelude::*;

fn lab(nodes: &[(u32, u32)], servers: &[(u32, u32)], policy: Option<&str>) -> Lab {
    lab_at(1, nodes, servers, policy)
}

/// The same where CPUs and memory are promised so many times.
fn lab_at(ratio: u32, nodes: &[(u32, u32)], servers: &[(u32, u32)], policy: Option<&str>) -> Lab {
    let mut text = "apiVersion: labwright.dev/v1alpha1\nkind: Lab\nmetadata: {name: t}\nmachines:\n".to_owned();
    for (index, (vcpus, gib)) in nodes.iter().enumerate() {
        text += &format!(
            "- {{name: n{index}, role: compute, vcpus: {vcpus}, memory: {gib} GiB, disks: [{{name: vda, pool: p, size: 500 GiB}}]}}\n"
        );
    }
    text += &format!(
        "clouds:\n- name: c\n  compute: {{vcpuRatio: {ratio}, memoryRatio: {ratio}, diskRatio: 1, reservedMemory: 0 B}}\n  nodes:\n"
    );
    for index in 0..nodes.len() {
        text += &format!("  - {{machine: n{index}}}\n");
    }
    text += "  flavors:\n";
    for (index, (vcpus, gib)) in servers.iter().enumerate() {
        text += &format!("  - {{name: f{index}, vcpus: {vcpus}, memory: {gib} GiB, disk: 1 GiB}}\n");
    }
    text += "projects:\n- name: p\n  cloud: c\n";
    if let Some(policy) = policy {
        text += &format!("  serverGroups: [{{name: g, policy: {policy}}}]\n");
    }
    text += "servers:\n";
    for index in 0..servers.len() {
        let group = if policy.is_some() { ", serverGroup: g" } else { "" };
        text += &format!("- {{name: s{index}, project: p, flavor: f{index}{group}}}\n");
    }
    read(&text).unwrap_or_else(|errors| panic!("{errors:?}\n{text}")).document.lab().clone()
}

fn placed(lab: &Lab) -> Placement {
    let cloud = lab.clouds.iter().next().unwrap();
    let guests = guests(lab);
    place(&compute_nodes(lab, cloud), &guests.iter().collect::<Vec<_>>())
}

#[test]
fn six_of_seven_fit_though_the_sum_would() {
    let lab = lab(&[(16, 60), (16, 60)], &[(4, 16); 7], None);
    let placement = placed(&lab);
    assert_eq!(placement.homeless.len(), 1);
    assert!(placement.is_certain);
    assert_eq!(placement.homeless[0].1, Obstacle::Full { resource: Resource::Memory, asked: 16 << 30, left: 12 << 30 });
}

#[test]
fn three_apart_on_two_nodes_do_not_go() {
    let placement = placed(&lab(&[(16, 60), (16, 60)], &[(1, 1); 3], Some("anti-affinity")));
    assert_eq!(placement.homeless.iter().map(|(_, why)| why.clone()).collect::<Vec<_>>(), [Obstacle::Apart { group: "p/g".to_owned() }]);
    assert!(placed(&lab(&[(16, 60), (16, 60)], &[(1, 1); 3], Some("soft-anti-affinity"))).homeless.is_empty());
}

#[test]
fn what_the_largest_first_way_misses_is_found() {
    // 6+5+5+4 and 6+5+5+4 on two nodes of 20 GiB; another order leaves one out.
    let lab = lab(&[(64, 20), (64, 20)], &[(1, 6), (1, 6), (1, 5), (1, 5), (1, 5), (1, 5), (1, 4), (1, 4)], None);
    assert!(placed(&lab).homeless.is_empty());
}

#[test]
fn a_single_guest_gets_no_more_than_a_node_has_whatever_the_ratio() {
    let placement = placed(&lab_at(16, &[(2, 16)], &[(8, 32), (2, 32), (3, 16), (2, 16)], None));
    let beyond = |resource, asked, largest| Obstacle::BeyondNode { resource, asked, largest };
    let expected = [
        (0, beyond(Resource::Memory, 32 << 30, 16 << 30)),
        (1, beyond(Resource::Memory, 32 << 30, 16 << 30)),
        (2, beyond(Resource::Vcpus, 3, 2)),
    ];
    assert_eq!(placement.homeless, expected);
    assert!(placement.is_certain);
}

#[test]
fn a_large_guest_goes_where_the_node_is_large_and_not_where_most_is_left() {
    // What the small node has left by its ratio is of no use to the large guest.
    let placement = placed(&lab_at(4, &[(4, 4), (2, 8)], &[(1, 8), (1, 8), (1, 8), (1, 8), (4, 1)], None));
    assert_eq!(placement.places, [Some(1), Some(1), Some(1), Some(1), Some(0)]);
    let placement = placed(&lab_at(4, &[(4, 4), (2, 8)], &[(1, 8); 5], None));
    assert_eq!(placement.homeless, [(4, Obstacle::Full { resource: Resource::Memory, asked: 8 << 30, left: 0 })]);
    let placement = placed(&lab_at(4, &[(4, 4), (2, 8)], &[(4, 8)], None));
    assert_eq!(placement.homeless, [(0, Obstacle::NoneHasAll)]);
}

/// Every way there is.
fn brute(nodes: &[(u32, u32)], left: &mut [(u32, u32)], servers: &[(u32, u32)]) -> bool {
    let Some((server, rest)) = servers.split_first() else { return true };
    (0..left.len()).any(|node| {
        let (has, own) = (left[node], nodes[node]);
        if has.0.min(own.0) < server.0 || has.1.min(own.1) < server.1 {
            return false;
        }
        left[node] = (has.0 - server.0, has.1 - server.1);
        let fits = brute(nodes, left, rest);
        left[node] = has;
        fits
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn fits_exactly_when_some_placement_does(
        ratio in 1..4u32,
        nodes in proptest::collection::vec((1..9u32, 1..9u32), 1..4),
        servers in proptest::collection::vec((1..6u32, 1..6u32), 0..7),
    ) {
        let lab = lab_at(ratio, &nodes, &servers, None);
        let placement = placed(&lab);
        prop_assert!(placement.is_certain);
        let mut left: Vec<(u32, u32)> = nodes.iter().map(|node| (node.0 * ratio, node.1 * ratio)).collect();
        prop_assert_eq!(placement.homeless.is_empty(), brute(&nodes, &mut left, &servers));
        prop_assert_eq!(lab.servers.iter().map(Keyed::name).count(), placement.places.len());
    }
}
