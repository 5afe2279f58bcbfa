use serde_json::{Map, Value, json};

use crate::{
    model::{Cloud, Director, FailureDomain, Kind, Role},
    render::{File, Given, Make, Renderer},
};

use super::{is_by_heat, roles, template};

pub const RENDERER: Renderer = Renderer::new(
    "machines/DIRECTOR/home/stack/templates/ceph.yaml",
    "Ceph's disks, copies and memory, as ceph-ansible sets them up",
    "openstack/tripleo-docs, deploy-guide/source/features/ceph_config.rst; ceph/ceph-ansible, roles/ceph-osd/defaults/main.yml",
    Make::Director(files),
);

fn files(given: &Given<'_>, cloud: &Cloud, director: &Director) -> Vec<File> {
    let Some(ceph) = cloud.storage.ceph.as_ref().filter(|_| is_by_heat(cloud)) else { return Vec::new() };
    let holder = if roles::is_hyperconverged(cloud) { Role::Compute } else { Role::Ceph };
    // ceph-ansible has one list for all nodes: every disk of the first node but the one that the system is on.
    let devices: Vec<String> = given
        .nodes(cloud)
        .find(|(_, _, role)| *role == holder)
        .map(|(node, machine, _)| {
            let root = node.root_disk.as_ref().or(machine.disks.first().map(|disk| &disk.name));
            machine.disks.iter().filter(|disk| Some(&disk.name) != root).map(|disk| format!("/dev/{}", disk.name)).collect()
        })
        .unwrap_or_default();
    let mut parameters = Map::new();
    let disks = json!({ "devices": devices, "osd_scenario": "lvm", "osd_objectstore": "bluestore" });
    parameters.insert("CephAnsibleDisksConfig".to_owned(), disks);
    if let Some(size) = ceph.pool_size {
        parameters.insert("CephPoolDefaultSize".to_owned(), size.into());
    }
    if let Some(memory) = ceph.osd_memory {
        parameters.insert("CephAnsibleExtraConfig".to_owned(), json!({ "osd_memory_target": memory.bytes() }));
    }
    if ceph.failure_domain == FailureDomain::Osd {
        // Ceph, "osd crush chooseleaf type": 0 spreads copies over OSDs, 1 over hosts.
        parameters.insert("CephConfigOverrides".to_owned(), json!({ "osd_crush_chooseleaf_type": 0 }));
    }
    let about = given.about("The overcloud's Ceph.", Kind::Clouds, cloud);
    vec![template(director, "ceph.yaml", &about, &Value::from(Map::from_iter([("parameter_defaults".to_owned(), parameters.into())])))]
}
