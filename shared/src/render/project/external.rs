use crate::{
    model::{Cloud, ExternalNetwork, Kind},
    render::{File, Given, Make, Place, Renderer, script::Script},
};

use super::{
    create::{Words, unless_shown},
    offer,
};

pub const RENDERER: Renderer = Renderer::new(
    "clouds/CLOUD/prepare.sh",
    "what all projects of a cloud use: external networks, flavors, images",
    "openstack/python-openstackclient, doc/source/cli/command-objects/",
    Make::Cloud(files),
);

fn files(given: &Given<'_>, cloud: &Cloud) -> Vec<File> {
    let about = given.about("Run with the cloud administrator's credentials, as often as one likes.", Kind::Clouds, cloud);
    let mut script = Script::new(about);
    for network in &cloud.external_networks {
        external(&mut script, network);
    }
    if !cloud.flavors.is_empty() {
        script.why("Sizes of servers for all projects.");
        offer::flavors(&mut script, &cloud.flavors);
    }
    if !cloud.images.is_empty() {
        script.why("Images for all projects.");
        offer::images(&mut script, given.lab, &cloud.images);
    }
    if script.is_empty() { Vec::new() } else { vec![File::script(Place::Cloud(cloud.name.clone()), "/prepare.sh", &script)] }
}

fn external(script: &mut Script, network: &ExternalNetwork) {
    let physical = network.physical_network.as_ref().map_or("datacentre", |name| name.as_str());
    script.why(&format!("{}: leads out of the cloud.", network.name));
    let words = Words::new("network create --external").flag("--share", network.shared);
    let words = words.option("--provider-network-type", if network.vlan.is_some() { "vlan" } else { "flat" });
    let words = words.option("--provider-physical-network", physical).option_if("--provider-segment", network.vlan);
    unless_shown(script, "network", network.name.as_str(), words.option_if("--mtu", network.mtu).word(&network.name));
    let Some(prefix) = network.subnet else { return };
    let name = format!("{}-subnet", network.name);
    let mut words = Words::new("subnet create").option("--network", &network.name).option("--subnet-range", prefix);
    words = match network.gateway {
        Some(gateway) => words.option("--gateway", gateway),
        None => words.option("--gateway", "none"),
    };
    if let Some(pool) = &network.pool {
        words = words.option("--allocation-pool", format!("start={},end={}", pool.start, pool.end));
    }
    for server in &network.dns {
        words = words.option("--dns-nameserver", server);
    }
    unless_shown(script, "subnet", &name, words.flag("--no-dhcp", !network.dhcp).word(&name));
}
