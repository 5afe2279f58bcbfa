use std::collections::BTreeMap;

use serde::Deserialize;

use crate::{plan::ResourceKind, value::IpRange};

/// What the ledger keeps of an instance: pools and volumes that it made, and the old values of what it changed and does not own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Owned {
    /// By kind and name, with the old value of what is not the instance's.
    pub entries: BTreeMap<(ResourceKind, String), Option<String>>,
    /// What each whole volume holds: a digest, or another word where nothing was hashed. One that is half-made has none.
    pub holds: BTreeMap<String, String>,
}

impl Owned {
    /// Whether the instance made the resource. An entry with an old value is a change to something foreign.
    pub fn has(&self, kind: ResourceKind, name: &str) -> bool {
        matches!(self.entries.get(&(kind, name.to_owned())), Some(None))
    }

    /// The old value of something foreign that the instance changed.
    pub fn before(&self, kind: ResourceKind, name: &str) -> Option<&str> {
        self.entries.get(&(kind, name.to_owned()))?.as_deref()
    }

    /// The names of what the instance made, of a kind.
    pub fn names(&self, kind: ResourceKind) -> impl Iterator<Item = &str> {
        self.entries.iter().filter(move |((of, _), before)| *of == kind && before.is_none()).map(|((_, name), _)| name.as_str())
    }

    /// What the instance changed and does not own, with the old values.
    pub fn changed(&self, kind: ResourceKind) -> impl Iterator<Item = (&str, &str)> {
        self.entries
            .iter()
            .filter(move |((of, _), _)| *of == kind)
            .filter_map(|((_, name), before)| Some((name.as_str(), before.as_deref()?)))
    }
}

/// The ledger's entry of a foreign network's DHCP ranges stands beside the network's own name: changing a network does not make it ours.
const DHCP_SUFFIX: &str = "#dhcp";

/// The name of the network that a ledger entry keeps the old DHCP ranges of.
pub fn network_of_dhcp_entry(name: &str) -> Option<&str> {
    name.strip_suffix(DHCP_SUFFIX)
}

/// The name of the ledger entry that keeps a foreign network's old DHCP ranges.
pub fn dhcp_entry(network: &str) -> String {
    format!("{network}{DHCP_SUFFIX}")
}

/// What such an entry keeps, as far as a plan needs it.
#[derive(Deserialize)]
struct DhcpBefore {
    config: Vec<Placed>,
}

#[derive(Deserialize)]
struct Placed {
    range: IpRange,
}

/// The DHCP ranges that a ledger entry keeps; `None` for a text that is no such value.
pub fn dhcp_before(text: &str) -> Option<Vec<IpRange>> {
    let before: DhcpBefore = serde_json::from_str(text).ok()?;
    Some(before.config.into_iter().map(|placed| placed.range).collect())
}
