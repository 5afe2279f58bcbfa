use serde_json::{Map, Value, json};

use crate::{
    model::{Cloud, Cluster, NodePool},
    render::{Given, text},
};

use super::is_before;

/// `platform`: the cloud that the cluster's project is in, otherwise none.
pub fn platform(given: &Given<'_>, cluster: &Cluster) -> Value {
    match cloud(given, cluster) {
        Some(cloud) => json!({ "openstack": openstack(cluster, cloud) }),
        None => json!({ "none": {} }),
    }
}

fn cloud<'a>(given: &Given<'a>, cluster: &Cluster) -> Option<&'a Cloud> {
    let project = given.lab.projects.get(cluster.project.as_ref()?.as_str())?;
    given.lab.clouds.get(project.cloud.as_str())
}

/// openshift/installer, pkg/types/openstack/platform.go: what is deprecated there stands where its release needs it.
fn openstack(cluster: &Cluster, cloud: &Cloud) -> Value {
    let before = |release| is_before(cluster, release);
    let mut value = Map::new();
    let mut set = |key: &str, part: Option<Value>| drop(part.map(|part| value.insert(key.to_owned(), part)));
    let vips = &cluster.vips;
    let flavor = cluster.control_plane.flavor.as_ref();
    set("cloud", Some(json!(cloud.name)));
    if before((4, 8)) {
        set("computeFlavor", flavor.map(|flavor| json!(flavor)));
    }
    set("externalNetwork", cluster.external_network.as_ref().map(|network| json!(network)));
    let api = vips.api_floating_ip.map(|address| json!(address));
    if before((4, 6)) {
        set("lbFloatingIP", api);
        // Texts, not truth values.
        let yes = |is_yes: bool| json!(if is_yes { "1" } else { "0" });
        set("octaviaSupport", Some(yes(cluster.octavia)));
        set("region", Some(crate::render::project_region(cloud)));
        set("trunkSupport", Some(yes(cluster.trunk)));
    } else {
        set("apiFloatingIP", api);
        set("ingressFloatingIP", vips.ingress_floating_ip.map(|address| json!(address)));
        let is_one = before((4, 12));
        let own = |addresses: &[std::net::IpAddr]| match addresses {
            [] => None,
            [first, ..] if is_one => Some(json!(first)),
            all => Some(json!(all)),
        };
        set(if is_one { "apiVIP" } else { "apiVIPs" }, own(&vips.api));
        set(if is_one { "ingressVIP" } else { "ingressVIPs" }, own(&vips.ingress));
        // Up to 4.13 the subnet is named by its identifier, which nobody knows before it is made.
        if let Some(subnet) = cluster.networks.subnet.as_ref().filter(|_| !before((4, 14))) {
            set("controlPlanePort", Some(json!({ "fixedIPs": [{ "subnet": { "name": subnet } }] })));
        }
    }
    set("externalDNS", (!cluster.networks.external_dns.is_empty()).then(|| json!(cluster.networks.external_dns)));
    // The installer brings its own image unless it is told of another; 4.2 finds the project's by its name `rhcos`.
    let image = cluster.control_plane.image.as_ref().filter(|_| !before((4, 3)));
    set("clusterOSImage", image.map(|image| json!(image)));
    value.into()
}

/// The type that Cinder has from Train on where nobody made one (openstack/cinder, cinder/volume/volume_types.py).
const DEFAULT_VOLUME_TYPE: &str = "__DEFAULT__";

/// `platform` of a pool of nodes. Up to 4.7 the size is the platform's, and a pool says it only where its own differs.
pub fn of_pool(cluster: &Cluster, pool: &NodePool) -> Value {
    if cluster.project.is_none() {
        return json!({});
    }
    let mut value = Map::new();
    let mut set = |key: &str, part: Option<Value>| drop(part.map(|part| value.insert(key.to_owned(), part)));
    let is_said = is_before(cluster, (4, 8)) && pool.flavor == cluster.control_plane.flavor;
    set("type", pool.flavor.as_ref().filter(|_| !is_said).map(|flavor| json!(flavor)));
    let volume = pool.root_volume.map(|size| {
        let mut volume = json!({ "size": text::gib(size) });
        // The installer insists on a type; from 4.14 on they may be several.
        let kind = pool.volume_type.as_ref().map_or(DEFAULT_VOLUME_TYPE, |kind| kind.as_str());
        if is_before(cluster, (4, 14)) {
            volume["type"] = kind.into();
        } else {
            volume["types"] = json!([kind]);
        }
        if let Some(zone) = &pool.volume_zone {
            volume["zones"] = json!([zone]);
        }
        volume
    });
    set("rootVolume", volume);
    set("zones", (!pool.zones.is_empty()).then(|| json!(pool.zones)));
    set("serverGroupPolicy", pool.server_group_policy.map(|policy| policy.as_str().into()));
    if value.is_empty() { json!({}) } else { json!({ "openstack": value }) }
}
