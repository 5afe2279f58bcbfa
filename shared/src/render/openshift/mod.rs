//! What OpenShift's installer is given.

mod hosts;
mod install;
mod install_config;
mod networking;
mod platform;

use super::Renderer;
use crate::{model::Cluster, value::Version};

pub const ALL: &[Renderer] = &[install_config::RENDERER, install::RENDERER, hosts::RENDERER];

/// Whether the cluster's release is known to be earlier than that one: the schema of today is what a cluster without a release gets.
fn is_before(cluster: &Cluster, release: (u32, u32)) -> bool {
    cluster.version.as_ref().map(Version::minor).is_some_and(|own| own < release)
}
