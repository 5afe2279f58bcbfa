//! How large packets may be, from the wire to the pods.

use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    diagnostic::Subject,
    model::{Cloud, Cluster, Keyed, Kind, Project, RecordRef, parts::parts},
};

use super::super::{
    Mtu, Topology,
    mtu::{believed, overhead, overlay_name, pods_take},
};

/// A place at which a packet's size is set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Place {
    /// How it is called: `lan`, `tenant networks of overcloud`, `pods of ocp`.
    pub name: String,
    /// The field that sets it.
    pub subject: Subject,
    /// The MTU in force; absent where it is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mtu: Option<u32>,
    /// Whether the lab gives it; otherwise it follows from a default or from what is below.
    pub given: bool,
    /// The largest that fits what is below; absent where nothing known is below.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub largest: Option<u32>,
    /// What is below, and what sets its MTU.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub below: Option<String>,
    /// What is put around each packet on the way down.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub takes: Option<Takes>,
}

/// What a tunnel puts around each packet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Takes {
    /// `VXLAN over IPv4`.
    pub what: String,
    pub bytes: u32,
}

impl Place {
    fn new(name: String, subject: Subject, given: Option<u32>) -> Place {
        Place { name, subject, mtu: given, given: given.is_some(), largest: None, below: None, takes: None }
    }

    /// On top of something, through a tunnel or not. What nobody gave is what fits.
    fn on(mut self, below: Option<Mtu<'_>>, takes: Option<Takes>) -> Place {
        if let Some(below) = below {
            self.largest = Some(below.bytes.saturating_sub(takes.as_ref().map_or(0, |takes| takes.bytes)));
            self.below = Some(format!("{} ({})", below.bytes, below.set_by));
        }
        self.takes = takes;
        self
    }

    /// What is in force where the lab gives nothing.
    fn otherwise(mut self, mtu: Option<u32>) -> Place {
        self.mtu = self.mtu.or(mtu);
        self
    }

    /// Whether packets are larger than what is below carries.
    pub fn is_exceeded(&self) -> bool {
        matches!((self.mtu, self.largest), (Some(mtu), Some(largest)) if mtu > largest)
    }
}

pub(super) fn places(topology: &Topology<'_>) -> Vec<Place> {
    let lab = topology.lab;
    let mut places = Vec::new();
    for network in lab.networks.iter() {
        let subject = Subject::field(RecordRef::new(Kind::Networks, network.id()), "mtu");
        places.push(Place::new(network.name.to_string(), subject, network.mtu).otherwise(topology.wire(network).map(|wire| wire.bytes)));
    }
    for cloud in lab.clouds.iter() {
        of_cloud(topology, cloud, &mut places);
    }
    for project in lab.projects.iter() {
        of_project(topology, project, &mut places);
    }
    places.extend(lab.clusters.iter().map(|cluster| of_cluster(topology, cluster)));
    places
}

fn of_cloud<'a>(topology: &Topology<'a>, cloud: &'a Cloud, places: &mut Vec<Place>) {
    let at = |field: String| Subject::field(RecordRef::new(Kind::Clouds, cloud.id()), field);
    if let Some(director) = cloud.deployment.director() {
        let machine = topology.named_machine(director.machine.as_str());
        let port = machine.and_then(|machine| machine.ports.iter().find(|port| port.name == director.local_interface));
        let network = port.and_then(|port| topology.named_network(port.network.as_ref()?.as_str()));
        let place = Place::new(format!("director of {}", cloud.name), at("deployment.director.localMtu".to_owned()), director.local_mtu);
        let below = network.and_then(|network| topology.wire(network));
        places.push(place.on(below, None).otherwise(below.map(|below| below.bytes)));
    }
    for plane in parts(&cloud.planes) {
        let below = topology.carriers(cloud, plane).into_iter().filter_map(|network| topology.wire(network)).min_by_key(|wire| wire.bytes);
        let place = Place::new(format!("{} of {}", plane.name, cloud.name), at(format!("planes[{}].mtu", plane.name)), plane.mtu);
        places.push(place.on(below, None).otherwise(below.map(|below| below.bytes)));
    }
    for external in parts(&cloud.external_networks) {
        let network = external.network.as_ref().and_then(|name| topology.named_network(name.as_str()));
        let below = network.and_then(|network| topology.wire(network));
        let subject = at(format!("externalNetworks[{}].mtu", external.name));
        let place = Place::new(format!("{} of {}", external.name, cloud.name), subject, external.mtu);
        places.push(place.on(below, None).otherwise(cloud.networking.physical_mtu));
    }
    let subject = at("networking.physicalMtu".to_owned());
    let place = Place::new(format!("underlay that {} reckons with", cloud.name), subject, cloud.networking.physical_mtu);
    places.push(place.on(topology.tunnel_mtu(cloud), None).otherwise(Some(believed(cloud))));
}

fn of_project<'a>(topology: &Topology<'a>, project: &'a Project, places: &mut Vec<Place>) {
    let cloud = topology.lab.clouds.iter().find(|cloud| cloud.name == project.cloud);
    for network in parts(&project.networks) {
        let subject = Subject::field(RecordRef::new(Kind::Projects, project.id()), format!("networks[{}].mtu", network.name));
        let place = Place::new(format!("{} of {}", network.name, project.name), subject, network.mtu);
        let Some(cloud) = cloud else {
            places.push(place);
            continue;
        };
        let takes = Takes { what: overlay_name(cloud), bytes: overhead(cloud) };
        let mut place = place.on(topology.tunnel_mtu(cloud), Some(takes));
        // Neutron allows no more than what it takes for the underlay leaves.
        let allowed = topology.neutron_limit(cloud);
        if place.largest.is_none_or(|largest| allowed.bytes < largest) {
            place.largest = Some(allowed.bytes);
            place.below = Some(format!("{} ({})", believed(cloud), allowed.set_by));
        }
        places.push(place.otherwise(topology.tenant_mtu(project, network).map(|mtu| mtu.bytes)));
    }
}

fn of_cluster<'a>(topology: &Topology<'a>, cluster: &'a Cluster) -> Place {
    let subject = Subject::field(RecordRef::new(Kind::Clusters, cluster.id()), "networks.mtu");
    let place = Place::new(format!("pods of {}", cluster.name), subject, cluster.networks.mtu);
    let takes = pods_take(cluster).map(|(who, bytes)| Takes { what: who.to_owned(), bytes });
    let told = topology.node_mtu(cluster);
    // OpenShift takes the pods' MTU from the nodes'; what other plugins do without a tunnel is not known.
    let derived =
        told.zip(takes.clone().filter(|_| cluster.networks.plugin.is_some())).map(|(node, takes)| node.bytes.saturating_sub(takes.bytes));
    place.on(topology.node_limit(cluster), takes).otherwise(derived)
}
