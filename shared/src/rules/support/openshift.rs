//! OpenShift clusters that the installer builds in clouds, as several rules need them.

use crate::{
    capacity::demand::has_service,
    figures::figures,
    model::{Cloud, Cluster, Distribution, Installer, Project, Service},
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

/// The clusters of [`on_clouds`] whose cloud is known to have none of the services; of those whose bootstrap reads its ignition from Swift, or of
/// the others.
pub fn without<'a>(cx: &Context<'a>, services: &[Service], from_swift: bool) -> impl Iterator<Item = (&'a Cluster, &'a Cloud)> {
    let known = &figures().openshift_on_openstack;
    let is_meant = move |cluster: &Cluster| known.reads_from_swift(cluster.version.as_ref()) == from_swift;
    on_clouds(cx)
        .filter(move |(cluster, _, cloud)| is_meant(cluster) && services.iter().all(|service| has_service(cloud, *service) == Some(false)))
        .map(|(cluster, _, cloud)| (cluster, cloud))
}
