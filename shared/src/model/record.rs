use std::{fmt, str::FromStr};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::value::{Name, ParseError};

use super::{Cloud, Cluster, Host, Image, Keyed, Machine, Metadata, Network, Parameter, Pool, Project, Scale, Server, Settings};

/// The kinds of record that a lab is made of, in the document's order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Kind {
    Metadata,
    Parameters,
    Host,
    Images,
    Pools,
    Networks,
    Machines,
    Clouds,
    Projects,
    Servers,
    Clusters,
    Scales,
    Settings,
}

impl Kind {
    pub const ALL: [Kind; 13] = [
        Kind::Metadata,
        Kind::Parameters,
        Kind::Host,
        Kind::Images,
        Kind::Pools,
        Kind::Networks,
        Kind::Machines,
        Kind::Clouds,
        Kind::Projects,
        Kind::Servers,
        Kind::Clusters,
        Kind::Scales,
        Kind::Settings,
    ];

    /// The document's key for the kind.
    pub fn key(self) -> &'static str {
        match self {
            Kind::Metadata => "metadata",
            Kind::Parameters => "parameters",
            Kind::Host => "host",
            Kind::Images => "images",
            Kind::Pools => "pools",
            Kind::Networks => "networks",
            Kind::Machines => "machines",
            Kind::Clouds => "clouds",
            Kind::Projects => "projects",
            Kind::Servers => "servers",
            Kind::Clusters => "clusters",
            Kind::Scales => "scales",
            Kind::Settings => "settings",
        }
    }

    /// What one record of the kind is called in a sentence.
    pub fn singular(self) -> &'static str {
        match self {
            Kind::Metadata => "metadata",
            Kind::Parameters => "parameter",
            Kind::Host => "host",
            Kind::Images => "image",
            Kind::Pools => "pool",
            Kind::Networks => "network",
            Kind::Machines => "machine",
            Kind::Clouds => "cloud",
            Kind::Projects => "project",
            Kind::Servers => "server",
            Kind::Clusters => "cluster",
            Kind::Scales => "scale",
            Kind::Settings => "settings",
        }
    }

    /// Whether there is exactly one record of the kind, without an identity of its own.
    pub fn is_single(self) -> bool {
        matches!(self, Kind::Metadata | Kind::Host | Kind::Settings)
    }
}

/// Which record: its kind and, unless there is only one, its identity. Written `machines[undercloud]` or `host`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RecordRef {
    pub kind: Kind,
    pub id: Option<Name>,
}

impl RecordRef {
    pub fn new(kind: Kind, id: &Name) -> Self {
        RecordRef { kind, id: Some(id.clone()) }
    }

    pub fn single(kind: Kind) -> Self {
        RecordRef { kind, id: None }
    }

    pub fn host() -> Self {
        RecordRef::single(Kind::Host)
    }
}

impl fmt::Display for RecordRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.id {
            Some(id) => write!(f, "{}[{id}]", self.kind.key()),
            None => f.write_str(self.kind.key()),
        }
    }
}

impl fmt::Debug for RecordRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl FromStr for RecordRef {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        let wrong = || ParseError::new(format!("{text:?} names no record; write host or machines[NAME]"));
        let (key, id) = match text.split_once('[') {
            Some((key, rest)) => (key, Some(rest.strip_suffix(']').ok_or_else(wrong)?.parse()?)),
            None => (text, None),
        };
        let kind = Kind::ALL.into_iter().find(|kind| kind.key() == key).ok_or_else(wrong)?;
        if kind.is_single() != id.is_none() {
            return Err(wrong());
        }
        Ok(RecordRef { kind, id })
    }
}

crate::value::text_value!(RecordRef, "A record: host, or machines[NAME]");

/// One record of any kind, by value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[expect(clippy::large_enum_variant, reason = "lists hold records by pointer; one by value is on its way")]
pub enum Record {
    Metadata(Metadata),
    Parameters(Parameter),
    Host(Host),
    Images(Image),
    Pools(Pool),
    Networks(Network),
    Machines(Machine),
    Clouds(Cloud),
    Projects(Project),
    Servers(Server),
    Clusters(Cluster),
    Scales(Scale),
    Settings(Settings),
}

impl Record {
    pub fn kind(&self) -> Kind {
        match self {
            Record::Metadata(_) => Kind::Metadata,
            Record::Parameters(_) => Kind::Parameters,
            Record::Host(_) => Kind::Host,
            Record::Images(_) => Kind::Images,
            Record::Pools(_) => Kind::Pools,
            Record::Networks(_) => Kind::Networks,
            Record::Machines(_) => Kind::Machines,
            Record::Clouds(_) => Kind::Clouds,
            Record::Projects(_) => Kind::Projects,
            Record::Servers(_) => Kind::Servers,
            Record::Clusters(_) => Kind::Clusters,
            Record::Scales(_) => Kind::Scales,
            Record::Settings(_) => Kind::Settings,
        }
    }

    pub fn reference(&self) -> RecordRef {
        let id = match self {
            Record::Metadata(_) | Record::Host(_) | Record::Settings(_) => None,
            Record::Parameters(parameter) => Some(parameter.id()),
            Record::Images(image) => Some(image.id()),
            Record::Pools(pool) => Some(pool.id()),
            Record::Networks(network) => Some(network.id()),
            Record::Machines(machine) => Some(machine.id()),
            Record::Clouds(cloud) => Some(cloud.id()),
            Record::Projects(project) => Some(project.id()),
            Record::Servers(server) => Some(server.id()),
            Record::Clusters(cluster) => Some(cluster.id()),
            Record::Scales(scale) => Some(scale.id()),
        };
        RecordRef { kind: self.kind(), id: id.cloned() }
    }
}
