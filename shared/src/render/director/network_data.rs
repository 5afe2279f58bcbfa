use serde_json::{Value, json};

use crate::{
    model::{Cloud, Director, Kind, Plane, PlanePurpose},
    render::{File, Given, Make, Renderer},
};

use super::{HOME, is_by_heat, is_isolated, place};

pub const RENDERER: Renderer = Renderer::new(
    "machines/DIRECTOR/home/stack/network_data.yaml",
    "the networks between the overcloud's nodes beside the provisioning network, with their VLANs, prefixes and pools",
    "openstack/tripleo-heat-templates (queens), network_data.yaml",
    Make::Director(files),
);

fn files(given: &Given<'_>, cloud: &Cloud, director: &Director) -> Vec<File> {
    if !is_isolated(cloud) || !is_by_heat(cloud) {
        return Vec::new();
    }
    let networks: Vec<Value> = cloud.planes.iter().filter_map(network).collect();
    let about = given.about("The overcloud's networks.", Kind::Clouds, cloud);
    vec![File::yaml(place(director), format!("{HOME}/network_data.yaml"), &about, &Value::from(networks))]
}

fn network(plane: &Plane) -> Option<Value> {
    let lower = lower_name(plane)?;
    let mut network = json!({ "name": name(plane), "name_lower": lower, "vip": plane.purpose != PlanePurpose::Tenant });
    let fields = network.as_object_mut()?;
    let mut add = |key: &str, value: Option<Value>| drop(value.map(|value| fields.insert(key.to_owned(), value)));
    add("vlan", plane.vlan.map(Value::from));
    add("ip_subnet", plane.subnet.map(|subnet| json!(subnet)));
    add("allocation_pools", plane.pool.as_ref().map(|pool| json!([pool])));
    add("gateway_ip", plane.gateway.map(|gateway| json!(gateway)));
    add("mtu", plane.mtu.map(Value::from));
    Some(network)
}

/// What parameters of the network begin with.
pub fn name(plane: &Plane) -> &str {
    plane.name.as_str()
}

/// TripleO's own name of a plane by its purpose: services find their network by it (ServiceNetMap). None for the provisioning network.
fn lower_name(plane: &Plane) -> Option<&'static str> {
    match plane.purpose {
        PlanePurpose::Control => None,
        PlanePurpose::InternalApi => Some("internal_api"),
        PlanePurpose::Tenant => Some("tenant"),
        PlanePurpose::Storage => Some("storage"),
        PlanePurpose::StorageManagement => Some("storage_mgmt"),
        PlanePurpose::External => Some("external"),
        PlanePurpose::LoadBalancer => Some("octavia"),
    }
}
