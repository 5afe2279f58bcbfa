use crate::{
    model::{Cluster, Kind},
    render::{File, Given, Make, Place, Renderer},
};

use super::records::Zone;

pub const RENDERER: Renderer = Renderer::new(
    "machines/MACHINE/etc/coredns/db.ZONE",
    "the cluster's names, with the wildcard of its applications and etcd's SRV records",
    "RFC 1035 section 5; RFC 2782; RFC 4592; openshift/openshift-docs, modules/installation-dns-user-infra.adoc",
    Make::Openshift(files),
);

fn files(given: &Given<'_>, cluster: &Cluster) -> Vec<File> {
    let Some(zone) = Zone::of(cluster) else { return Vec::new() };
    let mut lines = zone.head(given);
    lines.extend(zone.lines());
    let about = given.about("Names of the cluster.", Kind::Clusters, cluster);
    let content = zone.file(given, &about, &zone.name, &lines);
    vec![File::text(Place::Machine(zone.server.clone()), format!("/etc/coredns/db.{}", zone.name), content)]
}
