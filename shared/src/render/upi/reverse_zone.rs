use std::collections::BTreeMap;

use crate::{
    model::{Cluster, Kind},
    render::{File, Given, Make, Place, Renderer},
};

use super::records::{Zone, reverse_name};

pub const RENDERER: Renderer = Renderer::new(
    "machines/MACHINE/etc/coredns/db.ZONE",
    "the names of the cluster's addresses (PTR), a zone for each /24 or /64",
    "RFC 1035 section 3.5; RFC 3596 section 2.5",
    Make::Openshift(files),
);

fn files(given: &Given<'_>, cluster: &Cluster) -> Vec<File> {
    let Some(zone) = Zone::of(cluster) else { return Vec::new() };
    let about = given.about("Names of addresses.", Kind::Clusters, cluster);
    let file = |(name, mut lines): (String, Vec<String>)| {
        lines.splice(0..0, zone.head(given).into_iter().take(1));
        let content = zone.file(given, &about, &name, &lines);
        File::text(Place::Machine(zone.server.clone()), format!("/etc/coredns/db.{name}"), content)
    };
    zones(given, &zone).into_iter().map(file).collect()
}

/// The zones with their records.
pub fn zones(given: &Given<'_>, zone: &Zone<'_>) -> BTreeMap<String, Vec<String>> {
    let mut zones: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (address, name) in zone.reverse(given) {
        let (of, own) = reverse_name(address);
        zones.entry(of).or_default().push(format!("{own} IN PTR {name}."));
    }
    zones
}
