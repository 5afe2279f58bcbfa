use std::fmt::Write as _;

use crate::{
    model::{Cluster, Kind},
    render::{File, Given, Make, Place, Renderer, file::comment, text},
};

use super::{records::Zone, reverse_zone};

pub const RENDERER: Renderer = Renderer::new(
    "machines/MACHINE/etc/coredns/Corefile",
    "the DNS server of a cluster: its zones, and where all else is asked",
    "coredns.io/manual; coredns.io/plugins/file, /forward, /cache",
    Make::Openshift(files),
);

fn files(given: &Given<'_>, cluster: &Cluster) -> Vec<File> {
    let Some(zone) = Zone::of(cluster) else { return Vec::new() };
    let mut out = comment(&given.about("The cluster's DNS server.", Kind::Clusters, cluster));
    let reverse = reverse_zone::zones(given, &zone);
    for name in std::iter::once(&zone.name).chain(reverse.keys()) {
        let _ = write!(out, "{name} {{\n    file /etc/coredns/db.{name}\n    errors\n    log\n}}\n\n");
    }
    let forwarders = &cluster.dns.forwarders;
    if !forwarders.is_empty() {
        let ttl = zone.ttl;
        let _ = write!(out, ". {{\n    forward . {}\n    cache {ttl}\n    errors\n}}\n", text::joined(forwarders, " "));
    }
    vec![File::text(Place::Machine(zone.server.clone()), "/etc/coredns/Corefile", out.trim_end().to_owned() + "\n")]
}
