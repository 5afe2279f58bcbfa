use crate::{
    model::{Cloud, Kind, NetworkDriver, OpenStackAnsible, Service},
    render::{
        File, Given, Make, Place, Renderer,
        script::{Script, quote},
        text,
    },
};

use super::deploy_host;

pub const RENDERER: Renderer = Renderer::new(
    "machines/MACHINE/root/deploy-openstack.sh",
    "a new deployment: the checkout, the bootstrap with the services of the cloud, the playbooks in their order",
    "openstack/openstack-ansible, doc/source/user/aio/quickstart.rst; openstack/openstack-ansible-ops, mcapi_vexxhost/README.rst",
    Make::Ansible(files),
);

/// Where OpenStack-Ansible expects to be.
pub const CHECKOUT: &str = "/opt/openstack-ansible";

fn files(given: &Given<'_>, cloud: &Cloud, ansible: &OpenStackAnsible) -> Vec<File> {
    let Some(host) = deploy_host(given, cloud) else { return Vec::new() };
    let mut script = Script::new(given.about("Deploys the cloud; run by root.", Kind::Clouds, cloud));
    script.line(format!("[ -d {CHECKOUT} ] || git clone https://opendev.org/openstack/openstack-ansible {CHECKOUT}"));
    script.run(["cd", CHECKOUT]);
    if let Some(branch) = &ansible.branch {
        script.run(["git", "checkout", branch.as_str()]);
    }
    script.why("Ansible with the collections that /etc/openstack_deploy asks for.");
    script.run(["scripts/bootstrap-ansible.sh"]);
    if ansible.all_in_one {
        all_in_one(&mut script, given, cloud, ansible);
    }
    script.why("Each playbook may be run again.");
    for playbook in playbooks(ansible) {
        script.run(["openstack-ansible", playbook.as_str()]);
    }
    vec![File::script(Place::Machine(host), "/root/deploy-openstack.sh", &script)]
}

/// The lab's playbooks, otherwise the three of every deployment.
fn playbooks(ansible: &OpenStackAnsible) -> Vec<String> {
    if ansible.playbooks.is_empty() {
        return ["setup-hosts", "setup-infrastructure", "setup-openstack"].map(|name| format!("playbooks/{name}.yml")).into();
    }
    ansible.playbooks.clone()
}

fn all_in_one(script: &mut Script, given: &Given<'_>, cloud: &Cloud, ansible: &OpenStackAnsible) {
    let mut options = Vec::new();
    let second = given.nodes(cloud).next().and_then(|(_, machine, _)| machine.disks.get(1));
    if let Some(disk) = second.filter(|_| ansible.secondary_disk) {
        options.push(format!("bootstrap_host_data_disk_device={}", disk.name));
    }
    if let Some(size) = ansible.loopback_size {
        let services = ["cinder", "nova", "swift", "manila"];
        options.extend(services.map(|service| format!("bootstrap_host_loopback_{service}_size={}", text::gib(size))));
    }
    // Those that the scenario `aio` has without being asked for.
    let is_extra = |service: &&Service| !matches!(service, Service::Cinder | Service::Horizon);
    let driver = (cloud.networking.driver == NetworkDriver::Openvswitch).then_some("ovs");
    let words: Vec<&str> =
        ["aio", "lxc"].into_iter().chain(driver).chain(cloud.services.iter().filter(is_extra).map(|service| service.as_str())).collect();
    script.why("Bridges, loopback disks and conf.d of the services, on this machine.");
    script.line(format!("export SCENARIO={}", quote(&words.join("_"))));
    if !options.is_empty() {
        script.line(format!("export BOOTSTRAP_OPTS={}", quote(&options.join(" "))));
    }
    script.run(["scripts/bootstrap-aio.sh"]);
}
