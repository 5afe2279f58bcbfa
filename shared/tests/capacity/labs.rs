//! The four reference labs.

use expect_test::{ExpectFile, expect_file};
use labwright_shared::{
    capacity::{Account, account, account::HolderKind, account::Quantity, demand::Quotable, profile, profile::StageKind},
    facts::HostFacts,
    model::Lab,
};

use super::{facts, host, read, template};

fn pins(lab: &Lab, facts: Option<&HostFacts>, expected: ExpectFile) {
    let text = format!("{}\n{}", account(lab, facts, None).to_text(), profile(lab, facts, None).to_text());
    expected.assert_eq(&text);
}

fn free(account: &Account, kind: HolderKind, name: &str, resource: Quantity) -> Option<i64> {
    account.holder(kind, name).unwrap().budget(resource).unwrap().free
}

#[test]
fn openshift_in_openstack_on_its_authors_host() {
    pins(template("osp13-ocp42").lab(), Some(&facts("newkvm")), expect_file!["pinned/osp13-ocp42.txt"]);
}

#[test]
fn the_bootstrap_takes_the_last_room_of_the_compute_node() {
    let document = template("osp13-ocp42");
    let (lab, facts) = (document.lab(), facts("newkvm"));
    let account = account(lab, Some(&facts), None);
    let memory = account.holder(HolderKind::ComputeNode, "overcloud-compute01").unwrap().budget(Quantity::Memory).unwrap();
    assert_eq!((memory.limit, memory.claimed, memory.peak, memory.free), (Some(96 << 30), 80 << 30, 96 << 30, Some(0)));
    let profile = profile(lab, Some(&facts), None);
    let curve =
        profile.curves.iter().find(|curve| curve.holder.kind == HolderKind::ComputeNode && curve.resource == Quantity::Memory).unwrap();
    assert_eq!(profile.stages[curve.peak.stage].kind, StageKind::Workers);
    let amounts = |kind| profile.stages.iter().position(|stage| stage.kind == kind).map(|stage| curve.at(stage) >> 30);
    assert_eq!(amounts(StageKind::ControlPlane), Some(64));
    assert_eq!(amounts(StageKind::Workers), Some(96));
    assert_eq!(amounts(StageKind::Installed), Some(80));
}

#[test]
fn okd_on_its_host() {
    // 64 GiB and a file system of 600 GiB, half of it taken by others.
    let facts = host(
        "apiVersion: labwright.dev/v1alpha1
kind: HostFacts
name: okdkvm
cpu: {threads: 16, numaCells: 2, sockets: 1, coresPerSocket: 4, threadsPerCore: 2}
memory: {total: 64 GiB, free: 40 GiB}
numa: [{id: 0, memory: 32 GiB, threads: 8}, {id: 1, memory: 32 GiB, threads: 8}]
filesystems: [{mount: /srv/okd, total: 600 GiB, free: 300 GiB}]
domains:
- {name: mail, state: running, vcpus: 2, memory: 4 GiB}
- {name: old, state: 'off', vcpus: 2, memory: 4 GiB}
- name: a-web
  state: running
  vcpus: 1
  memory: 2 GiB
  mark: {instance: i-7, lab: shop, record: 'machines[web]', digest: '0000000000000000000000000000000000000000000000000000000000000000'}
- name: a-db
  state: 'off'
  vcpus: 3
  memory: 9 GiB
  mark: {instance: i-7, lab: shop, record: 'machines[db]', digest: '0000000000000000000000000000000000000000000000000000000000000000'}
",
    );
    pins(template("okd45-upi-mended").lab(), Some(&facts), expect_file!["pinned/okd45.txt"]);
}

#[test]
fn magnum_in_an_all_in_one_without_a_known_host() {
    pins(template("osa-magnum-capi").lab(), None, expect_file!["pinned/osa-magnum-capi.txt"]);
}

#[test]
fn tripleo_without_a_known_host() {
    pins(template("tripleo-queens").lab(), None, expect_file!["pinned/tripleo-queens.txt"]);
}

#[test]
fn what_is_not_known_of_a_host_is_not_told_as_if_it_were() {
    let document = template("tripleo-queens");
    let account = account(document.lab(), None, None);
    assert!(!account.is_host_known);
    assert_eq!(free(&account, HolderKind::Host, "gen9", Quantity::Memory), None);
    assert_eq!(free(&account, HolderKind::Pool, "images", Quantity::DiskGrown), None);
    // What a compute node gives is known from the lab alone.
    assert!(free(&account, HolderKind::ComputeNode, "compute-1", Quantity::Memory).is_some());
}

