use serde_json::{Map, Value, json};

use crate::{
    model::{Cluster, Installer, Kind, Mirror, NodePool},
    render::{File, Given, Make, Renderer},
};

use super::{is_before, networking, platform};

pub const RENDERER: Renderer = Renderer::new(
    "…/install-config.yaml",
    "what openshift-install makes the cluster from, in the schema of its release; on the machine that the installer runs on. The installer consumes it",
    "openshift/installer, docs/user/customization.md, pkg/types/installconfig.go, pkg/types/openstack/platform.go",
    Make::Openshift(files),
);

fn files(given: &Given<'_>, cluster: &Cluster) -> Vec<File> {
    let Some(base_domain) = &cluster.base_domain else { return Vec::new() };
    let mut config = Map::new();
    let mut set = |key: &str, value: Option<Value>| drop(value.map(|value| config.insert(key.to_owned(), value)));
    set("apiVersion", Some("v1".into()));
    set("baseDomain", Some(base_domain.as_str().trim_end_matches('.').into()));
    set("compute", Some(json!([pool(cluster, "worker", &cluster.workers)])));
    set("controlPlane", Some(pool(cluster, "master", &cluster.control_plane)));
    set("metadata", Some(json!({ "name": cluster.name })));
    set("networking", Some(networking::networking(cluster)));
    set("platform", Some(platform::platform(given, cluster)));
    set("bootstrapInPlace", in_place(given, cluster));
    // 4.3 has it first.
    set("fips", (!is_before(cluster, (4, 3))).then(|| cluster.fips.into()));
    set("proxy", cluster.proxy.as_ref().map(proxy));
    if let Some(mirror) = &cluster.mirror {
        let key = if is_before(cluster, (4, 14)) { "imageContentSources" } else { "imageDigestSources" };
        set(key, sources(mirror));
    }
    set("pullSecret", cluster.pull_secret.as_ref().map(|secret| secret.placeholder().into()));
    set("sshKey", cluster.ssh_key.as_ref().map(|key| json!(key)));
    set("additionalTrustBundle", cluster.additional_trust_bundle.as_ref().map(|bundle| json!(bundle)));
    let (place, folder) = given.desk(cluster);
    let about = given.about("The cluster.", Kind::Clusters, cluster);
    vec![File::yaml(place, format!("{}/install-config.yaml", folder.trim_end_matches('/')), &about, &config.into())]
}

fn pool(cluster: &Cluster, name: &str, pool: &NodePool) -> Value {
    let mut value = json!({ "name": name, "hyperthreading": "Enabled", "platform": platform::of_pool(cluster, pool) });
    // Listed nodes of user-provisioned clusters are no replicas: they are added by hand.
    if let Some(replicas) = pool.replicas.or(pool.count()) {
        value["replicas"] = replicas.into();
    }
    value
}

/// Where a single node installs itself to (openshift/installer, pkg/types/installconfig.go, BootstrapInPlace).
fn in_place(given: &Given<'_>, cluster: &Cluster) -> Option<Value> {
    if cluster.installer != Installer::SingleNode {
        return None;
    }
    let machine = given.machine(cluster.control_plane.nodes.first()?.machine.as_ref()?)?;
    Some(json!({ "installationDisk": format!("/dev/{}", machine.disks.first()?.name) }))
}

fn proxy(proxy: &crate::model::Proxy) -> Value {
    let parts = [("httpProxy", &proxy.http), ("httpsProxy", &proxy.https), ("noProxy", &proxy.no_proxy)];
    parts.into_iter().filter_map(|(key, value)| Some((key.to_owned(), json!(value.as_ref()?)))).collect::<Map<_, _>>().into()
}

/// The registry that stands in for others.
fn sources(mirror: &Mirror) -> Option<Value> {
    let own = match &mirror.repository {
        Some(repository) => format!("{}/{repository}", registry(mirror)),
        None => registry(mirror),
    };
    let sources = mirror.sources.iter().chain(&mirror.digest_sources);
    let list: Vec<Value> = sources.map(|source| json!({ "mirrors": [own], "source": source })).collect();
    (!list.is_empty()).then(|| list.into())
}

/// A registry's name and port.
fn registry(mirror: &Mirror) -> String {
    let port = mirror.port.unwrap_or(crate::figures::figures().openshift.registry_port.value);
    format!("{}:{port}", mirror.host)
}
