use crate::{
    model::{Cluster, Kind, Project},
    render::{
        File, Given, Make, Place, Renderer,
        project_words::Words,
        script::{Script, quote},
        text,
    },
};

pub const RENDERER: Renderer = Renderer::new(
    "clusters/CLUSTER/magnum.sh",
    "the cluster template with its labels, and the cluster",
    "vexxhost/magnum-cluster-api, docs/user/labels.md and getting-started.md; openstack/python-magnumclient",
    Make::Magnum(files),
);

fn files(given: &Given<'_>, cluster: &Cluster, _: &Project) -> Vec<File> {
    let (control, workers) = (&cluster.control_plane, &cluster.workers);
    let Some(image) = control.image.as_ref().or(workers.image.as_ref()) else { return Vec::new() };
    let about = given.about("Run with the credentials of a user of the project, as often as one likes.", Kind::Clusters, cluster);
    let mut script = Script::new(about);
    script.why("The driver goes by the image's os_distro, and knows the release by kube_tag alone.");
    let mut template = Words::new("coe cluster template create --coe kubernetes").option("--image", image);
    template = template.option_if("--external-network", cluster.external_network.as_ref());
    for server in &cluster.networks.external_dns {
        template = template.option("--dns-nameserver", server);
    }
    template = template.option_if("--master-flavor", control.flavor.as_ref()).option_if("--flavor", workers.flavor.as_ref());
    if let Some(magnum) = &cluster.magnum {
        template = template.flag("--master-lb-enabled", magnum.master_load_balancer);
        template = template.option_if("--network-driver", magnum.network_driver.as_ref());
    }
    for (key, value) in labels(cluster) {
        template = template.option("--labels", format!("{key}={value}"));
    }
    let name = cluster.name.as_str();
    let own = quote(name);
    script.line(format!("openstack coe cluster template show {own} >/dev/null 2>&1 ||\n  {}", template.word(name).text()));
    let mut create = Words::new("coe cluster create").option("--cluster-template", name);
    create = create.option_if("--master-count", control.count()).option_if("--node-count", workers.count());
    script.why("The command comes back at once; the cluster is made after that.");
    script.line(format!("openstack coe cluster show {own} >/dev/null 2>&1 ||\n  {}", create.word(name).text()));
    script.line(format!("until status=\"$(openstack coe cluster show {own} -f value -c status)\" && [ \"$status\" != CREATE_IN_PROGRESS ]; do sleep 10; done"));
    script.line("echo \"$status\"");
    script.line("[ \"$status\" = CREATE_COMPLETE ]");
    vec![File::script(Place::Cluster(cluster.name.clone()), "/magnum.sh", &script)]
}

/// What the driver is told by labels.
fn labels(cluster: &Cluster) -> Vec<(&'static str, String)> {
    let Some(magnum) = &cluster.magnum else { return Vec::new() };
    let mut labels = Vec::new();
    let mut add = |key, value: Option<String>| labels.extend(value.map(|value| (key, value)));
    let release = cluster.version.as_ref().map(|version| format!("v{version}"));
    add("kube_tag", magnum.kube_tag.as_ref().map(ToString::to_string).or(release));
    add("boot_volume_size", magnum.boot_volume.map(|size| text::gib(size).to_string()));
    add("octavia_provider", magnum.octavia_provider.as_ref().map(ToString::to_string));
    add("octavia_lb_algorithm", magnum.load_balancer_algorithm.as_ref().map(ToString::to_string));
    add("calico_ipv4pool", magnum.pod_network.map(|network| network.to_string()));
    add("service_cluster_ip_range", magnum.service_network.map(|network| network.to_string()));
    add("fixed_subnet_cidr", cluster.networks.machine.map(|network| network.to_string()));
    labels
}
