use serde_json::{Map, Value, json};

use crate::{figures::figures, model::Cluster};

use super::is_before;

/// `networking`; what the lab leaves out is the installer's own default.
pub fn networking(cluster: &Cluster) -> Value {
    let networks = &cluster.networks;
    let figures = &figures().openshift;
    let mut value = Map::new();
    let mut set = |key: &str, part: Value| drop(value.insert(key.to_owned(), part));
    let pods: Vec<Value> = match networks.cluster.as_slice() {
        [] => vec![json!({ "cidr": figures.pod_network.value, "hostPrefix": figures.ipv4_host_prefix.value })],
        given => given.iter().map(|pods| json!({ "cidr": pods.cidr, "hostPrefix": pods.host_prefix })).collect(),
    };
    set("clusterNetwork", pods.into());
    if let Some(machines) = networks.machine {
        // The list is 4.4's; before that there was one prefix.
        if is_before(cluster, (4, 4)) {
            set("machineCIDR", json!(machines));
        } else {
            set("machineNetwork", json!([{ "cidr": machines }]));
        }
    }
    if let Some(plugin) = networks.plugin {
        set("networkType", plugin.as_str().into());
    }
    let services = match networks.service.as_slice() {
        [] => json!([figures.service_network.value]),
        given => json!(given),
    };
    set("serviceNetwork", services);
    value.into()
}
