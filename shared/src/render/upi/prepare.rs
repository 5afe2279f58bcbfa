use crate::{
    model::{Cluster, Kind},
    render::{
        File, Given, Make, Renderer,
        script::{Script, quote},
    },
};

use super::{is_by_hand, nginx, published_root, script};

pub const RENDERER: Renderer = Renderer::new(
    "…/prepare.sh",
    "from install-config.yaml to published ignition files, with the masters' schedulability as the lab wants it",
    "openshift/installer, docs/user/metal/install_upi.md; openshift/openshift-docs, modules/installation-user-infra-generate-k8s-manifest-ignition.adoc",
    Make::Openshift(files),
);

fn files(given: &Given<'_>, cluster: &Cluster) -> Vec<File> {
    if !is_by_hand(cluster) || cluster.base_domain.is_none() {
        return Vec::new();
    }
    let mut lines =
        Script::new(given.about("Makes the ignition files anew. Certificates in them expire after 24 hours.", Kind::Clusters, cluster));
    lines.line("cd \"$(dirname \"$0\")\"");
    lines.why("The installer consumes install-config.yaml and keeps its state: it begins in an empty folder.");
    lines.run(["rm", "-rf", "assets"]);
    lines.run(["mkdir", "assets"]);
    lines.run(["cp", "install-config.yaml", "assets/"]);
    lines.run(["./openshift-install", "create", "manifests", "--dir", "assets"]);
    if let Some(schedulable) = cluster.schedulable_masters {
        lines.why("The installer has its own opinion where there are no workers yet.");
        lines.line(format!(
            "sed -i 's/mastersSchedulable: .*/mastersSchedulable: {schedulable}/' assets/manifests/cluster-scheduler-02-config.yml"
        ));
    }
    lines.run(["./openshift-install", "create", "ignition-configs", "--dir", "assets"]);
    let own = cluster.ignition.as_ref().filter(|ignition| cluster.bastion.as_ref() == Some(&ignition.machine));
    if let Some(ignition) = own {
        let root = published_root(cluster);
        lines.why("These files and no others: assets/auth is the key to the cluster.");
        for path in nginx::published(ignition).iter().filter(|path| path.ends_with(".ign")) {
            let name = path.rsplit('/').next().unwrap_or(path);
            lines.line(format!("install -D -m 0644 {} {}", quote(&format!("assets/{name}")), quote(&format!("{root}/{path}"))));
        }
    }
    vec![script(given, cluster, "prepare.sh", &lines)]
}
