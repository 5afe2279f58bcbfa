use serde::Deserialize;

use crate::value::Size;

use super::{Figure, Least};

/// TripleO: undercloud and overcloud nodes.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Tripleo {
    /// The least undercloud.
    pub director: Least,
    /// Its memory from Wallaby on.
    pub later_director_memory: Figure<Size>,
    /// The least overcloud node.
    pub node: Least,
    /// Overcloud controllers at least.
    pub controllers: Figure<u32>,
}
