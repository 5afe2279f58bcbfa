//! The records of a cluster's names, as zone files have them.

use std::{collections::BTreeMap, net::IpAddr};

use crate::{
    figures::figures,
    model::{Cluster, DnsRecord, DnsRecordKind, Machine},
    render::Given,
    value::{Name, Sha256},
};

/// The zone that a cluster's own DNS server answers for.
pub struct Zone<'a> {
    pub server: &'a Name,
    /// Without its last dot.
    pub name: String,
    /// Seconds.
    pub ttl: u32,
    cluster: &'a Cluster,
}

/// Where the lab gives none: a day, RFC 1912 section 2.2.
const DEFAULT_TTL: u32 = 86_400;

impl<'a> Zone<'a> {
    pub fn of(cluster: &'a Cluster) -> Option<Zone<'a>> {
        let dns = &cluster.dns;
        let server = dns.server.as_ref().filter(|_| !dns.hosts_file && !dns.records.is_empty())?;
        let name = dns.domain.as_ref().or(cluster.base_domain.as_ref())?.as_str().trim_end_matches('.').to_lowercase();
        Some(Zone { server, name, ttl: dns.ttl.unwrap_or(DEFAULT_TTL), cluster })
    }

    /// The name of the server that answers, and whether a record says so already: the machine's own name, or the first of its address.
    fn host(&self, given: &Given<'_>) -> (String, bool) {
        let address = given.machine(self.server).and_then(|machine| given.address(machine));
        let names = address.map(|address| self.names_of(address)).unwrap_or_default();
        let own = self.in_full(self.server.as_str());
        if names.contains(&own) {
            return (own, true);
        }
        match names.into_iter().find(|name| !name.starts_with('*') && is_word(name)) {
            Some(name) => (name, true),
            None => (format!("ns.{}", self.name), false),
        }
    }

    /// The zone's own lines: who answers, and where.
    pub fn head(&self, given: &Given<'_>) -> Vec<String> {
        let (host, is_known) = self.host(given);
        let mut lines = vec![format!("@ IN NS {host}.")];
        let address = given.machine(self.server).and_then(|machine| given.address(machine));
        if let Some(address) = address.filter(|_| !is_known) {
            lines.push(format!("{host}. IN {} {address}", if address.is_ipv4() { "A" } else { "AAAA" }));
        }
        lines
    }

    /// The records as lines.
    pub fn lines(&self) -> Vec<String> {
        self.cluster.dns.records.iter().filter_map(|record| self.line(record)).collect()
    }

    fn line(&self, record: &DnsRecord) -> Option<String> {
        let name = format!("{}.", self.in_full(&record.name));
        let kind = record.kind.as_str();
        let target = || Some(format!("{}.", self.target(record.target.as_deref()?)));
        let data = match record.kind {
            DnsRecordKind::A | DnsRecordKind::Aaaa => record.address?.to_string(),
            DnsRecordKind::Cname => target()?,
            DnsRecordKind::Srv => {
                let port = record.port.unwrap_or(figures().openshift.etcd_peer_port.value);
                format!("{} {} {port} {}", record.priority.unwrap_or_default(), record.weight.unwrap_or_default(), target()?)
            }
            DnsRecordKind::Ptr => return None,
        };
        is_word(&name).then(|| format!("{name} IN {kind} {data}"))
    }

    /// The name of each address: the record that says so, otherwise the machine's own name, otherwise the first record of the address.
    pub fn reverse(&self, given: &Given<'_>) -> BTreeMap<IpAddr, String> {
        let mut names = BTreeMap::new();
        let records = &self.cluster.dns.records;
        let told = records.iter().filter(|record| record.kind == DnsRecordKind::Ptr);
        for record in told {
            if let Some(address) = record.address {
                names.entry(address).or_insert_with(|| self.in_full(&record.name));
            }
        }
        for record in records.iter().filter(|record| !record.name.starts_with('*')) {
            let Some(address) = record.address else { continue };
            let is_holder = |machine: &&Machine| given.address(machine) == Some(address);
            let machine = given.lab.machines.iter().find(is_holder);
            let own = machine.map(|machine| self.in_full(machine.name.as_str())).filter(|own| self.names_of(address).contains(own));
            // What does not lie in the lab is another's to name.
            if machine.is_some() {
                names.entry(address).or_insert_with(|| own.unwrap_or_else(|| self.in_full(&record.name)));
            }
        }
        names.retain(|_, name| is_word(name));
        names
    }

    fn names_of(&self, address: IpAddr) -> Vec<String> {
        let records = self.cluster.dns.records.iter();
        let of_address =
            records.filter(|record| matches!(record.kind, DnsRecordKind::A | DnsRecordKind::Aaaa) && record.address == Some(address));
        of_address.map(|record| self.in_full(&record.name)).collect()
    }

    fn in_full(&self, name: &str) -> String {
        let name = name.trim().to_lowercase();
        match name.strip_suffix('.') {
            Some(full) => full.to_owned(),
            None if name.is_empty() || name == "@" => self.name.clone(),
            None if name == self.name || name.ends_with(&format!(".{}", self.name)) => name,
            None => format!("{name}.{}", self.name),
        }
    }

    /// A name that a record leads to: one with dots stands in full already.
    fn target(&self, target: &str) -> String {
        let target = target.trim().trim_end_matches('.').to_lowercase();
        if target.contains('.') { target } else { self.in_full(&target) }
    }

    /// A zone file. Its serial comes from what is in it: CoreDNS loads a zone anew when the serial has changed.
    pub fn file(&self, given: &Given<'_>, about: &str, origin: &str, lines: &[String]) -> String {
        let body: String = lines.iter().map(|line| format!("{line}\n")).collect();
        let digest = Sha256::of(body.as_bytes());
        let [a, b, c, d, ..] = *digest.as_bytes();
        let serial = u32::from_be_bytes([a & 0x7f, b, c, d]).max(1);
        let (ttl, (host, _)) = (self.ttl, self.host(given));
        let comment: String = about.lines().map(|line| format!("; {line}\n")).collect();
        format!(
            "{comment}$ORIGIN {origin}.\n$TTL {ttl}\n@ IN SOA {host}. hostmaster.{zone}. {serial} 7200 3600 1209600 {ttl}\n{body}",
            zone = self.name
        )
    }
}

/// Whether a name may stand in a zone file as it is.
fn is_word(name: &str) -> bool {
    name.chars().all(|c| c.is_ascii_alphanumeric() || "-._*".contains(c))
}

/// The zone that an address' reverse name stands in, and the rest of the name: by 24 or by 64 bits.
pub fn reverse_name(address: IpAddr) -> (String, String) {
    match address {
        IpAddr::V4(address) => {
            let [a, b, c, d] = address.octets();
            (format!("{c}.{b}.{a}.in-addr.arpa"), d.to_string())
        }
        IpAddr::V6(address) => {
            let digits: Vec<String> = format!("{:032x}", u128::from(address)).chars().rev().map(String::from).collect();
            (format!("{}.ip6.arpa", digits[16..].join(".")), digits[..16].join("."))
        }
    }
}
