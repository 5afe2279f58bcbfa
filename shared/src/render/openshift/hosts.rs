use std::{collections::BTreeMap, fmt::Write as _, net::IpAddr};

use crate::{
    model::{Cluster, DnsRecordKind, Kind},
    render::{File, Given, Make, Place, Renderer, file::comment},
};

pub const RENDERER: Renderer = Renderer::new(
    "clusters/CLUSTER/hosts",
    "lines for /etc/hosts of whoever calls a cluster whose names stand in no zone",
    "hosts(5)",
    Make::Openshift(files),
);

fn files(given: &Given<'_>, cluster: &Cluster) -> Vec<File> {
    let zone = cluster.dns.domain.as_ref().or(cluster.base_domain.as_ref()).filter(|_| cluster.dns.hosts_file);
    let Some(zone) = zone.map(|zone| zone.as_str().trim_end_matches('.')) else { return Vec::new() };
    let mut names: BTreeMap<IpAddr, Vec<String>> = BTreeMap::new();
    for record in cluster.dns.records.iter().filter(|record| matches!(record.kind, DnsRecordKind::A | DnsRecordKind::Aaaa)) {
        // A hosts file knows no name that stands for many.
        let Some(address) = record.address.filter(|_| !record.name.starts_with('*')) else { continue };
        let name = record.name.trim();
        let in_full = match name.strip_suffix('.') {
            Some(full) => full.to_owned(),
            None => format!("{name}.{zone}"),
        };
        if in_full.chars().all(|c| c.is_ascii_alphanumeric() || "-._".contains(c)) {
            names.entry(address).or_default().push(in_full);
        }
    }
    let mut content = comment(&given.about("Names of the cluster.", Kind::Clusters, cluster));
    for (address, names) in &names {
        for name in names {
            let _ = writeln!(content, "{address} {name}");
        }
    }
    if names.is_empty() { Vec::new() } else { vec![File::text(Place::Cluster(cluster.name.clone()), "/hosts", content)] }
}
