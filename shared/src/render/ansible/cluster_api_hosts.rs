use serde_json::json;

use crate::{
    model::{Cloud, OpenStackAnsible},
    render::{File, Given, Make, Renderer},
};

use super::{file, magnum};

pub const RENDERER: Renderer = Renderer::new(
    "machines/MACHINE/etc/openstack_deploy/conf.d/k8s.yml",
    "the host that carries the containers of Magnum's management cluster",
    "openstack/openstack-ansible-ops, mcapi_vexxhost/playbooks/files/openstack_deploy/conf.d/",
    Make::Ansible(files),
);

fn files(given: &Given<'_>, cloud: &Cloud, ansible: &OpenStackAnsible) -> Vec<File> {
    let host = magnum(given, cloud).and_then(|magnum| magnum.management.as_ref());
    let node = host.and_then(|host| given.nodes(cloud).find(|(node, _, _)| node.machine == *host));
    let Some((node, machine, _)) = node else { return Vec::new() };
    let Some(address) = node.address.or_else(|| given.address(machine)) else { return Vec::new() };
    let name = node.hostname.as_ref().unwrap_or(&machine.name);
    let value = json!({ "cluster-api_hosts": { name.as_str(): { "ip": address } } });
    file(given, cloud, ansible, "conf.d/k8s.yml", "Several hosts are for high availability.", &value)
}
