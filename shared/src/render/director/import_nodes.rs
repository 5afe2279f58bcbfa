use crate::{
    model::{Cloud, Director, Kind},
    render::{
        File, Given, Make, Renderer, releases,
        script::{Script, Word},
    },
};

use super::{HOME, place};

pub const RENDERER: Renderer = Renderer::new(
    "machines/DIRECTOR/home/stack/import-nodes.sh",
    "images into Glance, DNS of the provisioning subnet, and the nodes registered, introspected and made available",
    "openstack/tripleo-docs, deploy-guide/source/deployment/install_overcloud.rst; openstack/python-tripleoclient (queens), tripleoclient/v1/overcloud_node.py",
    Make::Director(files),
);

fn files(given: &Given<'_>, cloud: &Cloud, director: &Director) -> Vec<File> {
    let has_nodes = given.nodes(cloud).any(|(_, machine, _)| machine.bmc.is_some());
    if !has_nodes {
        return Vec::new();
    }
    let mut script = Script::new(given.about("Registers the overcloud's nodes; run by stack.", Kind::Clouds, cloud));
    script.line("# shellcheck source=/dev/null").line(format!("source {HOME}/stackrc"));
    script.why("ironic-python-agent and overcloud-full, unpacked in ~/images. Images that are there already are left alone.");
    script.run(["openstack", "overcloud", "image", "upload", "--image-path", &format!("{HOME}/images")]);
    if !director.nameservers.is_empty() {
        script.why("Nodes ask these servers while they are deployed.");
        let mut words: Vec<Word> = ["openstack", "subnet", "set", "--no-dns-nameservers"].map(Word::from).into();
        words.extend(director.nameservers.iter().flat_map(|server| [Word::from("--dns-nameserver"), Word::from(server)]));
        words.push("ctlplane-subnet".into());
        script.run(words);
    }
    script.why("The nodes end in the state `available`. Profiles and boot options stand in the file as capabilities.");
    let mut words = vec!["openstack", "overcloud", "node", "import"];
    if director.introspect {
        words.push("--introspect");
    }
    let file = format!("{HOME}/instackenv.json");
    words.extend(["--provide", &file]);
    script.run(words);
    let profiles: Vec<&str> = director.counts.iter().filter_map(|count| Some(count.flavor.as_ref()?.as_str())).collect();
    if !profiles.is_empty() && releases::is_until(cloud, "victoria") {
        script.why(
            "A flavor chooses the nodes that have its profile. The installation makes those of the usual names; others are made here.",
        );
    }
    for profile in profiles.iter().filter(|_| releases::is_until(cloud, "victoria")) {
        let profile = crate::render::script::quote(profile);
        script.line(format!(
            "openstack flavor show {profile} >/dev/null 2>&1 || openstack flavor create --id auto --ram 4096 --disk 40 --vcpus 1 {profile}"
        ));
        script.line(format!("openstack flavor set --property capabilities:boot_option=local --property capabilities:profile={profile} \\\n  --property resources:CUSTOM_BAREMETAL=1 --property resources:DISK_GB=0 --property resources:MEMORY_MB=0 --property resources:VCPU=0 {profile}"));
    }
    vec![File::script(place(director), format!("{HOME}/import-nodes.sh"), &script)]
}
