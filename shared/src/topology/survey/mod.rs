//! What the graph says, place by place: who stands and answers on each segment, and how large packets may be.

mod budget;
mod segments;
mod text;

pub use budget::{Place, Takes};
pub use segments::{Answering, SegmentRow};

use schemars::JsonSchema;
use serde::Serialize;

use crate::{facts::HostFacts, model::Lab};

use super::Topology;

/// A lab's segments and its MTU budget.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Survey {
    /// Every L2 broadcast domain, L0's first.
    pub segments: Vec<SegmentRow>,
    /// Every place at which a packet's size is set, from the wire to the pods.
    pub budget: Vec<Place>,
}

impl Survey {
    pub fn of(lab: &Lab, facts: Option<&HostFacts>) -> Survey {
        let topology = Topology::of(lab, facts);
        Survey { segments: segments::rows(&topology), budget: budget::places(&topology) }
    }
}
