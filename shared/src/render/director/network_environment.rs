use std::net::IpAddr;

use serde_json::{Map, Value, json};

use crate::{
    model::{BondMode, Cloud, Director, Firewall, Kind, NetworkDriver, Overlay, PlanePurpose},
    render::{File, Given, Make, Renderer},
};

use super::{is_by_heat, is_isolated, network_data, nic_configs, template};

pub const RENDERER: Renderer = Renderer::new(
    "machines/DIRECTOR/home/stack/templates/network-environment.yaml",
    "the overcloud's parameters of its networks: NIC configuration of each role, virtual addresses, tunnels, MTU, bridges, bonds",
    "openstack/tripleo-heat-templates (queens), environments/network-environment.j2.yaml, environments/fixed-ip-vips.yaml, puppet/services/neutron-*.yaml",
    Make::Director(files),
);

fn files(given: &Given<'_>, cloud: &Cloud, director: &Director) -> Vec<File> {
    if !is_by_heat(cloud) {
        return Vec::new();
    }
    let mut environment = Map::new();
    let mut parameters = Map::new();
    if is_isolated(cloud) {
        let registry: Map<String, Value> = nic_configs::roles(given, cloud, director)
            .into_iter()
            .map(|(role, _)| (format!("OS::TripleO::{}::Net::SoftwareConfig", role.name), format!("nic-configs/{}", role.nics).into()))
            .collect();
        environment.insert("resource_registry".to_owned(), registry.into());
        provisioning(director, &mut parameters);
    }
    virtual_addresses(cloud, &mut parameters);
    neutron(given, cloud, &mut parameters);
    if parameters.is_empty() {
        return Vec::new();
    }
    environment.insert("parameter_defaults".to_owned(), parameters.into());
    let about = given.about("The overcloud's networks.", Kind::Clouds, cloud);
    vec![template(director, "network-environment.yaml", &about, &environment.into())]
}

/// What nodes are told of the provisioning network: the director stands in for a gateway where there is none.
fn provisioning(director: &Director, parameters: &mut Map<String, Value>) {
    let own = director.local_ip.address();
    let mut set = |key: &str, value: Value| drop(parameters.insert(key.to_owned(), value));
    set("ControlPlaneSubnetCidr", director.local_ip.prefix().to_string().into());
    set("ControlPlaneDefaultRoute", json!(director.gateway.unwrap_or(own)));
    set("EC2MetadataIp", json!(own));
    if !director.nameservers.is_empty() {
        set("DnsServers", json!(director.nameservers));
    }
}

/// Virtual addresses, each on its network. Without networks of their own all services answer on ctlplane.
fn virtual_addresses(cloud: &Cloud, parameters: &mut Map<String, Value>) {
    let mut fix = |key: &str, address: Option<IpAddr>| {
        if let Some(address) = address {
            parameters.insert(key.to_owned(), json!([{ "ip_address": address }]));
        }
    };
    for plane in &cloud.planes {
        let key = match plane.purpose {
            PlanePurpose::Control => "ControlFixedIPs",
            PlanePurpose::InternalApi => "InternalApiVirtualFixedIPs",
            PlanePurpose::Storage => "StorageVirtualFixedIPs",
            PlanePurpose::StorageManagement => "StorageMgmtVirtualFixedIPs",
            PlanePurpose::External => "PublicVirtualFixedIPs",
            PlanePurpose::Tenant | PlanePurpose::LoadBalancer => continue,
        };
        let endpoint = match plane.purpose {
            PlanePurpose::External => cloud.endpoints.public,
            PlanePurpose::InternalApi => cloud.endpoints.internal,
            PlanePurpose::Control if !is_isolated(cloud) => cloud.endpoints.internal.or(cloud.endpoints.public),
            _ => None,
        };
        fix(key, plane.vip.or(endpoint));
    }
}

