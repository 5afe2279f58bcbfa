use crate::{
    model::{Network, NetworkMode, own_port},
    render::{File, Given, Make, Place, Renderer, script::Script, text},
};

pub const RENDERER: Renderer = Renderer::new(
    "host/root/open-vswitch.sh",
    "the Open vSwitch bridges below the lab's networks, with uplinks and the host's own ports",
    "ovs-vsctl(8); ovs-vswitchd.conf.db(5), table Port (tag, trunks)",
    Make::Host(files),
);

/// The networks on bridges of Open vSwitch that the lab brings, with the bridges' names.
pub fn bridges<'a>(given: &Given<'a>) -> impl Iterator<Item = (&'a Network, &'a str)> {
    let own = given.lab.networks.iter().filter(|network| network.mode == NetworkMode::OpenVswitch && !network.existing);
    own.filter_map(|network| Some((network, network.bridge.as_ref()?.as_str())))
}

fn files(given: &Given<'_>) -> Vec<File> {
    let mut script =
        Script::new(format!("Makes the Open vSwitch bridges of the lab {}; run by root, as often as one likes.", given.lab.metadata.name));
    for (network, bridge) in bridges(given) {
        script.why(&format!("Below the network {}.", network.name));
        script.run(["ovs-vsctl", "--may-exist", "add-br", bridge]);
        for uplink in &network.uplinks {
            let port = uplink.interface.as_str();
            script.run(["ovs-vsctl", "--may-exist", "add-port", bridge, port]);
            if uplink.trunk.is_empty() {
                script.run(["ovs-vsctl", "clear", "port", port, "tag", "trunks"]);
            } else {
                script.run(["ovs-vsctl", "set", "port", port, &format!("trunks={}", text::joined(&uplink.trunk, ","))]);
            }
        }
        for segment in &network.segments {
            let Some(own) = segment.ip else { continue };
            let port = own_port(bridge, segment.vlan);
            let tag = format!("tag={}", segment.vlan);
            script.why(&format!(
                "The host in VLAN {}. The address is gone after a reboot, unless the host's own network files have it.",
                segment.vlan
            ));
            script.run(["ovs-vsctl", "--may-exist", "add-port", bridge, &port, &tag, "--", "set", "interface", &port, "type=internal"]);
            script.run(["ip", "address", "replace", &own.to_string(), "dev", &port]);
            script.run(["ip", "link", "set", &port, "up"]);
        }
        if let Some(mtu) = network.mtu {
            script.run(["ovs-vsctl", "set", "interface", bridge, &format!("mtu_request={mtu}")]);
        }
    }
    if script.is_empty() { Vec::new() } else { vec![File::script(Place::Host, "/root/open-vswitch.sh", &script)] }
}
