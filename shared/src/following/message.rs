use serde::{Deserialize, Serialize};

use crate::{capacity::Meter, document::Command, facts::HostFacts, plan::Instance};

use super::{Edit, Proposal, ReportChange};

/// What the checking side is asked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Message {
    /// To follow, and to answer with what the rules find now.
    Follow(Told),
    /// For the whole report on another lab, by its text, against the host's facts as JSON.
    Report { lab: String, facts: Option<String> },
    /// To follow, and how something is best done in the lab as it then is.
    Settle { news: Vec<News>, proposal: Proposal },
}

/// All that is new since the last time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Told {
    /// Comes back with the answer.
    pub number: u64,
    /// In the order in which it happened.
    pub news: Vec<News>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum News {
    /// The text of a lab, in place of the one before.
    Lab(String),
    Edits(Vec<Edit>),
    /// The host's facts; none are known of an absent host.
    Facts(Option<Box<HostFacts>>),
    /// The lab's build on the host.
    Instance(Option<Instance>),
}

/// What is answered to a [`Message`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Reply {
    Found(Box<Answer>),
    /// As `labwright check --format json` prints it; absent where lab or facts cannot be read.
    Report(Option<String>),
    /// What to do.
    Settled(Vec<Command>),
}

/// What was found in the lab as it was told up to a number.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Answer {
    pub number: u64,
    /// What differs from the report before; absent where nothing does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub report: Option<ReportChange>,
    /// The host's meters; absent where they are as before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub meters: Option<Vec<Meter>>,
    /// How many rules there are.
    pub rules: usize,
    /// How long they took, in milliseconds.
    pub took_ms: f64,
}
