use crate::{
    model::{Cloud, Kind, Project, Server},
    render::{
        File, Given, Make, Place, Renderer,
        script::{Script, Word, quote},
    },
};

use super::create::{Words, unless_shown};

pub const RENDERER: Renderer = Renderer::new(
    "projects/PROJECT/inside.sh",
    "what a user of the project makes in it: the object store's key, server groups, servers",
    "openstack/python-openstackclient, doc/source/cli/command-objects/",
    Make::Project(files),
);

fn files(given: &Given<'_>, project: &Project, cloud: &Cloud) -> Vec<File> {
    let about = given.about("Run with the credentials of a user of the project: clouds.yaml.", Kind::Projects, project);
    let mut script = Script::new(about);
    if let Some(key) = &project.object_store_key {
        script.why("The key of temporary URLs.");
        let value = script.secret(key);
        let words = Words::new("object store account set").option("--property", Word::bash(format!("Temp-URL-Key={}", value.as_str())));
        script.line(words.text());
    }
    for group in &project.server_groups {
        // Soft policies came with Nova's microversion 2.15.
        let is_soft = group.policy.as_str().starts_with("soft");
        let words = Words::new(if is_soft { "--os-compute-api-version 2.15 server group create" } else { "server group create" });
        script.why(&format!("Servers of the group {}.", group.name));
        unless_shown(&mut script, "server group", group.name.as_str(), words.option("--policy", group.policy.as_str()).word(&group.name));
    }
    for server in given.lab.servers.iter().filter(|server| server.project == project.name) {
        of_server(&mut script, cloud, server);
    }
    if script.is_empty() { Vec::new() } else { vec![File::script(Place::Project(project.name.clone()), "/inside.sh", &script)] }
}

fn of_server(script: &mut Script, cloud: &Cloud, server: &Server) {
    let root = server.volumes.iter().find(|volume| volume.root);
    // A server without an image only says where it stands: there is nothing that it could boot from.
    let Some(image) = &server.image else { return };
    let mut words = Words::new("server create --wait").option("--flavor", &server.flavor).option("--image", image);
    if let Some(root) = root {
        words = words.option("--boot-from-volume", crate::render::text::gib(root.size));
    }
    for port in &server.ports {
        let nic = match (&port.port, &port.network) {
            (Some(own), _) => format!("port-id={own}"),
            (None, Some(network)) => {
                let address = port.address.map(|address| format!(",v{}-fixed-ip={address}", if address.is_ipv4() { 4 } else { 6 }));
                format!("net-id={network}{}", address.unwrap_or_default())
            }
            (None, None) => continue,
        };
        words = words.option("--nic", nic);
        for group in &port.security_groups {
            words = words.option("--security-group", group);
        }
    }
    // Forced onto a node: zone and host in one.
    let host = server.host.as_ref().and_then(|machine| cloud.nodes.iter().find(|node| node.machine == *machine));
    let zone = server.zone.as_ref().map_or("nova", |zone| zone.as_str());
    match host {
        Some(node) => {
            let host = node.hostname.as_ref().unwrap_or(&node.machine);
            words = words.option("--availability-zone", format!("{zone}:{host}"));
        }
        None => words = words.option_if("--availability-zone", server.zone.as_ref()),
    }
    if let Some(group) = &server.server_group {
        let id = format!("group=\"$(openstack server group show -f value -c id {})\"", quote(group.as_str()));
        words = words.option("--hint", Word::bash(id));
    }
    script.why(&format!("The server {}.", server.name));
    unless_shown(script, "server", server.name.as_str(), words.word(&server.name));
    for address in server.ports.iter().filter_map(|port| port.floating_ip) {
        let add = Words::new("server add floating ip").word(&server.name).word(address).text();
        let name = quote(server.name.as_str());
        script.line(format!("openstack server show {name} -f value -c addresses | grep -qF {address} ||\n  {add}"));
    }
}
