//! Records of any kind, by kind and identity: the one place that knows which list of the lab holds which kind.

use crate::{
    model::{Keyed, Kind, Lab, Record, RecordRef, Records},
    value::Name,
};

/// Does the same for whichever list holds the kind.
macro_rules! on_list {
    ($lab:expr, $kind:expr, |$list:ident, $wrap:ident| $body:expr, single => $single:expr) => {
        match $kind {
            Kind::Parameters => {
                let ($list, $wrap) = ($lab.parameters, Record::Parameters);
                $body
            }
            Kind::Images => {
                let ($list, $wrap) = ($lab.images, Record::Images);
                $body
            }
            Kind::Pools => {
                let ($list, $wrap) = ($lab.pools, Record::Pools);
                $body
            }
            Kind::Networks => {
                let ($list, $wrap) = ($lab.networks, Record::Networks);
                $body
            }
            Kind::Machines => {
                let ($list, $wrap) = ($lab.machines, Record::Machines);
                $body
            }
            Kind::Clouds => {
                let ($list, $wrap) = ($lab.clouds, Record::Clouds);
                $body
            }
            Kind::Projects => {
                let ($list, $wrap) = ($lab.projects, Record::Projects);
                $body
            }
            Kind::Servers => {
                let ($list, $wrap) = ($lab.servers, Record::Servers);
                $body
            }
            Kind::Clusters => {
                let ($list, $wrap) = ($lab.clusters, Record::Clusters);
                $body
            }
            Kind::Scales => {
                let ($list, $wrap) = ($lab.scales, Record::Scales);
                $body
            }
            Kind::Metadata | Kind::Host | Kind::Settings => $single,
        }
    };
}

/// The lists by shared reference, so that the macro serves reading too.
struct Lists<'a> {
    parameters: &'a Records<crate::model::Parameter>,
    images: &'a Records<crate::model::Image>,
    pools: &'a Records<crate::model::Pool>,
    networks: &'a Records<crate::model::Network>,
    machines: &'a Records<crate::model::Machine>,
    clouds: &'a Records<crate::model::Cloud>,
    projects: &'a Records<crate::model::Project>,
    servers: &'a Records<crate::model::Server>,
    clusters: &'a Records<crate::model::Cluster>,
    scales: &'a Records<crate::model::Scale>,
}

fn lists(lab: &Lab) -> Lists<'_> {
    Lists {
        parameters: &lab.parameters,
        images: &lab.images,
        pools: &lab.pools,
        networks: &lab.networks,
        machines: &lab.machines,
        clouds: &lab.clouds,
        projects: &lab.projects,
        servers: &lab.servers,
        clusters: &lab.clusters,
        scales: &lab.scales,
    }
}

pub fn get(lab: &Lab, reference: &RecordRef) -> Option<Record> {
    let single = match reference.kind {
        Kind::Metadata => Some(Record::Metadata(lab.metadata.clone())),
        Kind::Host => Some(Record::Host(lab.host.clone())),
        Kind::Settings => Some(Record::Settings(lab.settings.clone())),
        _ => None,
    };
    let id = reference.id.as_ref().map(Name::as_str).unwrap_or_default();
    on_list!(lists(lab), reference.kind, |list, wrap| list.by_id(id).cloned().map(wrap), single => single)
}

pub fn references(lab: &Lab, kind: Kind) -> Vec<RecordRef> {
    on_list!(lists(lab), kind, |list, _wrap| list.iter().map(|record| RecordRef::new(kind, record.id())).collect(), single => vec![RecordRef::single(kind)])
}

/// Identity and name of every record of a kind that has several.
pub fn names(lab: &Lab, kind: Kind) -> Vec<(&Name, &Name)> {
    on_list!(lists(lab), kind, |list, _wrap| list.iter().map(|record| (record.id(), record.name())).collect(), single => Vec::new())
}

pub fn position(lab: &Lab, reference: &RecordRef) -> Option<usize> {
    let id = reference.id.as_ref().map(Name::as_str).unwrap_or_default();
    on_list!(lists(lab), reference.kind, |list, _wrap| list.position(id), single => Some(0))
}

pub fn count(lab: &Lab, kind: Kind) -> usize {
    on_list!(lists(lab), kind, |list, _wrap| list.len(), single => 1)
}

/// Whether a record of the kind has that name.
pub fn has_name(lab: &Lab, kind: Kind, name: &str) -> bool {
    on_list!(lists(lab), kind, |list, _wrap| list.get(name).is_some(), single => false)
}

pub fn insert(lab: &mut Lab, index: usize, record: Record) {
    match record {
        Record::Metadata(metadata) => lab.metadata = metadata,
        Record::Host(host) => lab.host = host,
        Record::Settings(settings) => lab.settings = settings,
        Record::Parameters(parameter) => lab.parameters.insert(index, parameter),
        Record::Images(image) => lab.images.insert(index, image),
        Record::Pools(pool) => lab.pools.insert(index, pool),
        Record::Networks(network) => lab.networks.insert(index, network),
        Record::Machines(machine) => lab.machines.insert(index, machine),
        Record::Clouds(cloud) => lab.clouds.insert(index, cloud),
        Record::Projects(project) => lab.projects.insert(index, project),
        Record::Servers(server) => lab.servers.insert(index, server),
        Record::Clusters(cluster) => lab.clusters.insert(index, cluster),
        Record::Scales(scale) => lab.scales.insert(index, scale),
    }
}

pub fn set(lab: &mut Lab, index: usize, record: Record) {
    match record {
        Record::Metadata(metadata) => lab.metadata = metadata,
        Record::Host(host) => lab.host = host,
        Record::Settings(settings) => lab.settings = settings,
        Record::Parameters(parameter) => lab.parameters.set(index, parameter),
        Record::Images(image) => lab.images.set(index, image),
        Record::Pools(pool) => lab.pools.set(index, pool),
        Record::Networks(network) => lab.networks.set(index, network),
        Record::Machines(machine) => lab.machines.set(index, machine),
        Record::Clouds(cloud) => lab.clouds.set(index, cloud),
        Record::Projects(project) => lab.projects.set(index, project),
        Record::Servers(server) => lab.servers.set(index, server),
        Record::Clusters(cluster) => lab.clusters.set(index, cluster),
        Record::Scales(scale) => lab.scales.set(index, scale),
    }
}

pub fn remove(lab: &mut Lab, kind: Kind, index: usize) {
    match kind {
        Kind::Parameters => lab.parameters.remove(index),
        Kind::Images => lab.images.remove(index),
        Kind::Pools => lab.pools.remove(index),
        Kind::Networks => lab.networks.remove(index),
        Kind::Machines => lab.machines.remove(index),
        Kind::Clouds => lab.clouds.remove(index),
        Kind::Projects => lab.projects.remove(index),
        Kind::Servers => lab.servers.remove(index),
        Kind::Clusters => lab.clusters.remove(index),
        Kind::Scales => lab.scales.remove(index),
        Kind::Metadata | Kind::Host | Kind::Settings => {}
    }
}
