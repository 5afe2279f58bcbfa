//! The shipped templates on hosts that are too small for them.

use std::{fs, path::PathBuf};

use expect_test::{Expect, expect};
use labwright_shared::{
    advisor::{advise, library},
    document::{self, Document},
    facts::HostFacts,
    value::Size,
    yaml,
};

fn repository(path: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../static").join(path)
}

fn template(name: &str) -> Document {
    document::read(&fs::read_to_string(repository(&format!("templates/{name}.lab.yaml"))).unwrap()).unwrap().document
}

fn facts(name: &str) -> HostFacts {
    yaml::from_str(&fs::read_to_string(repository(&format!("facts/{name}.facts.yaml"))).unwrap()).unwrap()
}

/// The first reference lab's host with that much memory instead.
fn with_memory(gib: u64) -> HostFacts {
    let mut facts = facts("newkvm");
    facts.memory.total = Size::from_gib(gib);
    facts
}

fn advised(name: &str, gib: u64, expected: Expect) {
    expected.assert_eq(&advise(&template(name), Some(&with_memory(gib)), None).to_text());
}

#[test]
fn okd45_fits_64_gib() {
    advised(
        "okd45-upi",
        64,
        expect![[r#"
        the lab fits, as far as the host is known
        smallest host: 2 threads for 12 vCPUs (8 on each allowed), 46 GiB of memory, 110.8 GiB of disk in okd (443.3 GiB once all volumes are full)
    "#]],
    );
}

#[test]
fn okd45_is_at_its_least_already_and_does_not_fit_40_gib() {
    advised(
        "okd45-upi",
        40,
        expect![[r#"
            the lab does not fit
                host: machines ask for 44 GiB; okdkvm has 40 GiB less 2 GiB reserve, times 1: 38 GiB, which is 6 GiB too little [capacity/memory]
            1. a declared scale: -43.5 GiB of memory, -8 vCPUs, -443 GiB in okd
                Build the lab at its scale test
            3 known changes, 0 sets tried: no set of them makes the lab fit
            smallest host: 2 threads for 12 vCPUs (8 on each allowed), 46 GiB of memory, 110.8 GiB of disk in okd (443.3 GiB once all volumes are full)
        "#]],
    );
}

#[test]
fn osp13_does_not_fit_half_of_its_host() {
    advised(
        "osp13-ocp42",
        80,
        expect![[r#"
            the lab does not fit
                machines[overcloud-compute01].memory: overcloud-compute01 asks for 100 GiB; newkvm has 80 GiB in all [capacity/machine-memory]
                host: machines ask for 154 GiB; newkvm has 80 GiB less 2 GiB reserve, times 1: 78 GiB, which is 76 GiB too little [capacity/memory]
            1. a declared scale: -153 GiB of memory, -36 vCPUs, -499.5 GiB in sas, -349.8 GiB in ssd, -96 GiB of guests' memory, -24 vCPUs of guests
                Build the lab at its scale test
            26 known changes, 36 sets tried: no set of them makes the lab fit
            smallest host: 6 threads for 44 vCPUs (8 on each allowed), 156 GiB of memory, 465.7 GiB of disk in ssd (350 GiB once all volumes are full), 186.3 GiB of disk in sas (500 GiB once all volumes are full)
        "#]],
    );
}

#[test]
fn osp13_fits_three_quarters_of_its_host_with_three_changes() {
    advised(
        "osp13-ocp42",
        120,
        expect![[r#"
            the lab does not fit
                host: machines ask for 154 GiB; newkvm has 120 GiB less 2 GiB reserve, times 1: 118 GiB, which is 36 GiB too little [capacity/memory]
            1. smaller machines: -36 GiB of memory, -16 GiB of guests' memory, -4 vCPUs of guests
                Let compute nodes of openstack give 1.5 guests' memory for each unit instead of 1, as Nova does by default
                    by openstack/nova nova/conf/compute.py, initial_ram_allocation_ratio
                Give overcloud-compute01 64 GiB instead of 100 GiB: -36 GiB of memory
                    by openstack-archive/tripleo-quickstart-extras roles/collect-logs/docs/static/baremetal-overcloud/requirements.rst
                Give the workers of ocp4 a flavor of their own: 2 vCPUs and 8 GiB: -16 GiB of guests' memory, -4 vCPUs of guests
                    by openshift/installer pkg/asset/installconfig/openstack/validation/machinepool.go (computeFlavorMinimums)
                brings warning clouds[openstack].compute.memoryRatio: guests ask for 64 GiB of memory; the 1 compute node of openstack has 60 GiB after the reserve: 1.07 times, of 1.5 allowed [nested/memory-overcommit]
            2. a declared scale: -153 GiB of memory, -36 vCPUs, -499.5 GiB in sas, -349.8 GiB in ssd, -96 GiB of guests' memory, -24 vCPUs of guests
                Build the lab at its scale test
            26 known changes, 16 sets tried: no better set is left
            smallest host: 6 threads for 44 vCPUs (8 on each allowed), 156 GiB of memory, 465.7 GiB of disk in ssd (350 GiB once all volumes are full), 186.3 GiB of disk in sas (500 GiB once all volumes are full)
        "#]],
    );
}

#[test]
fn tripleo_fits_less_than_half_with_smaller_machines() {
    advised(
        "tripleo-queens",
        64,
        expect![[r#"
            the lab does not fit
                host: machines ask for 138 GiB; gen9 has 64 GiB less 2 GiB reserve, times 1: 62 GiB, which is 76 GiB too little [capacity/memory]
            1. smaller machines: -76 GiB of memory
                Give control-1 12 GiB instead of 32 GiB: -20 GiB of memory
                    by openstack-archive/tripleo-quickstart-extras roles/collect-logs/docs/static/baremetal-overcloud/requirements.rst
                Give compute-1 and compute-2 8 GiB instead of 32 GiB: -48 GiB of memory
                    by openstack-archive/tripleo-quickstart-extras roles/collect-logs/docs/static/baremetal-overcloud/requirements.rst
                Give storage-1 and storage-2 12 GiB instead of 16 GiB: -8 GiB of memory
                    by openstack-archive/tripleo-quickstart-extras roles/collect-logs/docs/static/baremetal-overcloud/requirements.rst
            24 known changes, 1 set tried: no better set is left
            smallest host: 7 threads for 49 vCPUs (8 on each allowed), 140 GiB of memory, 145 GiB of disk in images (580 GiB once all volumes are full)
        "#]],
    );
}

#[test]
fn an_all_in_one_keeps_what_it_reserves() {
    advised(
        "osa-magnum-capi",
        24,
        expect![[r#"
        the lab does not fit
            machines[aio1].memory: aio1 asks for 64 GiB; kvm has 24 GiB in all [capacity/machine-memory]
            host: machines ask for 64 GiB; kvm has 24 GiB less 2 GiB reserve, times 1: 22 GiB, which is 42 GiB too little [capacity/memory]
        10 known changes, 8 sets tried: no set of them makes the lab fit
        smallest host: 2 threads for 16 vCPUs (8 on each allowed), 66 GiB of memory, 125 GiB of disk in images (500 GiB once all volumes are full)
    "#]],
    );
    advised(
        "osa-magnum-capi",
        52,
        expect![[r#"
        the lab does not fit
            machines[aio1].memory: aio1 asks for 64 GiB; kvm has 52 GiB in all [capacity/machine-memory]
            host: machines ask for 64 GiB; kvm has 52 GiB less 2 GiB reserve, times 1: 50 GiB, which is 14 GiB too little [capacity/memory]
        1. smaller machines: -14 GiB of memory
            Give aio1 50 GiB instead of 64 GiB: -14 GiB of memory
                by openstack/openstack-ansible doc/source/user/aio/quickstart.rst (absolute minimum)
        10 known changes, 1 set tried: no better set is left
        smallest host: 2 threads for 16 vCPUs (8 on each allowed), 66 GiB of memory, 125 GiB of disk in images (500 GiB once all volumes are full)
    "#]],
    );
}

#[test]
fn a_host_alone_is_told_which_templates_fit_it() {
    let mut names: Vec<PathBuf> = fs::read_dir(repository("templates")).unwrap().map(|entry| entry.unwrap().path()).collect();
    names.sort();
    let documents: Vec<Document> = names.iter().map(|path| document::read(&fs::read_to_string(path).unwrap()).unwrap().document).collect();
    let lines = |facts: &HostFacts| library(&documents, facts).iter().map(|offer| offer.to_text() + "\n").collect::<String>();
    expect![[r#"
        first-lab: fits
        okd45-upi: does not fit; its scale test does
        okd45-upi-mended: does not fit; its scale test does
        osp13-l1: does not fit; its scale test does
        osp13-ocp42: does not fit; its scale test does
        osa-magnum-capi: does not fit
        tripleo-queens: does not fit
        tripleo-queens-corrected: does not fit
    "#]]
    .assert_eq(&lines(&facts("small")));
    expect![[r#"
        first-lab: fits
        okd45-upi: fits
        okd45-upi-mended: fits
        osa-magnum-capi: fits
        tripleo-queens: does not fit; smaller machines would do: -44 GiB of memory
        tripleo-queens-corrected: does not fit; smaller machines would do: -44 GiB of memory
        osp13-l1: does not fit; its scale test does
        osp13-ocp42: does not fit; its scale test does
    "#]]
    .assert_eq(&lines(&with_memory(96)));
}