#[test]
fn a_changed_control_plane_of_openshift_takes_one_more_node_for_a_while() {
    let lab = |version: &str| {
        read(&format!(
            "apiVersion: labwright.dev/v1alpha1\nkind: Lab\nmetadata: {{name: t}}\n\
             machines: [{{name: n, role: compute, vcpus: 32, memory: 128 GiB, disks: [{{name: vda, pool: p, size: 900 GiB}}]}}]\n\
             clouds: [{{name: c, deployment: {{kolla: {{}}}}, nodes: [{{machine: n}}], flavors: [{{name: f, vcpus: 4, memory: 16 GiB, disk: 100 GiB}}]}}]\n\
             projects: [{{name: p, cloud: c}}]\n\
             clusters: [{{name: k, installer: ipi, version: {version}, project: p, controlPlane: {{replicas: 3, flavor: f}}, workers: {{replicas: 2, flavor: f}}}}]\n"
        ))
    };
    let told = |version: &str| {
        let document = lab(version);
        let profile = profile(document.lab(), None, None);
        let update = profile.stages.iter().position(|stage| stage.kind == StageKind::Update)?;
        let at = |kind, resource| {
            let curve = profile.curves.iter().find(|curve| curve.holder.kind == kind && curve.resource == resource).unwrap();
            (curve.at(update - 1), curve.at(update), curve.at(update + 1))
        };
        let cores = at(HolderKind::Quota, Quantity::Quota(Quotable::Cores));
        Some((profile.stages[update].title.clone(), cores, at(HolderKind::ComputeNode, Quantity::Vcpus)))
    };
    assert_eq!(told("4.13.0"), None);
    assert_eq!(told("4.14.0"), Some(("k: update of the control plane".to_owned(), (20, 24, 20), (20, 24, 20))));
}

#[test]
fn a_compute_node_carries_an_image_twice_while_it_is_converted() {
    let document = read(
        "apiVersion: labwright.dev/v1alpha1\nkind: Lab\nmetadata: {name: t}\n\
         images: [{name: file, path: f.qcow2, virtualSize: 16 GiB}]\n\
         machines:\n\
         - {name: n0, role: compute, vcpus: 32, memory: 32 GiB, disks: [{name: vda, pool: p, size: 900 GiB}]}\n\
         - {name: n1, role: compute, vcpus: 32, memory: 128 GiB, disks: [{name: vda, pool: p, size: 900 GiB}]}\n\
         clouds:\n\
         - name: c\n  deployment: {kolla: {}}\n  nodes: [{machine: n0}, {machine: n1}]\n\
         \x20 flavors: [{name: f, vcpus: 2, memory: 4 GiB, disk: 100 GiB}, {name: large, vcpus: 2, memory: 100 GiB, disk: 200 GiB}]\n\
         \x20 images: [{name: os, image: file, size: 2 GiB}, {name: raw, image: file, format: raw, size: 16 GiB}]\n\
         projects: [{name: p, cloud: c}]\n\
         servers:\n\
         - {name: one, project: p, flavor: f, image: os, host: n0}\n\
         - {name: raw, project: p, flavor: f, image: raw, host: n0}\n\
         - {name: volume, project: p, flavor: f, image: os, host: n1, volumes: [{size: 50 GiB, root: true}]}\n\
         clusters:\n\
         - {name: k, installer: ipi, version: 4.13.0, project: p, controlPlane: {replicas: 1, flavor: f, image: os}, workers: {replicas: 1, flavor: large, image: os}}\n",
    );
    let profile = profile(document.lab(), None, None);
    let stages: Vec<&str> = profile.stages.iter().map(|stage| stage.title.as_str()).collect();
    assert_eq!(
        stages,
        ["machines", "images", "projects and servers", "k: bootstrap", "k: images of the workers", "k: workers", "k: bootstrap gone"]
    );
    let gib = |node: &str| -> Vec<u64> {
        let mut curves = profile.curves.iter();
        let curve = curves.find(|curve| curve.holder.name == node && curve.resource == Quantity::DiskGrown).unwrap();
        (0..stages.len()).map(|stage| curve.at(stage) >> 30).collect()
    };
    // The file of 2 GiB beside the base of 16 GiB that is made of it; the raw one is its own base. Bases stay. The large worker has room on the other node only.
    assert_eq!(gib("n0"), [0, 34, 232, 432, 432, 432, 332]);
    assert_eq!(gib("n1"), [0, 0, 0, 0, 18, 216, 216]);
}
