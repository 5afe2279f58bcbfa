use serde_json::{Map, Value, json};

use crate::{
    model::{Cloud, Director, GuestCpu, Kind, Setting},
    render::{File, Given, Make, Renderer},
};

use super::{has_scale_options, is_by_heat, template};

pub const RENDERER: Renderer = Renderer::new(
    "machines/DIRECTOR/home/stack/templates/settings.yaml",
    "what compute nodes keep and promise, and settings of services as hiera data, so that the next deployment keeps them",
    "openstack/tripleo-heat-templates (queens), puppet/services/nova-compute.yaml; openstack/tripleo-docs, deploy-guide/source/features/node_config.rst; openstack/puppet-nova (queens), manifests/network/neutron.pp",
    Make::Director(files),
);

fn files(given: &Given<'_>, cloud: &Cloud, director: &Director) -> Vec<File> {
    let parameters = parameters(cloud, director);
    if parameters.is_empty() || !is_by_heat(cloud) {
        return Vec::new();
    }
    let about = given.about("Settings of the overcloud's services.", Kind::Clouds, cloud);
    vec![template(director, "settings.yaml", &about, &json!({ "parameter_defaults": parameters }))]
}

/// What stands in the file.
pub fn parameters(cloud: &Cloud, director: &Director) -> Map<String, Value> {
    let compute = &cloud.compute;
    let mut parameters = Map::new();
    let mut set = |key: &str, value: Option<Value>| drop(value.map(|value| parameters.insert(key.to_owned(), value)));
    // Up to Queens the kind is an option of the deploy command.
    set("NovaComputeLibvirtType", (!has_scale_options(cloud)).then(|| compute.virt_type.as_str().into()));
    set("NovaLibvirtCPUMode", (compute.cpu_mode != GuestCpu::default()).then(|| compute.cpu_mode.as_str().into()));
    set("NovaReservedHostMemory", compute.reserved_memory.map(|memory| memory.mib().into()));
    set("NovaCPUAllocationRatio", compute.vcpu_ratio.map(|ratio| json!(ratio)));
    set("NovaRAMAllocationRatio", compute.memory_ratio.map(|ratio| json!(ratio)));
    set("NovaDiskAllocationRatio", compute.disk_ratio.map(|ratio| json!(ratio)));
    let mut everywhere = Map::new();
    let mut on_compute = Map::new();
    for setting in &director.environment {
        let is_compute = setting.service.as_ref().is_some_and(|service| matches!(service.as_str(), "nova_libvirt" | "nova_compute"));
        add(if is_compute { &mut on_compute } else { &mut everywhere }, setting);
    }
    if !everywhere.is_empty() {
        parameters.insert("ExtraConfig".to_owned(), everywhere.into());
    }
    if !on_compute.is_empty() {
        parameters.insert("ComputeExtraConfig".to_owned(), on_compute.into());
    }
    parameters
}

/// Settings that a Puppet class has a parameter for: a second declaration of the same setting would not compile.
const PARAMETERS: &[(&str, &str, &str)] = &[
    ("neutron", "timeout", "nova::network::neutron::neutron_url_timeout"),
    ("DEFAULT", "vif_plugging_is_fatal", "nova::network::neutron::vif_plugging_is_fatal"),
    ("DEFAULT", "vif_plugging_timeout", "nova::network::neutron::vif_plugging_timeout"),
];

/// Puppet's hash of all other settings of a service, by the service's first word.
const HASHES: &[(&str, &str)] = &[
    ("nova", "nova::config::nova_config"),
    ("neutron", "neutron::config::server_config"),
    ("cinder", "cinder::config::cinder_config"),
    ("keystone", "keystone::config::keystone_config"),
    ("glance", "glance::config::api_config"),
    ("heat", "heat::config::heat_config"),
];

fn add(hiera: &mut Map<String, Value>, setting: &Setting) {
    let service = setting.service.as_ref().map_or("", |service| service.as_str());
    let section = setting.section.as_ref().map_or("DEFAULT", |section| section.as_str());
    let key = setting.key.as_str();
    let first = service.split('_').next().unwrap_or_default();
    let known = PARAMETERS.iter().find(|(in_section, name, _)| first == "nova" && *in_section == section && *name == key);
    if let Some((_, _, parameter)) = known {
        hiera.insert((*parameter).to_owned(), typed(&setting.value));
    } else if let Some((_, hash)) = HASHES.iter().find(|(word, _)| *word == first) {
        let of_service = hiera.entry((*hash).to_owned()).or_insert_with(|| json!({}));
        of_service[format!("{section}/{key}")] = json!({ "value": setting.value });
    } else {
        // Without a service it is a hiera key as it stands.
        hiera.insert(key.to_owned(), typed(&setting.value));
    }
}

/// A value as Puppet expects it: numbers and truth values are no texts.
fn typed(text: &str) -> Value {
    match text {
        "True" | "true" => true.into(),
        "False" | "false" => false.into(),
        _ => text.parse::<i64>().map_or_else(|_| text.into(), Value::from),
    }
}
