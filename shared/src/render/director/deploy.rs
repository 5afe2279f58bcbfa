use crate::{
    model::{Cloud, Director, Kind, NetworkDriver, Service},
    render::{
        File, Given, Make, Renderer, releases,
        script::{Script, Word},
    },
};

use super::{HOME, TEMPLATES, has_scale_options, is_by_heat, is_isolated, node_info, place, roles, settings};

pub const RENDERER: Renderer = Renderer::new(
    "machines/DIRECTOR/home/stack/overcloud-deploy.sh",
    "the deploy command with the counts, flavors, networks and environment files of the cloud",
    "openstack/python-tripleoclient (queens), tripleoclient/v1/overcloud_deploy.py; openstack/tripleo-docs, deploy-guide/source/deployment/install_overcloud.rst",
    Make::Director(files),
);

fn files(given: &Given<'_>, cloud: &Cloud, director: &Director) -> Vec<File> {
    if !is_by_heat(cloud) {
        return Vec::new();
    }
    let mut script = Script::new(given.about("Deploys the overcloud; takes about an hour.", Kind::Clouds, cloud));
    script.line("# shellcheck source=/dev/null").line(format!("source {HOME}/stackrc"));
    let own_roles = is_isolated(cloud) || roles::is_hyperconverged(cloud);
    let roles: Vec<roles::TripleoRole> = director.counts.iter().filter_map(|count| roles::of(cloud, count.role)).collect();
    if own_roles && !roles.is_empty() {
        script.why("The roles that are deployed, with the services of the release.");
        let mut words: Vec<Word> = ["openstack", "overcloud", "roles", "generate", "-o"]
            .map(Word::from)
            .into_iter()
            .chain([format!("{HOME}/roles_data.yaml").into()])
            .collect();
        words.extend(roles.iter().map(|role| Word::from(role.name)));
        script.run(words);
    }
    script.why("Files that come later overrule earlier ones.");
    let mut options: Vec<Vec<String>> = Vec::new();
    let mut option = |words: &[&str]| options.push(words.iter().map(|word| (*word).to_owned()).collect());
    // Without a name of its own the stack is called overcloud.
    if roles::stack(cloud) != "overcloud" {
        option(&["--stack", roles::stack(cloud)]);
    }
    if has_scale_options(cloud) {
        for count in &director.counts {
            let Some(role) = roles::of(cloud, count.role) else { continue };
            option(&[role.scale_option, &count.count.to_string()]);
        }
        for count in &director.counts {
            let Some((role, flavor)) = roles::of(cloud, count.role).zip(count.flavor.as_ref()) else { continue };
            option(&[role.flavor_option, flavor.as_str()]);
        }
        option(&["--libvirt-type", cloud.compute.virt_type.as_str()]);
    }
    if own_roles && !roles.is_empty() {
        option(&["-r", &format!("{HOME}/roles_data.yaml")]);
    }
    if is_isolated(cloud) {
        option(&["-n", &format!("{HOME}/network_data.yaml")]);
    }
    for file in vendor_files(cloud) {
        option(&["-e", &format!("{TEMPLATES}/environments/{file}")]);
    }
    if !releases::is_until(cloud, "queens") {
        option(&["-e", &format!("{HOME}/containers-prepare-parameter.yaml")]);
    }
    let has_node_info = !node_info::parameters(given, cloud, director).is_empty();
    let has_settings = !settings::parameters(cloud, director).is_empty();
    let own =
        [(true, "network-environment"), (has_node_info, "node-info"), (cloud.storage.ceph.is_some(), "ceph"), (has_settings, "settings")];
    for (_, name) in own.iter().filter(|(is_there, _)| *is_there) {
        option(&["-e", &format!("{HOME}/templates/{name}.yaml")]);
    }
    let mut command = "openstack overcloud deploy --templates".to_owned();
    for words in &options {
        command += " \\\n ";
        for word in words {
            command += " ";
            command += Word::from(word).as_str();
        }
    }
    script.line(command);
    vec![File::script(place(director), format!("{HOME}/overcloud-deploy.sh"), &script)]
}

/// The release's own environment files for what the cloud has, below `environments/`.
fn vendor_files(cloud: &Cloud) -> Vec<&'static str> {
    let is_queens = releases::is_until(cloud, "queens");
    let mut files = Vec::new();
    if is_isolated(cloud) {
        files.push("network-isolation.yaml");
    }
    match (cloud.networking.driver, cloud.networking.distributed_routing) {
        (NetworkDriver::Ovn, true) => files.push("services/neutron-ovn-dvr-ha.yaml"),
        (NetworkDriver::Ovn, false) => files.push("services/neutron-ovn-ha.yaml"),
        (NetworkDriver::Openvswitch, true) if is_queens => files.push("neutron-ovs-dvr.yaml"),
        (NetworkDriver::Openvswitch, true) => files.push("services/neutron-ovs-dvr.yaml"),
        // From Stein on OVN is what is deployed where nothing is said.
        (NetworkDriver::Openvswitch, false) if releases::is_after(cloud, "rocky") => files.push("services/neutron-ovs.yaml"),
        (NetworkDriver::Openvswitch, false) => {}
        (NetworkDriver::Linuxbridge, _) => files.push("neutron-linuxbridge.yaml"),
    }
    if cloud.storage.ceph.is_some() {
        files.push("ceph-ansible/ceph-ansible.yaml");
    }
    for service in &cloud.services {
        match service {
            Service::Barbican => files.extend(["services/barbican.yaml", "barbican-backend-simple-crypto.yaml"]),
            Service::Designate if !is_queens => files.push("enable-designate.yaml"),
            Service::Ironic => files.push("services/ironic.yaml"),
            Service::Manila => files.push("services/manila.yaml"),
            Service::Octavia => files.push("services/octavia.yaml"),
            // Deployed without being asked for, or by no file of tripleo-heat-templates.
            Service::Cinder | Service::Designate | Service::Heat | Service::Horizon | Service::Magnum | Service::Swift => {}
        }
    }
    files
}
