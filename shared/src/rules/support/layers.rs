//! What the rules read that go by the graph of all layers or by the address book.

use crate::{model::Kind, rules::Input};

/// L0's networks, machines, clouds and all that is in them, and the host's networks.
pub const GRAPH: &[Input] = &[
    Input::Records(Kind::Networks),
    Input::Records(Kind::Machines),
    Input::Records(Kind::Clouds),
    Input::Records(Kind::Projects),
    Input::Records(Kind::Servers),
    Input::Records(Kind::Clusters),
    Input::HostNetworks,
];
