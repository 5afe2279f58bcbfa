//! Nodes that a cluster makes before it takes old ones away.

use crate::{
    figures::figures,
    model::{Cluster, Distribution, Installer},
};

use super::guests::Part;

/// How many nodes of a part a rolling update makes beyond those that there are.
///
/// Cluster API replaces control plane and workers. OpenShift replaces only its control plane, when the configuration of its machines changes:
/// releases are updated on the nodes that there are, and a machine set leaves the machines that it has made as they are.
pub fn surge(cluster: &Cluster, part: Part) -> u32 {
    let figures = figures();
    let (openshift, cluster_api) = (&figures.openshift, &figures.cluster_api);
    let has_set = || cluster.version.as_ref().is_some_and(|version| version.minor() >= openshift.control_plane_set_since.value.minor());
    match (cluster.installer, part) {
        (Installer::Magnum, Part::ControlPlane) => cluster_api.control_plane_surge.value,
        (Installer::Magnum, Part::Worker) => cluster_api.worker_surge.value,
        (Installer::Ipi, Part::ControlPlane) if cluster.distribution != Distribution::Kubernetes && has_set() => {
            openshift.control_plane_surge.value
        }
        _ => 0,
    }
}
