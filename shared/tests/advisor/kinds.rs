//! Each kind of change by itself.

use expect_test::{Expect, expect};
use labwright_shared::{
    advisor::{Bounds, Verdict, advise, advise_within},
    document::Document,
    facts::HostFacts,
};

use super::{host, lab};

/// The ways, each change with its effect.
fn ways(document: &Document, facts: &HostFacts, expected: Expect) {
    let advice = advise(document, Some(facts), None);
    assert_eq!(advice.verdict, Verdict::DoesNotFit, "{:?}", advice.misfits);
    let mut text = String::new();
    for way in &advice.ways {
        text += &format!("{}:\n", way.harm.as_str());
        for step in &way.steps {
            text += &format!("  {} ({})\n", step.title, step.effect.describe());
        }
    }
    expected.assert_eq(&text);
}

fn machines(disks: &str) -> Document {
    lab(&format!(
        "host: {{name: h, overcommit: {{disk: 1}}}}\npools: [{{name: a, path: /a}}, {{name: b, path: /b}}]\n\
         machines:\n- {{name: m, vcpus: 1, memory: 1 GiB, disks: [{disks}]}}\n"
    ))
}

#[test]
fn full_volumes_become_thin_before_they_move() {
    let document = lab("host: {name: h, overcommit: {disk: 4}}\npools: [{name: a, path: /a}, {name: b, path: /b}]\n\
         machines:\n- {name: m, vcpus: 1, memory: 1 GiB, disks: [{name: vda, pool: a, size: 50 GiB, allocation: full}]}\n");
    ways(
        &document,
        &host(4, 16, [20, 100]),
        expect![[r#"
        thin volumes:
          Let 1 volume in a grow as they are filled ()
        another pool:
          Put vda of m into b instead of a (-50 GiB in a, +50 GiB in b)
    "#]],
    );
}

#[test]
fn disks_move_to_a_pool_that_has_room() {
    ways(
        &machines("{name: vda, pool: a, size: 50 GiB}"),
        &host(4, 16, [20, 100]),
        expect![[r#"
        another pool:
          Put vda of m into b instead of a (-50 GiB in a, +50 GiB in b)
    "#]],
    );
}

#[test]
fn a_pool_of_unknown_size_is_no_way_out() {
    let mut facts = host(4, 16, [20, 100]);
    facts.filesystems.truncate(1);
    ways(&machines("{name: vda, pool: a, size: 50 GiB}"), &facts, expect![]);
}

#[test]
fn what_is_accepted_needs_no_way() {
    let document = lab("host: {name: h, overcommit: {disk: 1}}\npools: [{name: a, path: /a}]\n\
         machines:\n- {name: m, vcpus: 1, memory: 1 GiB, disks: [{name: vda, pool: a, size: 50 GiB}]}\n\
         settings: {suppress: [{rule: capacity/pool-overcommit, reason: it stays empty}]}\n");
    assert_eq!(advise(&document, Some(&host(4, 16, [20, 100])), None).verdict, Verdict::Fits);
}

/// A cloud of nodes with 20 GiB each, of which guests get 16, with a flavor of each size.
fn cloud(nodes: usize, compute: &str, rest: &str) -> Document {
    let mut text = "machines:\n- {name: u, role: director, vcpus: 8, memory: 16 GiB}\n".to_owned();
    for node in 0..nodes {
        text += &format!("- {{name: n{node}, role: compute, vcpus: 8, memory: 20 GiB, disks: [{{name: vda, pool: a, size: 200 GiB}}]}}\n");
    }
    text += &format!(
        "pools: [{{name: a, path: /a}}]\nclouds:\n- name: c\n  deployment: {{director: {{machine: u, localIp: 172.16.0.1/24, localInterface: eth0, \
         counts: [{{role: compute, count: {nodes}}}]}}}}\n  compute: {{reservedMemory: 4 GiB{compute}}}\n  nodes: [{}]\n  \
         flavors: [{{name: large, vcpus: 4, memory: 16 GiB, disk: 30 GiB}}, {{name: small, vcpus: 4, memory: 8 GiB, disk: 30 GiB}}]\n  \
         images: [{{name: i, minMemory: 4 GiB, minDisk: 20 GiB}}]\nprojects: [{{name: p, cloud: c}}]\n{rest}",
        (0..nodes).map(|node| format!("{{machine: n{node}}}")).collect::<Vec<_>>().join(", ")
    );
    lab(&text)
}

#[test]
fn a_forced_guest_goes_where_there_is_room() {
    let servers = "servers:\n- {name: s0, project: p, flavor: large, host: n0}\n- {name: s1, project: p, flavor: large, host: n0}\n";
    ways(
        &cloud(2, ", memoryRatio: 1", servers),
        &host(16, 128, [900, 1]),
        expect![[r#"
        another place:
          Let Nova choose where s0 runs instead of n0 ()
    "#]],
    );
}

#[test]
fn guests_get_a_smaller_flavor_where_their_need_is_known() {
    let servers = "servers:\n- {name: s0, project: p, flavor: large, image: i}\n- {name: s1, project: p, flavor: large, image: i}\n";
    ways(
        &cloud(1, "", servers),
        &host(16, 128, [900, 1]),
        expect![[r#"
        another flavor:
          Give s0 and s1 the flavor small instead of large (-16 GiB of guests' memory)
    "#]],
    );
    let unknown = servers.replace(", image: i", "");
    ways(&cloud(1, "", &unknown), &host(16, 128, [900, 1]), expect![]);
}

#[test]
fn of_compute_nodes_without_guests_the_last_go() {
    ways(
        &cloud(3, "", ""),
        &host(16, 56, [900, 1]),
        expect![[r#"
        smaller machines:
          Give n0 and 2 like it 12 GiB instead of 20 GiB (-24 GiB of memory)
        fewer nodes:
          Take 1 compute node for c instead of 3: without n1 and n2 (-40 GiB of memory, -16 vCPUs, -400 GiB in a)
    "#]],
    );
    let document = cloud(3, "", "");
    let advice = advise(&document, Some(&host(16, 56, [900, 1])), None);
    let mut changed = document.clone();
    changed.apply(&advice.ways.last().unwrap().command()).unwrap();
    let cloud = changed.lab().clouds.iter().next().unwrap();
    assert_eq!(cloud.nodes.len(), changed.lab().machines.len() - 1);
    assert_eq!(cloud.deployment.director().unwrap().counts[0].count as usize, cloud.nodes.len());
}

/// A cluster on machines behind a load balancer, with what names them.
fn cluster(version: &str, masters: usize, workers: usize) -> Document {
    let mut text =
        "networks: [{name: net, mode: nat, ip: 10.1.0.1/24}]\nmachines:\n- {name: lb, role: bastion, vcpus: 2, memory: 2 GiB}\n".to_owned();
    let (mut nodes, mut backends, mut records) = ([String::new(), String::new()], [String::new(), String::new()], String::new());
    for (part, (word, role, count)) in [("master", "control-plane", masters), ("worker", "worker", workers)].into_iter().enumerate() {
        for index in 0..count {
            let (name, address) = (format!("{word}{index}"), format!("10.1.0.{}", 10 * (part + 1) + index));
            text += &format!(
                "- {{name: {name}, role: {role}, vcpus: 8, memory: 16 GiB, disks: [{{name: vda, pool: a, size: 120 GiB}}], \
                 ports: [{{name: eth0, network: net, address: {address}}}], cloudInit: {{}}}}\n"
            );
            nodes[part] += &format!("{{machine: {name}}}, ");
            backends[part] += &format!("{{machine: {name}}}, ");
            records += &format!("{{name: {name}, address: {address}}}, ");
        }
    }
    let port = |port: u16, part: usize| format!("{{port: {port}, backends: [{}]}}", backends[part]);
    text += &format!(
        "pools: [{{name: a, path: /a}}]\nclusters:\n- name: k\n  installer: upi\n  version: {version}\n  baseDomain: example\n  bastion: lb\n  \
         controlPlane: {{nodes: [{}]}}\n  workers: {{nodes: [{}]}}\n  loadBalancer: {{machine: lb, frontends: [{}, {}, {}, {}]}}\n  \
         dns: {{records: [{records}]}}\n",
        nodes[0],
        nodes[1],
        port(6443, 0),
        port(22623, 0),
        port(80, 1),
        port(443, 1)
    );
    lab(&text)
}

#[test]
fn workers_go_down_to_two_and_take_their_names_along() {
    let document = cluster("4.5.0", 3, 4);
    ways(
        &document,
        &host(16, 110, [900, 1]),
        expect![[r#"
        smaller machines:
          Give worker0 and 3 like it 14 GiB instead of 16 GiB (-8 GiB of memory)
        fewer nodes:
          Take 3 workers for k instead of 4: without worker3 (-16 GiB of memory, -8 vCPUs, -120 GiB in a)
    "#]],
    );
    let advice = advise(&document, Some(&host(16, 85, [900, 1])), None);
    let fewer =
        advice.ways.iter().find(|way| way.steps.iter().any(|step| step.title.starts_with("Take 2 workers"))).expect("fewer workers");
    let mut changed = document.clone();
    changed.apply(&fewer.command()).unwrap();
    let text = changed.to_yaml();
    assert!(!text.contains("worker2") && !text.contains("worker3") && text.contains("worker1"), "{text}");
}

#[test]
fn a_release_with_single_nodes_may_become_one() {
    ways(&cluster("4.7.0", 3, 2), &host(16, 40, [900, 1]), expect![]);
    let document = cluster("4.12.0", 3, 2);
    ways(
        &document,
        &host(16, 40, [900, 1]),
        expect![[r#"
        one control plane node:
          Make k a single node instead of 3 masters and 2 workers (-64 GiB of memory, -32 vCPUs, -480 GiB in a)
    "#]],
    );
    let advice = advise(&document, Some(&host(16, 40, [900, 1])), None);
    let mut changed = document.clone();
    changed.apply(&advice.ways[0].command()).unwrap();
    let cluster = changed.lab().clusters.iter().next().unwrap();
    assert_eq!((cluster.control_plane.nodes.len(), cluster.workers.nodes.len(), changed.lab().machines.len()), (1, 0, 2));
    let backends = cluster.load_balancer.iter().flat_map(|balancer| &balancer.frontends).flat_map(|frontend| &frontend.backends);
    assert!(backends.map(|backend| backend.machine.as_str()).all(|machine| machine == "master0"));
}

#[test]
fn magnum_takes_one_control_plane_node() {
    let document = cloud(
        1,
        ", memoryRatio: 1",
        "clusters: [{name: k, installer: magnum, distribution: kubernetes, project: p, controlPlane: {replicas: 3, flavor: small}, workers: {replicas: 1, flavor: small}}]\n",
    );
    ways(
        &document,
        &host(16, 128, [900, 1]),
        expect![[r#"
        one control plane node:
          Take 1 control plane node for k instead of 3 (-16 GiB of guests' memory, -8 vCPUs of guests)
    "#]],
    );
}

#[test]
fn a_search_that_ends_early_says_so() {
    let (document, facts) = (cluster("4.12.0", 3, 4), host(16, 60, [900, 1]));
    assert!(advise(&document, Some(&facts), None).search.is_complete);
    for bounds in [Bounds { tried: 2_000, looked_at: 0 }, Bounds { tried: 0, looked_at: 200_000 }] {
        let advice = advise_within(&document, Some(&facts), None, bounds);
        assert!(!advice.search.is_complete, "{bounds:?}");
        assert!(advice.to_text().contains("more was not tried"), "{}", advice.to_text());
    }
    for looked_at in 1..200 {
        let advice = advise_within(&document, Some(&facts), None, Bounds { tried: 2_000, looked_at });
        for way in &advice.ways {
            let mut changed = document.clone();
            changed.apply(&way.command()).unwrap();
            assert_eq!(advise(&changed, Some(&facts), None).verdict, Verdict::Fits);
        }
    }
}

/// A cloud of three controllers with 16 GiB each, and what else is said of it.
fn controllers(deployment: &str, rest: &str, more: &str) -> Document {
    let mut text = "pools: [{name: a, path: /a}]\nmachines:\n- {name: u, role: director, vcpus: 8, memory: 16 GiB}\n".to_owned();
    for node in 0..3 {
        text += &format!("- {{name: c{node}, role: controller, vcpus: 4, memory: 8 GiB}}\n");
    }
    text += "- {name: n, role: compute, vcpus: 4, memory: 8 GiB, after: [c0, c1, c2]}\n";
    text += &format!(
        "clouds:\n- name: c\n{deployment}{rest}  nodes: [{{machine: c0}}, {{machine: c1}}, {{machine: c2}}, {{machine: n}}]\n{more}"
    );
    lab(&text)
}

const DIRECTOR: &str = "  deployment: {director: {machine: u, localIp: 172.16.0.1/24, localInterface: eth0, \
     counts: [{role: controller, count: 3}, {role: compute, count: 1}]}}\n";

#[test]
fn a_cloud_of_any_deployment_takes_one_controller() {
    for deployment in [DIRECTOR, "  deployment: {openstack-ansible: {}}\n", "  deployment: {kolla: {}}\n"] {
        ways(
            &controllers(deployment, "", ""),
            &host(16, 44, [900, 1]),
            expect![[r#"
                one control plane node:
                  Take 1 controller for c instead of 3: without c1 and c2 (-16 GiB of memory, -8 vCPUs)
            "#]],
        );
    }
    // The nodes of a cloud that stands already are not the lab's to take.
    ways(&controllers("", "", ""), &host(16, 44, [900, 1]), expect![]);
}

#[test]
fn counts_and_monitors_follow_the_controllers() {
    let document = controllers(DIRECTOR, "  storage: {ceph: {monitors: 3, colocated: true}}\n", "");
    let advice = advise(&document, Some(&host(16, 44, [900, 1])), None);
    let mut changed = document.clone();
    changed.apply(&advice.ways[0].command()).unwrap();
    let cloud = changed.lab().clouds.iter().next().unwrap();
    assert_eq!(cloud.deployment.director().unwrap().counts[0].count, 1);
    assert_eq!(cloud.storage.ceph.as_ref().unwrap().monitors, Some(1));
    assert_eq!(cloud.nodes.len(), 2);
    let after = &changed.lab().machines.get("n").unwrap().after;
    assert!(after.len() == 1 && after[0] == *"c0", "{after:?}");
}

#[test]
fn a_controller_that_something_else_needs_stays() {
    let cluster = "clusters: [{name: k, installer: upi, loadBalancer: {machine: c2, frontends: []}}]\n";
    ways(&controllers(DIRECTOR, "", cluster), &host(16, 44, [900, 1]), expect![]);
}

/// A compute node of a director, with a disk of 100 GiB.
fn node_with(image: &str) -> Document {
    lab(&format!(
        "host: {{name: h, overcommit: {{disk: 1}}}}\npools: [{{name: a, path: /a}}]\n\
         images: [{{name: i, path: i.qcow2{image}}}]\nmachines:\n\
         - {{name: u, role: director, vcpus: 8, memory: 16 GiB}}\n\
         - {{name: n, role: compute, vcpus: 4, memory: 8 GiB, disks: [{{name: vda, pool: a, size: 100 GiB, image: i}}]}}\n\
         clouds:\n- name: c\n  deployment: {{director: {{machine: u, localIp: 172.16.0.1/24, localInterface: eth0}}}}\n  nodes: [{{machine: n}}]\n"
    ))
}

#[test]
fn disks_go_down_to_what_is_missing_and_never_below_least_or_image() {
    let small = ", virtualSize: 10 GiB";
    ways(
        &node_with(small),
        &host(16, 64, [100, 1]),
        expect![[r#"
            smaller machines:
              Make vda of n 90 GiB instead of 100 GiB (-10 GiB in a)
        "#]],
    );
    // The least of an overcloud node is 60 GiB, and the image's copy takes 10 more.
    ways(
        &node_with(small),
        &host(16, 64, [70, 1]),
        expect![[r#"
        smaller machines:
          Make vda of n 60 GiB instead of 100 GiB (-40 GiB in a)
    "#]],
    );
    ways(&node_with(small), &host(16, 64, [69, 1]), expect![]);
    // No smaller than the image, and not at all where that is not known.
    ways(&node_with(", virtualSize: 80 GiB"), &host(16, 64, [159, 1]), expect![]);
    ways(
        &node_with(", virtualSize: 80 GiB"),
        &host(16, 64, [160, 1]),
        expect![[r#"
        smaller machines:
          Make vda of n 80 GiB instead of 100 GiB (-20 GiB in a)
    "#]],
    );
    ways(&node_with(""), &host(16, 64, [90, 1]), expect![]);
}

/// Masters on one compute node whose local disks do not fit: a flavor of their own, and perhaps an image.
fn masters_with(image: &str, images: &str) -> Document {
    lab(&format!(
        "pools: [{{name: a, path: /a}}]\nmachines:\n- {{name: u, role: director, vcpus: 8, memory: 16 GiB}}\n\
         - {{name: n, role: compute, vcpus: 16, memory: 80 GiB, disks: [{{name: vda, pool: a, size: 160 GiB}}]}}\n\
         clouds:\n- name: c\n  release: queens\n  deployment: {{director: {{machine: u, localIp: 172.16.0.1/24, localInterface: eth0}}}}\n  nodes: [{{machine: n}}]\n  \
         services: [swift]\n  flavors: [{{name: master, vcpus: 4, memory: 16 GiB, disk: 50 GiB}}]\n{images}projects: [{{name: p, cloud: c}}]\n\
         clusters: [{{name: k, installer: ipi, version: 4.2.0, project: p, controlPlane: {{replicas: 3, flavor: master{image}}}, workers: {{replicas: 0}}}}]\n"
    ))
}

#[test]
fn the_disk_of_a_flavor_goes_down_but_not_below_the_image() {
    let facts = host(16, 128, [900, 1]);
    ways(
        &masters_with("", ""),
        &facts,
        expect![[r#"
            smaller machines:
              Make the flavor master smaller: a disk of 32 GiB instead of 50 GiB ()
        "#]],
    );
    let images = "  images: [{name: i, minDisk: 40 GiB}, {name: j}]\n";
    ways(
        &masters_with(", image: i", images),
        &facts,
        expect![[r#"
        smaller machines:
          Make the flavor master smaller: a disk of 40 GiB instead of 50 GiB ()
    "#]],
    );
    ways(&masters_with(", image: j", images), &facts, expect![]);
    ways(&masters_with(", image: i", &images.replace("40 GiB", "41 GiB")), &facts, expect![]);
}
