use serde_json::json;

use crate::{
    model::{Bmc, BmcProtocol, Machine},
    render::{File, Given, Make, Place, Renderer},
};

pub const RENDERER: Renderer = Renderer::new(
    "host/etc/sushy-emulator/MACHINE.conf",
    "a Redfish endpoint of sushy-tools for a machine that has one",
    "openstack/sushy-tools, doc/source/user/dynamic-emulator.rst (the file is Python)",
    Make::Machine(files),
);

fn files(given: &Given<'_>, machine: &Machine) -> Vec<File> {
    let Some(bmc) = machine.bmc.as_ref().filter(|bmc| bmc.protocol == BmcProtocol::Redfish) else { return Vec::new() };
    vec![File::text(Place::Host, format!("/etc/sushy-emulator/{}.conf", machine.name), content(given, machine, bmc))]
}

/// JSON's texts are Python's, too.
fn content(given: &Given<'_>, machine: &Machine, bmc: &Bmc) -> String {
    let uri = given.lab.host.uri.as_deref().unwrap_or("qemu:///system");
    format!(
        "# The BMC of {}: sushy-emulator --config /etc/sushy-emulator/{}.conf\n\
         # Its user {} and the value of {} stand in the file of users: htpasswd -B -c /etc/sushy-emulator/{}.users {}\n\
         SUSHY_EMULATOR_LISTEN_IP = {}\n\
         SUSHY_EMULATOR_LISTEN_PORT = {}\n\
         SUSHY_EMULATOR_AUTH_FILE = {}\n\
         SUSHY_EMULATOR_LIBVIRT_URI = {}\n\
         SUSHY_EMULATOR_ALLOWED_INSTANCES = [{}]\n",
        given.domain(machine),
        machine.name,
        bmc.username,
        bmc.password,
        machine.name,
        bmc.username,
        json!(bmc.address),
        bmc.port,
        json!(format!("/etc/sushy-emulator/{}.users", machine.name)),
        json!(uri),
        json!(given.uuid(machine)),
    )
}
