use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::{
    model::{Bond, Cloud, Director, Kind, Machine, Plane, PlanePurpose},
    render::{File, Given, Make, Renderer},
    value::Name,
};

use super::{TEMPLATES, is_by_heat, is_isolated, roles, template};

pub const RENDERER: Renderer = Renderer::new(
    "machines/DIRECTOR/home/stack/templates/nic-configs/ROLE.yaml",
    "the ports, bonds, bridges and VLANs of each role's nodes, as os-net-config sets them up",
    "openstack/tripleo-heat-templates (queens), network/config/bond-with-vlans/; openstack/os-net-config",
    Make::Director(files),
);

fn files(given: &Given<'_>, cloud: &Cloud, director: &Director) -> Vec<File> {
    if !is_isolated(cloud) || !is_by_heat(cloud) {
        return Vec::new();
    }
    let about = given.about("The ports of a role's nodes.", Kind::Clouds, cloud);
    roles(given, cloud, director)
        .into_iter()
        .map(|(role, machine)| {
            let value = heat_template(cloud, &network_config(given, cloud, director, &role, machine));
            template(director, &format!("nic-configs/{}", role.nics), &about, &value)
        })
        .collect()
}

/// Each role with a machine that shows its ports: TripleO has one file for all nodes of a role.
pub fn roles<'a>(given: &Given<'a>, cloud: &Cloud, director: &Director) -> Vec<(roles::TripleoRole, &'a Machine)> {
    let mut seen = BTreeSet::new();
    let of_director = |machine: &Machine| machine.name != director.machine;
    let nodes = given.nodes(cloud).filter(|(_, machine, _)| of_director(machine));
    nodes.filter_map(|(_, machine, role)| Some((roles::of(cloud, role)?, machine))).filter(|(role, _)| seen.insert(role.name)).collect()
}

fn network_config(given: &Given<'_>, cloud: &Cloud, director: &Director, role: &roles::TripleoRole, machine: &Machine) -> Vec<Value> {
    // os-net-config counts the ports that have a link.
    let nic = |name: &Name| {
        let index = machine.ports.iter().filter(|port| port.network.is_some()).position(|port| port.name == *name);
        index.map(|index| format!("nic{}", index + 1))
    };
    let planes = |link: &Name| -> Vec<&Plane> {
        let on_link = |plane: &&Plane| plane.link.as_ref() == Some(link) && role.networks.contains(&plane.purpose);
        cloud.planes.iter().filter(on_link).collect()
    };
    let is_default_route = |plane: &Plane| plane.purpose == PlanePurpose::External && plane.gateway.is_some();
    let has_external = cloud.planes.iter().any(|plane| role.networks.contains(&plane.purpose) && is_default_route(plane));
    let mut config = Vec::new();
    if let Some(first) = provisioning_port(given, director, machine).and_then(|name| nic(&name)) {
        let mut routes = vec![json!({ "ip_netmask": "169.254.169.254/32", "next_hop": { "get_param": "EC2MetadataIp" } })];
        if !has_external {
            routes.push(json!({ "default": true, "next_hop": { "get_param": "ControlPlaneDefaultRoute" } }));
        }
        let netmask = json!({ "list_join": ["/", [{ "get_param": "ControlPlaneIp" }, { "get_param": "ControlPlaneSubnetCidr" }]] });
        let mut port = json!({
            "type": "interface", "name": first, "use_dhcp": false, "dns_servers": { "get_param": "DnsServers" },
            "addresses": [{ "ip_netmask": netmask }], "routes": routes,
        });
        set_mtu(&mut port, director.local_mtu);
        config.push(port);
    }
    for bond in &machine.bonds {
        let planes = planes(&bond.name);
        if planes.is_empty() {
            continue;
        }
        let mtu = planes.iter().filter_map(|plane| plane.mtu).max();
        let mut members = vec![bond_of(bond, &nic, mtu)];
        members.extend(planes.iter().filter(|plane| plane.vlan.is_some()).map(|plane| vlan(plane, is_default_route(plane), None)));
        let mut bridge = json!({
            "type": "ovs_bridge", "name": bond.bridge.as_ref().map_or("br-bond", |name| name.as_str()), "use_dhcp": false,
        });
        let untagged: Vec<&&Plane> = planes.iter().filter(|plane| plane.vlan.is_none()).collect();
        if let [plane, ..] = untagged[..] {
            addressed(&mut bridge, plane, is_default_route(plane));
        }
        set_mtu(&mut bridge, mtu);
        bridge["members"] = members.into();
        config.push(bridge);
    }
    for port in &machine.ports {
        let Some(nic) = nic(&port.name) else { continue };
        let planes = planes(&port.name);
        let untagged = planes.iter().find(|plane| plane.vlan.is_none());
        let is_provisioning = provisioning_port(given, director, machine).as_ref() == Some(&port.name);
        if let Some(plane) = untagged.filter(|_| !is_provisioning) {
            let mut entry = json!({ "type": "interface", "name": nic, "use_dhcp": false });
            addressed(&mut entry, plane, is_default_route(plane));
            set_mtu(&mut entry, plane.mtu);
            config.push(entry);
        } else if !planes.is_empty() && !is_provisioning {
            config.push(json!({ "type": "interface", "name": nic, "use_dhcp": false }));
        }
        config.extend(planes.iter().filter(|plane| plane.vlan.is_some()).map(|plane| vlan(plane, is_default_route(plane), Some(&nic))));
    }
    config
}

