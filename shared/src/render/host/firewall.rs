use std::collections::BTreeSet;

use crate::{
    model::BmcProtocol,
    render::{File, Given, Make, Place, Renderer, script::Script},
};

pub const RENDERER: Renderer =
    Renderer::new("host/root/firewall.sh", "what firewalld lets in for the machines' BMCs", "firewall-cmd(1)", Make::Host(files));

fn files(given: &Given<'_>) -> Vec<File> {
    let mut ports: BTreeSet<(&str, u16)> = BTreeSet::new();
    for bmc in given.lab.machines.iter().filter_map(|machine| machine.bmc.as_ref()) {
        let protocol = match bmc.protocol {
            BmcProtocol::Ipmi => "udp",
            BmcProtocol::Redfish => "tcp",
        };
        ports.insert((protocol, bmc.port));
    }
    if ports.is_empty() {
        return Vec::new();
    }
    let mut script = Script::new(format!("Lets the director reach the BMCs of the lab {}; run by root.", given.lab.metadata.name));
    for (protocol, first, last) in runs(&ports) {
        let span = if first == last { first.to_string() } else { format!("{first}-{last}") };
        script.run(["firewall-cmd", "--permanent", &format!("--add-port={span}/{protocol}")]);
    }
    script.run(["firewall-cmd", "--reload"]);
    vec![File::script(Place::Host, "/root/firewall.sh", &script)]
}

/// Ports that follow each other as one span.
fn runs<'a>(ports: &BTreeSet<(&'a str, u16)>) -> Vec<(&'a str, u16, u16)> {
    let mut runs: Vec<(&str, u16, u16)> = Vec::new();
    for (protocol, port) in ports {
        match runs.last_mut() {
            Some((of, _, last)) if of == protocol && last.checked_add(1) == Some(*port) => *last = *port,
            _ => runs.push((protocol, *port, *port)),
        }
    }
    runs
}
