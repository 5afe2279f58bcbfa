use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::value::Uuid;

/// A folder pool to define, build and start.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PoolDefine {
    pub name: String,
    pub uuid: Uuid,
    /// libvirt's pool XML.
    pub xml: String,
}

/// A pool by name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PoolRef {
    pub name: String,
}
