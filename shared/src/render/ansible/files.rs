use crate::{
    model::{Cloud, OpenStackAnsible},
    render::{File, Given, Make, Place, Renderer},
};

use super::{FOLDER, deploy_host};

pub const RENDERER: Renderer = Renderer::new(
    "machines/MACHINE/etc/openstack_deploy/…",
    "the files of the deployment that the lab brings as they are",
    "openstack/openstack-ansible, doc/source/reference/configuration/",
    Make::Ansible(files),
);

fn files(given: &Given<'_>, cloud: &Cloud, ansible: &OpenStackAnsible) -> Vec<File> {
    let Some(host) = deploy_host(given, cloud) else { return Vec::new() };
    let file =
        |path: &str, content: &str| File::text(Place::Machine(host.clone()), format!("{FOLDER}/{}", path.trim_start_matches('/')), content);
    ansible.files.iter().map(|own| file(&own.path, &own.content)).collect()
}
