use serde_json::{Map, Value, json};

use crate::{
    model::{Cloud, OpenStackAnsible},
    render::{File, Given, Make, Renderer},
};

use super::{file, magnum};

pub const RENDERER: Renderer = Renderer::new(
    "machines/MACHINE/etc/openstack_deploy/group_vars/magnum_all/main.yml",
    "Magnum's Cluster API driver: its release, which endpoints it calls and whom it trusts, what connects pods",
    "openstack/openstack-ansible-ops, mcapi_vexxhost/playbooks/files/openstack_deploy/group_vars/magnum_all/main.yml",
    Make::Ansible(files),
);

fn files(given: &Given<'_>, cloud: &Cloud, ansible: &OpenStackAnsible) -> Vec<File> {
    let Some(magnum) = magnum(given, cloud) else { return Vec::new() };
    let Some(driver) = &magnum.driver_version else { return Vec::new() };
    let mut overrides = Map::new();
    let mut set = |key: &str, value: Option<Value>| drop(value.map(|value| overrides.insert(key.to_owned(), value)));
    // Inside and outside may have different authorities: trust is what usually fails.
    set("drivers", magnum.ca_file.as_ref().map(|file| json!({ "openstack_ca_file": file })));
    let mut client = json!({ "endpoint": "internalURL" });
    if let Some(file) = &magnum.ca_file {
        client["ca_file"] = json!(file);
    }
    set("capi_client", Some(client));
    let network = magnum.network_driver.as_ref();
    let networks =
        network.map(|driver| json!({ "kubernetes_allowed_network_drivers": driver, "kubernetes_default_network_driver": driver }));
    set("cluster_template", networks);
    set("certificates", Some(json!({ "cert_manager_type": "x509keypair" })));
    set("nova_client", Some(json!({ "api_version": "2.15" })));
    let value = json!({
        "magnum_user_pip_packages": [format!("git+https://github.com/vexxhost/magnum-cluster-api@{driver}#egg=magnum-cluster-api"), "kubernetes"],
        "magnum_config_overrides": overrides,
    });
    file(given, cloud, ansible, "group_vars/magnum_all/main.yml", "Magnum's driver.", &value)
}
