use serde_json::{Value, json};

use crate::{
    model::{BmcProtocol, Boot, Cloud, CloudNode, Director, Machine, Role},
    render::{File, Given, Make, Renderer, releases, text},
};

use super::{HOME, place};

pub const RENDERER: Renderer = Renderer::new(
    "machines/DIRECTOR/home/stack/instackenv.json",
    "the nodes as `openstack overcloud node import` reads them: power, MAC, size, profile",
    "openstack/tripleo-docs, deploy-guide/source/provisioning/node_registration.rst; openstack/tripleo-common, tripleo_common/utils/nodes.py",
    Make::Director(files),
);

fn files(given: &Given<'_>, cloud: &Cloud, director: &Director) -> Vec<File> {
    let nodes: Vec<Value> =
        given.nodes(cloud).filter_map(|(node, machine, role)| entry(given, cloud, director, node, machine, role)).collect();
    if nodes.is_empty() {
        return Vec::new();
    }
    vec![File::json(place(director), format!("{HOME}/instackenv.json"), &json!({ "nodes": nodes }))]
}

/// A node; none where nothing can power it or nothing tells it by its MAC.
fn entry(given: &Given<'_>, cloud: &Cloud, director: &Director, node: &CloudNode, machine: &Machine, role: Role) -> Option<Value> {
    let bmc = machine.bmc.as_ref()?;
    let boots_from = match &machine.boot {
        Boot::Pxe(pxe) => pxe.port.as_ref(),
        _ => None,
    };
    let port = machine.ports.iter().find(|port| boots_from.is_none_or(|name| port.name == *name))?;
    let mac = given.mac(machine, port)?;
    let root = node.root_disk.as_ref();
    let disk = machine.disks.iter().find(|disk| root.is_none_or(|name| disk.name == *name));
    // Up to Queens drivers are the classic ones, and every number is a text.
    let is_classic = releases::is_until(cloud, "queens");
    let mut entry =
        json!({ "name": machine.name, "arch": "x86_64", "cpu": machine.vcpus.to_string(), "memory": machine.memory.mib().to_string() });
    let fields = entry.as_object_mut()?;
    if let Some(size) = disk.and_then(|disk| given.disk_size(disk)) {
        fields.insert("disk".to_owned(), text::gib(size).to_string().into());
    }
    let macs = if is_classic { ("mac", json!([mac])) } else { ("ports", json!([{ "address": mac }])) };
    fields.insert(macs.0.to_owned(), macs.1);
    let power = match bmc.protocol {
        BmcProtocol::Ipmi => json!({
            "pm_type": if is_classic { "pxe_ipmitool" } else { "ipmi" },
            "pm_addr": bmc.address,
            "pm_port": bmc.port.to_string(),
        }),
        BmcProtocol::Redfish => json!({
            "pm_type": "redfish",
            "pm_addr": format!("http://{}:{}", text::in_url(bmc.address), bmc.port),
            "pm_system_id": format!("/redfish/v1/Systems/{}", given.uuid(machine)),
        }),
    };
    fields.extend(power.as_object()?.clone());
    fields.insert("pm_user".to_owned(), json!(bmc.username));
    fields.insert("pm_password".to_owned(), bmc.password.placeholder().into());
    let flavor = director.counts.iter().find(|count| count.role == role).and_then(|count| count.flavor.as_ref());
    let profile = flavor.map(|flavor| format!("profile:{flavor}"));
    let boot = (!releases::is_after(cloud, "victoria")).then(|| "boot_option:local".to_owned());
    let capabilities = text::joined(profile.into_iter().chain(boot), ",");
    if !capabilities.is_empty() {
        fields.insert("capabilities".to_owned(), capabilities.into());
    }
    if let Some(root) = root {
        fields.insert("root_device".to_owned(), json!({ "name": format!("/dev/{root}") }));
    }
    Some(entry)
}
