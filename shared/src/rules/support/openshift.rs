//! OpenShift clusters that the installer builds in clouds, as several rules need them.

use crate::{
    model::{Cloud, Cluster, Distribution, Installer, Project},
    rules::{Context, support::inside::cloud_of},
};

/// The clusters that OpenShift's installer builds in a project, with project and cloud.
pub fn on_clouds<'a>(cx: &Context<'a>) -> impl Iterator<Item = (&'a Cluster, &'a Project, &'a Cloud)> {
    let built =
        cx.each(&cx.lab.clusters).filter(|cluster| cluster.installer == Installer::Ipi && cluster.distribution != Distribution::Kubernetes);
    built.filter_map(|cluster| {
        let project = *cx.index.projects.get(cluster.project.as_ref()?.as_str())?;
        Some((cluster, project, cloud_of(cx, project)?))
    })
}
