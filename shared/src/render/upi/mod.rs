//! What stands around a cluster whose infrastructure the user provides: balancer, names, web server, registry, and how nodes start.

mod complete;
mod corefile;
mod haproxy;
mod kernel_arguments;
mod nginx;
mod nodes;
mod prepare;
mod records;
mod registry;
mod registry_config;
mod release_mirror;
mod reverse_zone;
mod zone;

use super::{File, Place, Renderer};
use crate::{
    model::{Cluster, Installer},
    render::Given,
};

pub const ALL: &[Renderer] = &[
    haproxy::RENDERER,
    corefile::RENDERER,
    zone::RENDERER,
    reverse_zone::RENDERER,
    nginx::RENDERER,
    registry_config::RENDERER,
    registry::RENDERER,
    release_mirror::RENDERER,
    kernel_arguments::RENDERER,
    prepare::RENDERER,
    complete::RENDERER,
];

/// Where nginx finds what it publishes for a cluster.
fn published_root(cluster: &Cluster) -> String {
    format!("/var/www/{}", cluster.name)
}

/// Whether the user's hands bring the cluster's machines up.
fn is_by_hand(cluster: &Cluster) -> bool {
    cluster.installer == Installer::Upi
}

/// A script in the folder that the cluster's installer runs in.
fn script(given: &Given<'_>, cluster: &Cluster, name: &str, script: &super::script::Script) -> File {
    let (place, folder): (Place, String) = given.desk(cluster);
    File::script(place, format!("{}/{name}", folder.trim_end_matches('/')), script)
}
