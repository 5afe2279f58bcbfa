use serde_json::{Map, Value, json};

use crate::{
    model::{Cloud, GuestCpu, NetworkDriver, OpenStackAnsible},
    render::{File, Given, Make, Renderer},
};

use super::file;

pub const RENDERER: Renderer = Renderer::new(
    "machines/MACHINE/etc/openstack_deploy/user_variables_lab.yml",
    "what the lab says of Neutron and of compute nodes, as overrides of their configuration files; every `user_*.yml` is read",
    "openstack/openstack-ansible, doc/source/reference/configuration/using-overrides.rst",
    Make::Ansible(files),
);

fn files(given: &Given<'_>, cloud: &Cloud, ansible: &OpenStackAnsible) -> Vec<File> {
    let plugin = match cloud.networking.driver {
        NetworkDriver::Ovn => "ml2.ovn",
        NetworkDriver::Openvswitch => "ml2.ovs",
        NetworkDriver::Linuxbridge => "ml2.lxb",
    };
    let mut variables = Map::from_iter([("neutron_plugin_type".to_owned(), Value::from(plugin))]);
    for (name, overrides) in [("nova_nova_conf_overrides", nova(cloud)), ("neutron_neutron_conf_overrides", neutron(cloud))] {
        if !overrides.is_empty() {
            variables.insert(name.to_owned(), overrides.into());
        }
    }
    file(given, cloud, ansible, "user_variables_lab.yml", "What the lab says of Neutron and Nova.", &variables.into())
}

fn nova(cloud: &Cloud) -> Map<String, Value> {
    let compute = &cloud.compute;
    let mut defaults = Map::new();
    let mut set = |key: &str, value: Option<Value>| drop(value.map(|value| defaults.insert(key.to_owned(), value)));
    set("cpu_allocation_ratio", compute.vcpu_ratio.map(|ratio| json!(ratio)));
    set("ram_allocation_ratio", compute.memory_ratio.map(|ratio| json!(ratio)));
    set("disk_allocation_ratio", compute.disk_ratio.map(|ratio| json!(ratio)));
    set("reserved_host_memory_mb", compute.reserved_memory.map(|memory| memory.mib().into()));
    let mut libvirt = Map::from_iter([("virt_type".to_owned(), Value::from(compute.virt_type.as_str()))]);
    if compute.cpu_mode != GuestCpu::default() {
        libvirt.insert("cpu_mode".to_owned(), compute.cpu_mode.as_str().into());
    }
    sections([("DEFAULT", defaults), ("libvirt", libvirt)])
}

fn neutron(cloud: &Cloud) -> Map<String, Value> {
    let networking = &cloud.networking;
    let mut defaults = Map::new();
    if let Some(mtu) = networking.physical_mtu {
        defaults.insert("global_physnet_mtu".to_owned(), mtu.into());
    }
    if networking.driver != NetworkDriver::Ovn {
        defaults.insert("router_distributed".to_owned(), networking.distributed_routing.into());
        defaults.insert("l3_ha".to_owned(), networking.router_ha.into());
    }
    sections([("DEFAULT", defaults)])
}

fn sections<const N: usize>(sections: [(&str, Map<String, Value>); N]) -> Map<String, Value> {
    sections.into_iter().filter(|(_, keys)| !keys.is_empty()).map(|(name, keys)| (name.to_owned(), keys.into())).collect()
}
