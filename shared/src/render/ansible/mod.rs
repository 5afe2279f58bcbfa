//! What OpenStack-Ansible is given, on the machine that it is run from.

mod cluster_api_hosts;
mod cluster_api_vars;
mod deploy;
mod existing;
mod files;
mod magnum_vars;
mod proxy_vars;
mod user_config;
mod user_variables;

use super::{File, Given, Place, Renderer};
use crate::{
    model::{Cloud, Installer, Kind, Magnum, OpenStackAnsible, Role, Service},
    value::Name,
};

pub const ALL: &[Renderer] = &[
    files::RENDERER,
    user_config::RENDERER,
    user_variables::RENDERER,
    cluster_api_hosts::RENDERER,
    cluster_api_vars::RENDERER,
    magnum_vars::RENDERER,
    proxy_vars::RENDERER,
    deploy::RENDERER,
    existing::RENDERER,
];

/// Where a deployment is described.
const FOLDER: &str = "/etc/openstack_deploy";

/// The machine that playbooks are run from: a bastion among the nodes, otherwise the first node.
fn deploy_host(given: &Given<'_>, cloud: &Cloud) -> Option<Name> {
    let bastion = given.nodes(cloud).find(|(_, _, role)| *role == Role::Bastion);
    bastion.or_else(|| given.nodes(cloud).next()).map(|(_, machine, _)| machine.name.clone())
}

/// A YAML file of the deployment, unless the lab brings one of that name itself.
fn file(given: &Given<'_>, cloud: &Cloud, ansible: &OpenStackAnsible, path: &str, what: &str, value: &serde_json::Value) -> Vec<File> {
    let is_own = ansible.files.iter().any(|file| file.path.trim_start_matches('/') == path);
    match deploy_host(given, cloud).filter(|_| !is_own) {
        Some(host) => vec![File::yaml(Place::Machine(host), format!("{FOLDER}/{path}"), &given.about(what, Kind::Clouds, cloud), value)],
        None => Vec::new(),
    }
}

/// What the cloud's Magnum is told, by the first cluster that it makes: the driver is one for all.
fn magnum<'a>(given: &Given<'a>, cloud: &Cloud) -> Option<&'a Magnum> {
    let is_here = |project: &Name| given.lab.projects.get(project.as_str()).is_some_and(|project| project.cloud == cloud.name);
    let made = given.lab.clusters.iter().filter(|cluster| cluster.installer == Installer::Magnum);
    let first = made.filter(|cluster| cluster.project.as_ref().is_some_and(is_here)).find_map(|cluster| cluster.magnum.as_ref())?;
    cloud.services.contains(&Service::Magnum).then_some(first)
}
