//! What the rules read that go by the graph of all layers or by the address book.

use crate::{model::Kind, rules::Input};

/// L0's networks, machines, clouds and all that is in them, and the host's networks: all of the graph and of the address book.
pub const GRAPH: &[Input] = &[
    Input::Records(Kind::Networks),
    Input::Fields(Kind::Machines, &["name", "id", "ports", "bonds", "bmc", "role", "boot", "started", "cloudInit"]),
    Input::Records(Kind::Clouds),
    Input::Records(Kind::Projects),
    Input::Fields(Kind::Servers, &["name", "id", "project", "ports"]),
    Input::Records(Kind::Clusters),
    Input::HostNetworks,
];

/// The same, of each record or segment by itself what is around it.
pub const AROUND: &[Input] = &[
    Input::Around(Kind::Networks, &[]),
    Input::Around(Kind::Machines, &["name", "id", "ports", "bonds", "bmc", "role", "boot", "started", "cloudInit"]),
    Input::Around(Kind::Clouds, &[]),
    Input::Around(Kind::Projects, &[]),
    Input::Around(Kind::Servers, &["name", "id", "project", "ports"]),
    Input::Around(Kind::Clusters, &[]),
    Input::HostNetworks,
];

/// The same with all that is in them: what an offer of a free address is worked out from.
pub const EVERYTHING: &[Input] = &[
    Input::Records(Kind::Networks),
    Input::Records(Kind::Machines),
    Input::Records(Kind::Clouds),
    Input::Records(Kind::Projects),
    Input::Records(Kind::Servers),
    Input::Records(Kind::Clusters),
    Input::HostNetworks,
];

/// What guests are, and on what they run.
pub const GUESTS: &[Input] = &[
    Input::Records(Kind::Machines),
    Input::Records(Kind::Clouds),
    Input::Records(Kind::Projects),
    Input::Records(Kind::Servers),
    Input::Records(Kind::Clusters),
];

/// Each of the networks by itself, and what it names of the others.
pub const BY_NETWORK: &[Input] = &[
    Input::Each(Kind::Networks),
    Input::Named(Kind::Machines),
    Input::Named(Kind::Clouds),
    Input::Named(Kind::Projects),
    Input::Named(Kind::Servers),
    Input::Named(Kind::Clusters),
    Input::HostNetworks,
];

/// Each of the machines by itself, and what it names of the others.
pub const BY_MACHINE: &[Input] = &[
    Input::Named(Kind::Networks),
    Input::Each(Kind::Machines),
    Input::Named(Kind::Clouds),
    Input::Named(Kind::Projects),
    Input::Named(Kind::Servers),
    Input::Named(Kind::Clusters),
    Input::HostNetworks,
];

/// Each of the clouds by itself, and what it names of the others.
pub const BY_CLOUD: &[Input] = &[
    Input::Named(Kind::Networks),
    Input::Named(Kind::Machines),
    Input::Each(Kind::Clouds),
    Input::Named(Kind::Projects),
    Input::Named(Kind::Servers),
    Input::Named(Kind::Clusters),
    Input::HostNetworks,
];

/// Each of the projects by itself, and what it names of the others.
pub const BY_PROJECT: &[Input] = &[
    Input::Named(Kind::Networks),
    Input::Named(Kind::Machines),
    Input::Named(Kind::Clouds),
    Input::Each(Kind::Projects),
    Input::Named(Kind::Servers),
    Input::Named(Kind::Clusters),
    Input::HostNetworks,
];

/// Each of the clusters by itself, and what it names of the others.
pub const BY_CLUSTER: &[Input] = &[
    Input::Named(Kind::Networks),
    Input::Named(Kind::Machines),
    Input::Named(Kind::Clouds),
    Input::Named(Kind::Projects),
    Input::Named(Kind::Servers),
    Input::Each(Kind::Clusters),
    Input::HostNetworks,
];
