use std::fmt::Write as _;

use crate::{
    figures::figures,
    model::{Cluster, Ignition, Kind},
    render::{File, Given, Make, Place, Renderer, file::comment},
};

use super::published_root;

pub const RENDERER: Renderer = Renderer::new(
    "machines/MACHINE/etc/nginx/conf.d/CLUSTER-ignition.conf",
    "the web server of the nodes' first configuration and image: what is published and nothing else, and never what lies in auth/",
    "nginx.org/en/docs/http/ngx_http_core_module.html",
    Make::Openshift(files),
);

fn files(given: &Given<'_>, cluster: &Cluster) -> Vec<File> {
    let Some(ignition) = &cluster.ignition else { return Vec::new() };
    let port = ignition.port.unwrap_or(figures().openshift.ignition_port.value);
    let mut out = comment(&given.about("Serves ignition files.", Kind::Clusters, cluster));
    let tls = if ignition.tls { " ssl" } else { "" };
    let _ = write!(out, "server {{\n    listen {port}{tls};\n    root {};\n", published_root(cluster));
    if ignition.tls {
        let _ = write!(
            out,
            "    ssl_certificate /etc/nginx/{0}-ignition.crt;\n    ssl_certificate_key /etc/nginx/{0}-ignition.key;\n",
            cluster.name
        );
    }
    out += "\n    location / {\n        return 404;\n    }\n";
    for path in published(ignition) {
        if is_secret(&path) {
            let _ = write!(out, "\n    # Not published, though the lab lists it: {path} lets whoever reads it into the cluster.\n");
        } else {
            let _ = write!(out, "\n    location = \"/{path}\" {{\n    }}\n");
        }
    }
    out += "}\n";
    vec![File::text(Place::Machine(ignition.machine.clone()), format!("/etc/nginx/conf.d/{}-ignition.conf", cluster.name), out)]
}

/// The paths that nodes ask for: those of the lab, otherwise the three files of ignition and the image.
pub fn published(ignition: &Ignition) -> Vec<String> {
    let is_fine =
        |path: &str| !path.is_empty() && !path.contains("..") && path.chars().all(|c| c.is_ascii_alphanumeric() || "-._/+".contains(c));
    let mut paths: Vec<String> = ignition.published.iter().map(|path| path.trim_start_matches('/').to_owned()).collect();
    if paths.is_empty() {
        paths.extend(["bootstrap", "master", "worker"].map(|role| format!("ignition/{role}.ign")));
        let image = ignition.image_url.as_ref().and_then(|url| url.split_once("://")?.1.split_once('/'));
        paths.extend(image.map(|(_, path)| path.to_owned()));
    }
    paths.retain(|path| is_fine(path));
    paths
}

/// What openshift-install leaves beside the ignition files and nobody else may have.
fn is_secret(path: &str) -> bool {
    path.split('/').any(|part| part == "auth" || part.contains("kubeconfig") || part.contains("kubeadmin"))
}
