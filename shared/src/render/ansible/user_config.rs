use serde_json::{Map, Value, json};

use crate::{
    model::{Cloud, ExternalNetwork, NetworkDriver, OpenStackAnsible, Overlay, Plane, PlanePurpose, Role, Service},
    render::{File, Given, Make, Renderer},
    value::Subnet,
};

use super::file;

pub const RENDERER: Renderer = Renderer::new(
    "machines/MACHINE/etc/openstack_deploy/openstack_user_config.yml",
    "the hosts, networks and addresses of a deployment on several machines; an all-in-one makes its own",
    "openstack/openstack-ansible, etc/openstack_deploy/openstack_user_config.yml.prod.example",
    Make::Ansible(files),
);

/// OpenStack-Ansible's own management network (openstack/openstack-ansible, openstack_user_config.yml.prod.example).
const MANAGEMENT: &str = "172.29.236.0/22";

fn files(given: &Given<'_>, cloud: &Cloud, ansible: &OpenStackAnsible) -> Vec<File> {
    if ansible.all_in_one {
        return Vec::new();
    }
    let plane = |purpose| cloud.planes.iter().find(|plane: &&Plane| plane.purpose == purpose);
    let own = plane(PlanePurpose::InternalApi).or(plane(PlanePurpose::Control)).and_then(|plane| plane.subnet);
    let Some(management) = ansible.management.or(own).or_else(|| MANAGEMENT.parse().ok()) else { return Vec::new() };
    let mut config = Map::new();
    config.insert("cidr_networks".to_owned(), networks(management, &plane));
    let used = used(given, cloud, management);
    if !used.is_empty() {
        config.insert("used_ips".to_owned(), used.into());
    }
    config.insert("global_overrides".to_owned(), overrides(cloud, &plane));
    for (group, roles) in groups(cloud) {
        let hosts: Map<String, Value> = given
            .nodes(cloud)
            .filter(|(_, _, role)| roles.contains(role))
            .filter_map(|(node, machine, _)| {
                let address = node.address.or_else(|| given.address(machine))?;
                Some((node.hostname.as_ref().unwrap_or(&machine.name).to_string(), json!({ "ip": address })))
            })
            .collect();
        if !hosts.is_empty() {
            config.insert(group.to_owned(), hosts.into());
        }
    }
    file(given, cloud, ansible, "openstack_user_config.yml", "The deployment.", &config.into())
}

fn networks<'a>(management: Subnet, plane: &impl Fn(PlanePurpose) -> Option<&'a Plane>) -> Value {
    let mut networks = json!({ "management": management });
    for (name, purpose) in [("tunnel", PlanePurpose::Tenant), ("storage", PlanePurpose::Storage)] {
        if let Some(subnet) = plane(purpose).and_then(|plane| plane.subnet) {
            networks[name] = json!(subnet);
        }
    }
    networks
}

/// Addresses that containers must not get: those of nodes, virtual addresses and gateways.
fn used(given: &Given<'_>, cloud: &Cloud, management: Subnet) -> Vec<Value> {
    let nodes = given.nodes(cloud).filter_map(|(node, machine, _)| node.address.or_else(|| given.address(machine)));
    let virtuals = [cloud.endpoints.internal, cloud.endpoints.public].into_iter().flatten();
    let planes = cloud.planes.iter().flat_map(|plane| plane.vip.into_iter().chain(plane.gateway));
    let mut all: Vec<std::net::IpAddr> = nodes.chain(virtuals).chain(planes).collect();
    let ranges = cloud.planes.iter().filter_map(|plane| plane.subnet).chain([management]).collect::<Vec<_>>();
    all.retain(|address| ranges.iter().any(|range| range.contains(*address)));
    all.sort_unstable();
    all.dedup();
    all.into_iter().map(|address| json!(address)).collect()
}

