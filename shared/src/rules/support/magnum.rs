//! Magnum's clusters, as several rules need them.

use crate::{
    model::{Cloud, Cluster, Installer, Project},
    rules::{Context, support::inside::cloud_of},
};

/// The clusters that Magnum installs, with their project and cloud.
pub fn clusters<'a>(cx: &Context<'a>) -> impl Iterator<Item = (&'a Cluster, &'a Project, &'a Cloud)> {
    cx.each(&cx.lab.clusters).filter(|cluster| cluster.installer == Installer::Magnum).filter_map(|cluster| {
        let project = *cx.index.projects.get(cluster.project.as_ref()?.as_str())?;
        Some((cluster, project, cloud_of(cx, project)?))
    })
}
