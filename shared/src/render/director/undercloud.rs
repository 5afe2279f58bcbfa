use crate::{
    model::{Cloud, Director, Kind},
    render::{File, Given, Make, Renderer, ini::Ini, releases, text},
};

use super::{HOME, place};

pub const RENDERER: Renderer = Renderer::new(
    "machines/DIRECTOR/home/stack/undercloud.conf",
    "what `openstack undercloud install` reads; up to Queens with the provisioning network's keys in DEFAULT, later in a section of its own",
    "openstack-archive/instack-undercloud (queens), instack_undercloud/undercloud.py; openstack/python-tripleoclient, tripleoclient/config/undercloud.py",
    Make::Director(files),
);

fn files(given: &Given<'_>, cloud: &Cloud, director: &Director) -> Vec<File> {
    let is_flat = releases::is_until(cloud, "queens");
    let cidr = director.network_cidr.unwrap_or_else(|| director.local_ip.subnet());
    // Where the lab names none it is the director, as in TripleO's default network: the default itself lies outside of any other.
    let gateway = director.gateway.unwrap_or(director.local_ip.address());
    let mut ini = Ini::default();
    ini.section("DEFAULT")
        .set_if("undercloud_hostname", director.hostname.as_ref())
        .set("local_ip", director.local_ip)
        .set("local_interface", &director.local_interface)
        .set_if("local_mtu", director.local_mtu)
        .set_if("undercloud_public_host", director.public_host)
        .set_if("undercloud_admin_host", director.admin_host);
    if !director.nameservers.is_empty() {
        ini.set("undercloud_nameservers", text::joined(&director.nameservers, ","));
    }
    ini.set("generate_service_certificate", text::truth(director.generate_service_certificate));
    ini.set_if("scheduler_max_attempts", director.scheduler_max_attempts);
    if is_flat {
        ini.set("network_cidr", cidr).set("network_gateway", gateway);
        if director.masquerade {
            ini.set("masquerade_network", cidr);
        }
    } else {
        ini.set("subnets", "ctlplane-subnet").set("local_subnet", "ctlplane-subnet");
        ini.set("container_images_file", format!("{HOME}/containers-prepare-parameter.yaml"));
        ini.section("ctlplane-subnet").set("cidr", cidr).set("gateway", gateway).set("masquerade", text::truth(director.masquerade));
    }
    ini.set_if("dhcp_start", director.dhcp.as_ref().map(|range| range.start));
    ini.set_if("dhcp_end", director.dhcp.as_ref().map(|range| range.end));
    ini.set_if("inspection_iprange", director.inspection.as_ref().map(|range| format!("{},{}", range.start, range.end)));
    let about = given.about("The undercloud.", Kind::Clouds, cloud);
    vec![File::ini(place(director), format!("{HOME}/undercloud.conf"), &about, &ini)]
}
