use serde_json::{Map, json};

use crate::{
    figures::figures,
    model::{Cluster, Kind, Mirror, Tls},
    render::{File, Given, Make, Place, Renderer},
};

pub const RENDERER: Renderer = Renderer::new(
    "machines/MACHINE/etc/registry/config.yml",
    "the registry that stands in for the public ones: port, certificate, who may read",
    "distribution/distribution, docs/content/about/configuration.md",
    Make::Openshift(files),
);

/// Where certificate, key and users of the registry lie on its machine.
pub const FOLDER: &str = "/etc/registry";

fn files(given: &Given<'_>, cluster: &Cluster) -> Vec<File> {
    let Some((mirror, machine)) = own(cluster) else { return Vec::new() };
    let mut http = Map::new();
    http.insert("addr".to_owned(), format!(":{}", port(mirror)).into());
    if has_tls(mirror) {
        http.insert("tls".to_owned(), json!({ "certificate": format!("{FOLDER}/registry.crt"), "key": format!("{FOLDER}/registry.key") }));
    }
    let mut value = json!({
        "version": 0.1,
        "storage": { "filesystem": { "rootdirectory": "/var/lib/registry" }, "delete": { "enabled": true } },
        "http": http,
    });
    if mirror.password.is_some() {
        value["auth"] = json!({ "htpasswd": { "realm": mirror.host, "path": format!("{FOLDER}/htpasswd") } });
    }
    let about = given.about("The registry.", Kind::Clusters, cluster);
    vec![File::yaml(Place::Machine(machine.clone()), format!("{FOLDER}/config.yml"), &about, &value)]
}

/// The registry that runs on a machine of the lab.
pub fn own(cluster: &Cluster) -> Option<(&Mirror, &crate::value::Name)> {
    let mirror = cluster.mirror.as_ref()?;
    Some((mirror, mirror.machine.as_ref()?))
}

pub fn port(mirror: &Mirror) -> u16 {
    mirror.port.unwrap_or(figures().openshift.registry_port.value)
}

/// Whether it speaks TLS; where that is not known it does, since clients ask for it unless told otherwise.
pub fn has_tls(mirror: &Mirror) -> bool {
    mirror.tls != Some(Tls::None)
}