/// The port of the provisioning network: on the same network as the director's own.
fn provisioning_port(given: &Given<'_>, director: &Director, machine: &Machine) -> Option<Name> {
    let own = given.machine(&director.machine)?.ports.iter().find(|port| port.name == director.local_interface);
    let network = own.and_then(|port| port.network.as_ref());
    let port = machine.ports.iter().find(|port| network.is_some() && port.network.as_ref() == network).or(machine.ports.first())?;
    Some(port.name.clone())
}

fn bond_of(bond: &Bond, nic: &impl Fn(&Name) -> Option<String>, mtu: Option<u32>) -> Value {
    let members: Vec<Value> = bond
        .ports
        .iter()
        .filter_map(nic)
        .enumerate()
        .map(|(index, name)| {
            let mut member = json!({ "type": "interface", "name": name });
            if index == 0 {
                member["primary"] = true.into();
            }
            set_mtu(&mut member, mtu);
            member
        })
        .collect();
    let (kind, options) = if bond.open_vswitch { ("ovs_bond", "ovs_options") } else { ("linux_bond", "bonding_options") };
    let mut entry = json!({ "type": kind, "name": bond.name, options: { "get_param": "BondInterfaceOvsOptions" }, "members": members });
    set_mtu(&mut entry, mtu);
    entry
}

fn vlan(plane: &Plane, is_default: bool, device: Option<&str>) -> Value {
    let mut entry = json!({ "type": "vlan", "vlan_id": { "get_param": format!("{}NetworkVlanID", plane.name) } });
    if let Some(device) = device {
        entry["device"] = device.into();
    }
    addressed(&mut entry, plane, is_default);
    set_mtu(&mut entry, plane.mtu);
    entry
}

fn addressed(entry: &mut Value, plane: &Plane, is_default: bool) {
    entry["addresses"] = json!([{ "ip_netmask": { "get_param": format!("{}IpSubnet", plane.name) } }]);
    if is_default {
        entry["routes"] = json!([{ "default": true, "next_hop": { "get_param": format!("{}InterfaceDefaultRoute", plane.name) } }]);
    }
}

fn set_mtu(entry: &mut Value, mtu: Option<u32>) {
    if let Some(mtu) = mtu {
        entry["mtu"] = mtu.into();
    }
}

/// The template around it. TripleO hands every network's parameters to it, whether its role is on the network or not.
fn heat_template(cloud: &Cloud, config: &[Value]) -> Value {
    let mut parameters = Map::new();
    let mut declare = |name: String, kind: &str, default: Value| drop(parameters.insert(name, json!({ "type": kind, "default": default })));
    for name in ["ControlPlaneIp", "ControlPlaneSubnetCidr", "ControlPlaneDefaultRoute", "EC2MetadataIp"] {
        declare(name.to_owned(), "string", "".into());
    }
    declare("ControlPlaneStaticRoutes".to_owned(), "json", json!([]));
    declare("ControlPlaneMtu".to_owned(), "number", 1500.into());
    declare("DnsServers".to_owned(), "comma_delimited_list", json!([]));
    declare("DnsSearchDomains".to_owned(), "comma_delimited_list", json!([]));
    declare("BondInterfaceOvsOptions".to_owned(), "string", "".into());
    for plane in cloud.planes.iter().filter(|plane| plane.purpose != PlanePurpose::Control) {
        let name = &plane.name;
        declare(format!("{name}IpSubnet"), "string", "".into());
        declare(format!("{name}NetworkVlanID"), "number", plane.vlan.unwrap_or(1).into());
        declare(format!("{name}Mtu"), "number", plane.mtu.unwrap_or(1500).into());
        declare(format!("{name}InterfaceDefaultRoute"), "string", plane.gateway.map_or(json!(""), |gateway| json!(gateway)));
        declare(format!("{name}InterfaceRoutes"), "json", json!([]));
    }
    let script = format!("{TEMPLATES}/network/scripts/run-os-net-config.sh");
    json!({
        "heat_template_version": "queens",
        "description": "Ports, bonds, bridges and VLANs of a node.",
        "parameters": parameters,
        "resources": { "OsNetConfigImpl": {
            "type": "OS::Heat::SoftwareConfig",
            "properties": { "group": "script", "config": { "str_replace": {
                "template": { "get_file": script },
                "params": { "$network_config": { "network_config": config } },
            } } },
        } },
        "outputs": { "OS::stack_id": { "description": "The OsNetConfigImpl resource.", "value": { "get_resource": "OsNetConfigImpl" } } },
    })
}
