use serde_json::json;

use crate::{
    figures::figures,
    model::{Cloud, NetworkDriver, OpenStackAnsible},
    render::{File, Given, Make, Renderer},
};

use super::{file, magnum};

pub const RENDERER: Renderer = Renderer::new(
    "machines/MACHINE/etc/openstack_deploy/user_variables_proxy.yml",
    "the proxy by which clusters without a floating IP are reached: beside the metadata agent, which with OVN is on every compute node",
    "openstack/openstack-ansible-ops, mcapi_vexxhost/roles/proxy/defaults/main.yml and mcapi_vexxhost/README.rst",
    Make::Ansible(files),
);

fn files(given: &Given<'_>, cloud: &Cloud, ansible: &OpenStackAnsible) -> Vec<File> {
    let Some(magnum) = magnum(given, cloud).filter(|magnum| magnum.proxy) else { return Vec::new() };
    let hosts = if cloud.networking.driver == NetworkDriver::Ovn { "compute_hosts" } else { "neutron_metadata_agent" };
    let port = magnum.proxy_port.unwrap_or(figures().cluster_api.proxy_port.value);
    let mut value = json!({
        "mcapi_vexxhost_proxy_hosts": hosts,
        "mcapi_vexxhost_proxy_environment": { "PROXY_BIND": "{{ management_address }}", "PROXY_PORT": port },
    });
    if let Some(driver) = &magnum.driver_version {
        // Proxy and driver speak one version.
        value["mcapi_vexxhost_proxy_install_branch"] = json!(driver);
    }
    file(given, cloud, ansible, "user_variables_proxy.yml", "The proxy of Magnum's driver.", &value)
}
