//! What a cluster's DNS answers, as several rules need it.

use std::{
    collections::{BTreeMap, BTreeSet},
    net::IpAddr,
};

use crate::model::{Cluster, DnsRecord, DnsRecordKind};

use super::cluster::{domain, is_openshift};

/// The records of a cluster by their names in full.
pub struct Zone<'a> {
    /// The zone's name.
    pub name: String,
    /// The domain of the cluster's names.
    pub domain: String,
    hosts_file: bool,
    records: BTreeMap<String, Vec<&'a DnsRecord>>,
}

/// What a question is answered with.
#[derive(Debug, PartialEq, Eq)]
pub enum Answer {
    /// There is no such name.
    Nothing,
    /// These addresses; none where the records have no good address.
    Addresses(Vec<IpAddr>),
    /// A name leads out of the zone, or round in a circle.
    Elsewhere,
}

impl<'a> Zone<'a> {
    /// `None` where the lab says nothing of names, where the cluster has no domain, and where the zone is another one than the cluster's names stand in.
    pub fn of(cluster: &'a Cluster) -> Option<Self> {
        let zone = Zone::any(cluster)?;
        zone.holds(&zone.domain).then_some(zone)
    }

    /// The same, whatever zone it is.
    pub fn any(cluster: &'a Cluster) -> Option<Self> {
        let dns = &cluster.dns;
        if !is_openshift(cluster) || (dns.server.is_none() && dns.records.is_empty()) {
            return None;
        }
        let domain = domain(cluster)?;
        let name = dns.domain.as_ref().or(cluster.base_domain.as_ref())?.as_str().trim_end_matches('.').to_lowercase();
        let mut records: BTreeMap<String, Vec<&DnsRecord>> = BTreeMap::new();
        for record in &dns.records {
            records.entry(in_full(&record.name, &name)).or_default().push(record);
        }
        Some(Zone { name, domain, hosts_file: dns.hosts_file, records })
    }

    /// Whether a name stands in the zone.
    pub fn holds(&self, name: &str) -> bool {
        name == self.name || name.strip_suffix(self.name.as_str()).is_some_and(|rest| rest.ends_with('.'))
    }

    /// A name of the cluster's: `api` becomes `api.okd.example`.
    pub fn of_cluster(&self, name: &str) -> String {
        format!("{name}.{}", self.domain)
    }

    /// How a name in full is written in the zone.
    pub fn relative(&self, name: &str) -> String {
        match name.strip_suffix(self.name.as_str()).and_then(|rest| rest.strip_suffix('.')) {
            Some(short) => short.to_owned(),
            None => format!("{name}."),
        }
    }

    /// The records of exactly that name.
    pub fn at(&self, name: &str) -> &[&'a DnsRecord] {
        self.records.get(name).map_or(&[], Vec::as_slice)
    }

    /// The name in full that a record leads to: one with dots stands in full already.
    pub fn target(&self, target: &str) -> String {
        let target = target.trim().trim_end_matches('.').to_lowercase();
        if target.contains('.') { target } else { in_full(&target, &self.name) }
    }

    /// Every name with its records.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &[&'a DnsRecord])> {
        self.records.iter().map(|(name, records)| (name.as_str(), records.as_slice()))
    }

    /// What a question for an address is answered with.
    pub fn answer(&self, name: &str) -> Answer {
        let mut name = name.to_owned();
        let mut asked = BTreeSet::new();
        loop {
            let records = self.found(&name);
            let own = |record: &&&DnsRecord| matches!(record.kind, DnsRecordKind::A | DnsRecordKind::Aaaa);
            if records.iter().any(|record| own(&record)) {
                return Answer::Addresses(records.iter().filter(own).filter_map(|record| record.address).collect());
            }
            let Some(alias) = records.iter().find(|record| record.kind == DnsRecordKind::Cname) else {
                return if asked.is_empty() { Answer::Nothing } else { Answer::Elsewhere };
            };
            let Some(target) = &alias.target else { return Answer::Elsewhere };
            let target = self.target(target);
            if !asked.insert(name) || !self.holds(&target) {
                return Answer::Elsewhere;
            }
            name = target;
        }
    }

    /// The records of the name, otherwise of the wildcard that stands for it (RFC 4592).
    fn found(&self, name: &str) -> &[&'a DnsRecord] {
        let exact = self.at(name);
        if !exact.is_empty() || self.hosts_file {
            return exact;
        }
        let mut above = name;
        while let Some((_, parent)) = above.split_once('.') {
            let wildcard = self.at(&format!("*.{parent}"));
            if !wildcard.is_empty() {
                return wildcard;
            }
            if self.records.contains_key(parent) {
                break;
            }
            above = parent;
        }
        &[]
    }
}

/// Whether a record's path in the cluster leads to it and to no other.
pub fn is_alone(cluster: &Cluster, record: &DnsRecord) -> bool {
    !record.name.contains(']') && cluster.dns.records.iter().filter(|other| other.name == record.name).count() == 1
}

/// A record's name in full.
pub fn in_full(name: &str, zone: &str) -> String {
    let name = name.trim().to_lowercase();
    match name.strip_suffix('.') {
        Some(absolute) => absolute.to_owned(),
        None if name.is_empty() || name == "@" => zone.to_owned(),
        None => format!("{name}.{zone}"),
    }
}