fn neutron(given: &Given<'_>, cloud: &Cloud, parameters: &mut Map<String, Value>) {
    let networking = &cloud.networking;
    let mut set = |key: &str, value: Value| drop(parameters.insert(key.to_owned(), value));
    let overlay = networking.overlay.as_str();
    set("NeutronNetworkType", overlay.into());
    if networking.driver != NetworkDriver::Ovn {
        set("NeutronTunnelTypes", if networking.overlay == Overlay::Vlan { "" } else { overlay }.into());
    }
    if let Some(mtu) = networking.physical_mtu {
        set("NeutronGlobalPhysnetMtu", mtu.into());
    }
    if networking.overlay_ipv6 {
        set("NeutronOverlayIPVersion", 6.into());
    }
    if networking.distributed_routing {
        set("NeutronEnableDVR", true.into());
    }
    if networking.router_ha {
        set("NeutronL3HA", true.into());
    }
    if networking.driver == NetworkDriver::Openvswitch {
        let driver = match networking.firewall {
            Firewall::IptablesHybrid => "iptables_hybrid",
            Firewall::Openvswitch => "openvswitch",
            Firewall::None => "noop",
        };
        set("NeutronOVSFirewallDriver", driver.into());
    }
    let ranges: Vec<String> = networking
        .vlan_ranges
        .iter()
        .map(|range| {
            format!("{}:{}:{}", range.physical_network.as_ref().map_or("datacentre", |name| name.as_str()), range.start, range.end)
        })
        .collect();
    if !ranges.is_empty() {
        set("NeutronNetworkVLANRanges", ranges.join(",").into());
    }
    if let Some(mapping) = bridge_mapping(given, cloud) {
        set("NeutronBridgeMappings", mapping.into());
    }
    if let Some(options) = bond_options(given, cloud) {
        set("BondInterfaceOvsOptions", options.into());
    }
    let tagged = cloud.planes.iter().filter(|plane| plane.purpose != PlanePurpose::Control);
    for plane in tagged {
        if let Some(vlan) = plane.vlan {
            set(&format!("{}NetworkVlanID", network_data::name(plane)), vlan.into());
        }
    }
}

/// Neutron's physical networks on the nodes' bridges: each external network's, on the bridge of the external plane.
fn bridge_mapping(given: &Given<'_>, cloud: &Cloud) -> Option<String> {
    let plane = cloud.planes.iter().find(|plane| plane.purpose == PlanePurpose::External)?;
    let link = plane.link.as_ref()?;
    let bridge = given.nodes(cloud).find_map(|(_, machine, _)| machine.bonds.iter().find(|bond| bond.name == *link)?.bridge.as_ref())?;
    let mut names: Vec<&str> = cloud
        .external_networks
        .iter()
        .map(|network| network.physical_network.as_ref().map_or("datacentre", |name| name.as_str()))
        .collect();
    names.sort_unstable();
    names.dedup();
    Some(names.iter().map(|name| format!("{name}:{bridge}")).collect::<Vec<_>>().join(",")).filter(|mapping| !mapping.is_empty())
}

/// How the first bond shares its load; TripleO has one setting for all.
fn bond_options(given: &Given<'_>, cloud: &Cloud) -> Option<String> {
    let mut bonds =
        given.nodes(cloud).flat_map(|(_, machine, _)| &machine.bonds).filter(|bond| is_isolated(cloud) && !bond.ports.is_empty());
    let bond = bonds.next()?;
    Some(match (bond.open_vswitch, bond.mode) {
        (true, BondMode::Lacp) => "bond_mode=balance-tcp lacp=active".to_owned(),
        (true, mode) => format!("bond_mode={}", mode.as_str()),
        (false, BondMode::Lacp) => "mode=802.3ad".to_owned(),
        (false, BondMode::ActiveBackup) => "mode=active-backup".to_owned(),
        (false, BondMode::BalanceSlb | BondMode::BalanceTcp) => "mode=balance-xor".to_owned(),
    })
}