fn overrides<'a>(cloud: &Cloud, plane: &impl Fn(PlanePurpose) -> Option<&'a Plane>) -> Value {
    let endpoints = &cloud.endpoints;
    let mut value = Map::new();
    let mut set = |key: &str, part: Option<Value>| drop(part.map(|part| value.insert(key.to_owned(), part)));
    set("internal_lb_vip_address", endpoints.internal.map(|address| json!(address)));
    let public = endpoints.public_name.as_ref().map(|name| json!(name)).or(endpoints.public.map(|address| json!(address)));
    set("external_lb_vip_address", public);
    set("management_bridge", Some("br-mgmt".into()));
    let agent = match cloud.networking.driver {
        NetworkDriver::Ovn => "neutron_ovn_controller",
        NetworkDriver::Openvswitch => "neutron_openvswitch_agent",
        NetworkDriver::Linuxbridge => "neutron_linuxbridge_agent",
    };
    let veth = |bridge: &str, interface: &str, from: &str, kind: &str, binds: &[&str]| json!({ "container_bridge": bridge, "container_type": "veth", "container_interface": interface, "ip_from_q": from, "type": kind, "group_binds": binds });
    let mut managed = veth("br-mgmt", "eth1", "management", "raw", &["all_containers", "hosts"]);
    managed["is_management_address"] = true.into();
    let mut networks = vec![managed];
    let overlay = cloud.networking.overlay;
    if plane(PlanePurpose::Tenant).is_some() && overlay != Overlay::Vlan {
        let mut tunnel = veth("br-vxlan", "eth10", "tunnel", overlay.as_str(), &[agent]);
        tunnel["range"] = "1:1000".into();
        tunnel["net_name"] = overlay.as_str().into();
        networks.push(tunnel);
    }
    networks.extend(cloud.external_networks.iter().map(|network| external(network, agent)));
    for range in &cloud.networking.vlan_ranges {
        let name = range.physical_network.as_ref().map_or("physnet1", |name| name.as_str());
        networks.push(json!({
            "container_bridge": "br-vlan", "container_type": "veth", "container_interface": "eth11", "type": "vlan",
            "range": format!("{}:{}", range.start, range.end), "net_name": name, "group_binds": [agent],
        }));
    }
    if plane(PlanePurpose::Storage).is_some() {
        networks.push(veth("br-storage", "eth2", "storage", "raw", &["glance_api", "cinder_api", "cinder_volume", "nova_compute"]));
    }
    let networks: Vec<Value> = networks.into_iter().map(|network| json!({ "network": network })).collect();
    set("provider_networks", Some(networks.into()));
    value.into()
}

fn external(network: &ExternalNetwork, agent: &str) -> Value {
    let name = network.physical_network.as_ref().map_or("physnet1", |name| name.as_str());
    let mut value = json!({
        "container_bridge": "br-vlan", "container_type": "veth", "container_interface": "eth12",
        "type": "flat", "net_name": name, "group_binds": [agent],
    });
    match network.vlan {
        Some(vlan) => {
            value["type"] = "vlan".into();
            value["range"] = format!("{vlan}:{vlan}").into();
        }
        None => value["host_bind_override"] = "eth12".into(),
    }
    value
}

/// Which groups the nodes of a role are in (openstack/openstack-ansible 29 to 32, openstack_user_config.yml.prod.example and conf.d/).
fn groups(cloud: &Cloud) -> Vec<(&'static str, &'static [Role])> {
    const CONTROL: &[Role] = &[Role::Controller];
    const COMPUTE: &[Role] = &[Role::Compute];
    let mut groups = vec![
        ("shared-infra_hosts", CONTROL),
        ("repo-infra_hosts", CONTROL),
        ("load_balancer_hosts", CONTROL),
        ("identity_hosts", CONTROL),
        ("image_hosts", CONTROL),
        ("placement-infra_hosts", CONTROL),
        ("compute-infra_hosts", CONTROL),
        ("network-infra_hosts", CONTROL),
        ("compute_hosts", COMPUTE),
    ];
    match cloud.networking.driver {
        NetworkDriver::Ovn => groups.extend([("network-northd_hosts", CONTROL), ("network-gateway_hosts", CONTROL)]),
        NetworkDriver::Openvswitch | NetworkDriver::Linuxbridge => groups.push(("network-agent_hosts", CONTROL)),
    }
    for service in &cloud.services {
        match service {
            Service::Barbican => groups.push(("key-manager_hosts", CONTROL)),
            Service::Cinder => groups.extend([("storage-infra_hosts", CONTROL), ("storage_hosts", CONTROL)]),
            Service::Designate => groups.push(("dnsaas_hosts", CONTROL)),
            Service::Heat => groups.push(("orchestration_hosts", CONTROL)),
            Service::Horizon => groups.push(("dashboard_hosts", CONTROL)),
            Service::Ironic => groups.extend([("ironic-infra_hosts", CONTROL), ("ironic-compute_hosts", CONTROL)]),
            Service::Magnum => groups.push(("magnum-infra_hosts", CONTROL)),
            Service::Manila => groups.extend([("manila-infra_hosts", CONTROL), ("manila-data_hosts", CONTROL)]),
            Service::Octavia => groups.push(("octavia-infra_hosts", CONTROL)),
            Service::Swift => {}
        }
    }
    groups
}
