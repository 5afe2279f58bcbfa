use crate::{
    model::{Cloud, Kind, OpenStackAnsible},
    render::{File, Given, Make, Place, Renderer, script::Script},
};

use super::{deploy::CHECKOUT, deploy_host, magnum};

pub const RENDERER: Renderer = Renderer::new(
    "machines/MACHINE/root/add-cluster-api.sh",
    "Magnum's Cluster API driver added to a deployment that stands already",
    "openstack/openstack-ansible-ops, mcapi_vexxhost/README.rst (for an existing deployment)",
    Make::Ansible(files),
);

fn files(given: &Given<'_>, cloud: &Cloud, _: &OpenStackAnsible) -> Vec<File> {
    let Some((magnum, host)) = magnum(given, cloud).zip(deploy_host(given, cloud)) else { return Vec::new() };
    let mut script = Script::new(given.about("Adds the driver to a deployment that stands already; run by root.", Kind::Clouds, cloud));
    script.run(["cd", CHECKOUT]);
    script.why("Brings the Python modules that the collections need.");
    script.run(["scripts/bootstrap-ansible.sh"]);
    script.run(["openstack-ansible", "scripts/get-ansible-collection-requirements.yml"]);
    script.why("The driver into Magnum's environment, the containers of the management cluster, and the cluster in them.");
    script.run(["openstack-ansible", "playbooks/os-magnum-install.yml"]);
    script.run(["openstack-ansible", "playbooks/lxc-containers-create.yml", "--limit", "k8s_all"]);
    script.run(["openstack-ansible", "osa_ops.mcapi_vexxhost.k8s_install"]);
    if magnum.proxy {
        script.run(["openstack-ansible", "osa_ops.mcapi_vexxhost.mcapi_proxy"]);
    }
    vec![File::script(Place::Machine(host), "/root/add-cluster-api.sh", &script)]
}
