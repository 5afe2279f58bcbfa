//! What a lab leaves blank of its addresses and needs, and what goes there.
//!
//! The document stays the only authority: an address is given by writing it down, as one command. Nothing that is written is ever changed,
//! so what was given once stays, whatever is edited elsewhere. The planner assigns no addresses; it reads what the document says.
//!
//! Blanks are filled one kind after the other, each from the address book of the lab with all that was filled before:
//!
//! | kind | where it is needed | what goes there | file |
//! |---|---|---|---|
//! | the host's address on a network | the network leads out, or has a DHCP range or seeded addresses | the lowest free address of the prefix that is spoken of there, otherwise of the lowest free /24 from 10.64.0.0 on | `networks.rs` |
//! | its IPv6 address there | the network has IPv6 addresses and leads out, hands them out or seeds them; nodes of a cluster whose services have IPv6 stand there | the same of IPv6, otherwise of the lowest free /64 of the lab's unique local prefix | `networks.rs` |
//! | an external network's prefix | it stands on a network that has one | that prefix | `clouds.rs` |
//! | ranges of a director, of planes and external networks | they are handed out from there | the lowest free run in the upper half | `clouds.rs` |
//! | a DHCP range of libvirt's | a machine waits for a lease, or asks for an address behind NAT | the longest free run of the upper half | `networks.rs` |
//! | a port's address | others reach the machine by its address | the lowest free one | `ports.rs` |
//! | virtual addresses | kolla's internal one, an installer's on a subnet that is there already | the lowest free one | `vips.rs` |
//!
//! Where a network has a prefix of either family, a blank gets an address of IPv4.

mod clouds;
mod family;
mod free;
mod look;
mod networks;
mod ports;
mod vips;

pub use free::{free_prefix, lowest_address};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    diagnostic::Subject,
    document::{Command, Document},
    facts::HostFacts,
    model::{Lab, RecordRef},
};

use look::Look;

/// What goes into a lab's blanks.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Filling {
    pub filled: Vec<Filled>,
    /// Blanks for which there is nothing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub left: Vec<Left>,
}

/// A blank and what goes there.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Filled {
    pub subject: Subject,
    /// Why something is needed there.
    pub why: String,
    /// What goes there, for people.
    pub value: String,
    pub command: Command,
}

/// A blank that stays.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Left {
    pub subject: Subject,
    /// Why something is needed there.
    pub why: String,
    /// Why there is nothing for it.
    pub reason: String,
}

impl Filling {
    /// All of it as one command.
    pub fn command(&self) -> Command {
        Command::Batch { commands: self.filled.iter().map(|filled| filled.command.clone()).collect() }
    }
}

/// A blank that was found, and what goes there or why nothing does.
struct Blank {
    subject: Subject,
    why: String,
    value: Result<Value, String>,
}

/// The kinds of blank, in the order in which they are filled.
const KINDS: [fn(&Look<'_>) -> Vec<Blank>; 6] =
    [networks::addresses, clouds::prefixes, clouds::ranges, networks::ranges, ports::addresses, vips::addresses];

/// Fills the blanks of a lab; the host's facts say what else is in use there.
pub fn fill(document: &Document, facts: Option<&HostFacts>) -> Filling {
    let mut document = document.clone();
    let mut filling = Filling::default();
    for kind in KINDS {
        let found = kind(&Look::at(document.lab(), facts));
        for Blank { subject, why, value } in found {
            let filled = value.and_then(|value| {
                let shown = show(&value);
                let field = subject.field.clone().unwrap_or_default();
                let command = Command::Set { record: subject.record.clone(), field, value };
                document.apply(&command).map_err(|error| error.to_string())?;
                Ok((shown, command))
            });
            match filled {
                Ok((value, command)) => filling.filled.push(Filled { subject, why, value, command }),
                Err(reason) => filling.left.push(Left { subject, why, reason }),
            }
        }
    }
    filling
}

/// What gives a network an address of the host's and a range to lease from, whether the lab needs them or not: what [`fill`] would choose for it,
/// were it alone. Nothing for a network that is not libvirt's to make, or has what it would get.
pub fn network(document: &Document, facts: Option<&HostFacts>, record: &RecordRef) -> Vec<Command> {
    let mut document = document.clone();
    let mut commands = Vec::new();
    for blank in [networks::its_address, networks::its_range] {
        let lab = document.lab().clone();
        let of = record.id.as_ref().and_then(|id| lab.networks.by_id(id.as_str()));
        let Some((field, value)) = of.and_then(|network| blank(&Look::at(&lab, facts), network)) else { continue };
        let command = Command::Set { record: record.clone(), field: field.to_owned(), value };
        if document.apply(&command).is_ok() {
            commands.push(command);
        }
    }
    commands
}

/// What would go into each blank address of the host's on a network, were it filled alone.
pub fn host_addresses(lab: &Lab, facts: Option<&HostFacts>) -> Vec<Filled> {
    offers(networks::addresses(&Look::at(lab, facts)))
}

/// What libvirt's DHCP server would hand out on each network that waits for one.
pub fn dhcp_ranges(lab: &Lab, facts: Option<&HostFacts>) -> Vec<Filled> {
    offers(networks::ranges(&Look::at(lab, facts)))
}

fn offers(blanks: Vec<Blank>) -> Vec<Filled> {
    let offer = |Blank { subject, why, value }: Blank| {
        let (value, field) = (value.ok()?, subject.field.clone()?);
        let (shown, record) = (show(&value), subject.record.clone());
        Some(Filled { subject, why, value: shown, command: Command::Set { record, field, value } })
    };
    blanks.into_iter().filter_map(offer).collect()
}

fn show(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Object(fields) => fields.values().map(show).collect::<Vec<_>>().join(" to "),
        Value::Array(items) => items.iter().map(show).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}
