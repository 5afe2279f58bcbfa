//! What TripleO's director is given: on its own machine, in the home of `stack`.

mod ceph;
mod deploy;
mod import_nodes;
mod instackenv;
mod install;
mod network_data;
mod network_environment;
mod nic_configs;
mod node_info;
mod roles;
mod settings;
mod undercloud;

use super::{File, Place, Renderer};
use crate::{
    model::{Cloud, Director, PlanePurpose},
    render::releases,
};

pub const ALL: &[Renderer] = &[
    undercloud::RENDERER,
    install::RENDERER,
    instackenv::RENDERER,
    import_nodes::RENDERER,
    network_data::RENDERER,
    network_environment::RENDERER,
    nic_configs::RENDERER,
    node_info::RENDERER,
    ceph::RENDERER,
    settings::RENDERER,
    deploy::RENDERER,
];

/// Where `stack` lives.
const HOME: &str = "/home/stack";
/// Where tripleo-heat-templates are installed.
const TEMPLATES: &str = "/usr/share/openstack-tripleo-heat-templates";

fn place(director: &Director) -> Place {
    Place::Machine(director.machine.clone())
}

/// Whether the cloud's nodes have networks beside the provisioning network.
fn is_isolated(cloud: &Cloud) -> bool {
    cloud.planes.iter().any(|plane| plane.purpose != PlanePurpose::Control)
}

/// Whether an overcloud is deployed by Heat's templates: from Wallaby on networks and nodes are made before the stack, by other files.
fn is_by_heat(cloud: &Cloud) -> bool {
    !releases::is_after(cloud, "victoria")
}

/// Whether counts and flavors are options of the command (`--control-scale`) rather than parameters.
fn has_scale_options(cloud: &Cloud) -> bool {
    releases::is_until(cloud, "queens") && !roles::is_hyperconverged(cloud)
}

/// A YAML file of the overcloud's in `templates/`.
fn template(director: &Director, path: &str, about: &str, value: &serde_json::Value) -> File {
    File::yaml(place(director), format!("{HOME}/templates/{path}"), about, value)
}
