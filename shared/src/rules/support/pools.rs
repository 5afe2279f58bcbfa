//! The pools of nodes of clusters that are servers of a cloud, as several rules need them.

use crate::{
    capacity::guests::flavor,
    figures::{Least, figures},
    model::{Cluster, Distribution, Flavor, NodePool, RecordRef},
    rules::{Context, support::edit::Located, support::inside::cloud_of},
};

/// A pool of nodes that an installer makes in a project.
pub struct Pool<'a> {
    pub cluster: &'a Cluster,
    /// The field of the cluster.
    pub field: &'static str,
    /// What its nodes are, in a sentence.
    pub what: &'static str,
    pub pool: &'a NodePool,
    /// Where the flavor stands, and the flavor, if project or cloud has it.
    pub flavor: Option<(RecordRef, &'a Flavor)>,
    /// The least that OpenShift's installer takes.
    pub least: &'static Least,
}

/// The pools with nodes of all clusters in projects.
pub fn pools<'a>(cx: &Context<'a>) -> impl Iterator<Item = Pool<'a>> {
    cx.each(&cx.lab.clusters).flat_map(move |cluster| {
        let project = cluster.project.as_ref().and_then(|name| cx.index.projects.get(name.as_str()).copied());
        let openshift = &figures().openshift_on_openstack;
        let pools = [
            ("controlPlane", "the control plane", &cluster.control_plane, &openshift.control_plane_flavor),
            ("workers", "the workers", &cluster.workers, &openshift.worker_flavor),
        ];
        pools.into_iter().filter(|(_, _, pool, _)| pool.asked() > 0).filter_map(move |(field, what, pool, least)| {
            let project = project?;
            let cloud = cloud_of(cx, project);
            let found = pool.flavor.as_ref().and_then(|name| flavor(project, cloud, name.as_str()));
            let flavor = found.and_then(|flavor| {
                let is_own = project.flavors.iter().any(|own| own.name == flavor.name);
                Some((if is_own { project.reference() } else { cloud?.reference() }, flavor))
            });
            Some(Pool { cluster, field, what, pool, flavor, least })
        })
    })
}

impl Pool<'_> {
    /// Whether it is a pool of OpenShift or OKD.
    pub fn is_openshift(&self) -> bool {
        matches!(self.cluster.distribution, Distribution::Openshift | Distribution::Okd)
    }
}
