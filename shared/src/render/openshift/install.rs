use crate::{
    model::{Cluster, Installer, Kind},
    render::{
        File, Given, Make, Renderer,
        script::{Script, quote},
    },
};

use super::is_before;

pub const RENDERER: Renderer = Renderer::new(
    "…/install.sh",
    "the installation of a cluster whose infrastructure the installer makes, with the application's floating IP where the installer leaves it to the user",
    "openshift/installer, docs/user/openstack/README.md",
    Make::Openshift(files),
);

fn files(given: &Given<'_>, cluster: &Cluster) -> Vec<File> {
    if cluster.installer != Installer::Ipi || cluster.base_domain.is_none() {
        return Vec::new();
    }
    let (place, folder) = given.desk(cluster);
    let folder = folder.trim_end_matches('/');
    let mut script = Script::new(given.about("Installs the cluster; takes about 30 minutes.", Kind::Clusters, cluster));
    script.line("cd \"$(dirname \"$0\")\"");
    let cloud = cluster.project.as_ref().and_then(|name| given.lab.projects.get(name.as_str())).map(|project| &project.cloud);
    if let Some(cloud) = cloud {
        script.line(format!("export OS_CLOUD={}", quote(cloud.as_str())));
    }
    script
        .why("The installer consumes install-config.yaml, so it works in a folder of its own. It finds clouds.yaml and secure.yaml here.");
    script.run(["mkdir", "-p", "assets"]);
    script.run(["cp", "install-config.yaml", "assets/"]);
    script.why("Its last lines tell the password of kubeadmin, which stands in assets/auth/kubeadmin-password and in no log.");
    script.line("./openshift-install create cluster --dir assets --log-level debug 2>&1 |\n  sed -u 's/password: .*/password: (see assets\\/auth\\/kubeadmin-password)/'");
    let floating = cluster.vips.ingress_floating_ip.filter(|_| is_before(cluster, (4, 6)));
    if let Some(address) = floating {
        let suffix = quote(&format!("^{}-.*-ingress-port$", cluster.name));
        script.why("The installer reserves a port for the router's virtual address and leaves its floating IP to the user.");
        script.line(format!("port=\"$(openstack port list -f value -c Name | grep -E {suffix})\""));
        script.line(format!("openstack floating ip set --port \"$port\" {address}"));
    }
    vec![File::script(place, format!("{folder}/install.sh"), &script)]
}
