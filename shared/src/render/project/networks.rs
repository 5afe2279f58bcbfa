//! Networks, routers, security groups and ports of a project.

use crate::{
    model::{Cloud, NetworkDriver, Project, ProjectNetwork, ProjectPort, Router, SecurityGroup, SecurityRule},
    render::script::{Script, quote},
};

use super::create::{Words, unless_listed, unless_shown};

pub fn all(script: &mut Script, project: &Project, cloud: &Cloud) {
    for network in &project.networks {
        script.why(&format!("The network {}.", network.name));
        of_network(script, project, cloud, network);
    }
    for router in &project.routers {
        script.why(&format!("The router {}.", router.name));
        of_router(script, project, cloud, router);
    }
    for group in &project.security_groups {
        script.why(&format!("The security group {}: its rules are added once, with it.", group.name));
        of_group(script, project, group);
    }
    for port in &project.ports {
        of_port(script, project, port);
    }
}

fn of_network(script: &mut Script, project: &Project, cloud: &Cloud, network: &ProjectNetwork) {
    let name = project.name.as_str();
    let mut words = Words::new("network create").option("--project", name).option_if("--mtu", network.mtu);
    if let Some(segment) = network.segment {
        words = words.option("--provider-network-type", cloud.networking.overlay.as_str()).option("--provider-segment", segment);
    }
    words = words.flag("--disable-port-security", !network.port_security);
    // Neutron wants a domain with its last dot.
    words =
        words.option_if("--dns-domain", network.external_dns.as_ref().map(|domain| format!("{}.", domain.as_str().trim_end_matches('.'))));
    unless_listed(script, "network", name, network.name.as_str(), words.word(&network.name));
    for subnet in &network.subnets {
        let mut words = Words::new("subnet create").option("--project", name).option("--network", &network.name);
        words = words.option("--subnet-range", subnet.cidr).option_if("--gateway", subnet.gateway);
        if !subnet.cidr.is_ipv4() {
            words = words.option("--ip-version", 6);
        }
        for pool in &subnet.pools {
            words = words.option("--allocation-pool", format!("start={},end={}", pool.start, pool.end));
        }
        for server in &subnet.dns {
            words = words.option("--dns-nameserver", server);
        }
        unless_listed(script, "subnet", name, subnet.name.as_str(), words.flag("--no-dhcp", !subnet.dhcp).word(&subnet.name));
    }
}

fn of_router(script: &mut Script, project: &Project, cloud: &Cloud, router: &Router) {
    let name = project.name.as_str();
    let mut words = Words::new("router create").option("--project", name);
    // OVN has no such choice: its routers are both.
    if cloud.networking.driver != NetworkDriver::Ovn {
        words = words.flag("--distributed", router.distributed == Some(true)).flag("--centralized", router.distributed == Some(false));
        words = words.flag("--ha", router.ha == Some(true)).flag("--no-ha", router.ha == Some(false));
    }
    unless_listed(script, "router", name, router.name.as_str(), words.word(&router.name));
    if let Some(external) = &router.external {
        script.run(["openstack", "router", "set", "--external-gateway", external.as_str(), router.name.as_str()]);
    }
    for subnet in &router.subnets {
        let add = Words::new("router add subnet").word(&router.name).word(subnet).text();
        let (own, of) = (quote(router.name.as_str()), quote(subnet.as_str()));
        let id = format!("$(openstack subnet show {of} -f value -c id)");
        script.line(format!("openstack router show {own} -f value -c interfaces_info | grep -q \"{id}\" ||\n  {add}"));
    }
}

fn of_group(script: &mut Script, project: &Project, group: &SecurityGroup) {
    let name = project.name.as_str();
    let create = Words::new("security group create").option("--project", name).word(&group.name);
    let rules: Vec<String> = group.rules.iter().map(|rule| of_rule(project, group, rule).text()).collect();
    let (of, own) = (quote(name), quote(group.name.as_str()));
    // `security group list` cannot be asked for a name.
    script.line(format!("if ! openstack security group list --project {of} -f value -c Name | grep -qx -- {own}; then"));
    script.line(format!("  {}", create.text()));
    for rule in rules {
        script.line(format!("  {rule}"));
    }
    script.line("fi");
}

fn of_rule(project: &Project, group: &SecurityGroup, rule: &SecurityRule) -> Words {
    let mut words =
        Words::new("security group rule create").option("--project", &project.name).word(format!("--{}", rule.direction.as_str()));
    words = words.option_if("--protocol", rule.protocol.as_ref());
    if let Some(ports) = &rule.ports {
        words = words.option(
            "--dst-port",
            if ports.start == ports.end { ports.start.to_string() } else { format!("{}:{}", ports.start, ports.end) },
        );
    }
    words = words.flag("--ethertype=IPv6", rule.remote.is_some_and(|remote| !remote.is_ipv4()));
    words = words.option_if("--remote-ip", rule.remote).option_if("--remote-group", rule.remote_group.as_ref());
    words.word(&group.name)
}

fn of_port(script: &mut Script, project: &Project, port: &ProjectPort) {
    let mut words = Words::new("port create").option("--project", &project.name).option("--network", &port.network);
    if let Some(address) = port.address {
        words = words.option("--fixed-ip", format!("ip-address={address}"));
    }
    words = words.option_if("--mac-address", port.mac);
    for group in &port.security_groups {
        words = words.option("--security-group", group);
    }
    for pair in &port.allowed_address_pairs {
        let mac = pair.mac.map(|mac| format!(",mac-address={mac}")).unwrap_or_default();
        words = words.option("--allowed-address", format!("ip-address={}{mac}", pair.address));
    }
    script.why(&format!("The port {}.", port.name));
    unless_shown(script, "port", port.name.as_str(), words.flag("--disable-port-security", !port.port_security).word(&port.name));
}
