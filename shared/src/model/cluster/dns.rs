use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use std::net::IpAddr;

use crate::value::Name;

/// Names that must resolve, inside and outside of a cluster.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ClusterDns {
    /// The machine that answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub server: Option<Name>,
    /// The zone; the base domain where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub domain: Option<Name>,
    /// The records stand in hosts files and not in a zone: no name stands for many.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub hosts_file: bool,
    /// How long an answer holds, in seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ttl: Option<u32>,
    /// The records.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub records: Vec<DnsRecord>,
    /// Servers that other questions are passed on to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub forwarders: Vec<IpAddr>,
}

impl ClusterDns {
    pub(crate) fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

/// A record of the zone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DnsRecord {
    /// The name below the zone, such as `api` or `*.apps`.
    pub name: String,
    /// The type.
    #[serde(default, skip_serializing_if = "DnsRecordKind::is_default")]
    pub kind: DnsRecordKind,
    /// The answer of an A, AAAA or PTR record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<IpAddr>,
    /// The name that a CNAME or SRV record leads to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<String>,
    /// The port of an SRV record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub port: Option<u16>,
    /// The priority of an SRV record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub priority: Option<u16>,
    /// The weight of an SRV record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weight: Option<u16>,
}

/// The type of a DNS record.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum DnsRecordKind {
    #[default]
    #[serde(rename = "A")]
    A,
    #[serde(rename = "AAAA")]
    Aaaa,
    #[serde(rename = "CNAME")]
    Cname,
    #[serde(rename = "PTR")]
    Ptr,
    #[serde(rename = "SRV")]
    Srv,
}

impl DnsRecordKind {
    pub fn as_str(self) -> &'static str {
        match self {
            DnsRecordKind::A => "A",
            DnsRecordKind::Aaaa => "AAAA",
            DnsRecordKind::Cname => "CNAME",
            DnsRecordKind::Ptr => "PTR",
            DnsRecordKind::Srv => "SRV",
        }
    }

    pub(crate) fn is_default(&self) -> bool {
        *self == Self::default()
    }
}
