use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::value::{Name, Size};

use super::Keyed;

/// A libvirt storage pool: a folder that the lab creates, or a pool that the host already has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Pool {
    /// The pool's name.
    pub name: Name,
    /// The first name of a pool that was renamed since.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<Name>,
    /// The host already has this pool; the lab only puts volumes into it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub existing: bool,
    /// The pool's folder on the host; needed unless the pool exists.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// The kind of medium below.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tier: Option<Tier>,
    /// The most that the lab may put into the pool, where that is less than the medium holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub capacity: Option<Size>,
}

/// The kind of medium below a pool.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Tier {
    Nvme,
    Ssd,
    Sas,
    Hdd,
}

impl Keyed for Pool {
    fn name(&self) -> &Name {
        &self.name
    }

    fn explicit_id(&self) -> Option<&Name> {
        self.id.as_ref()
    }
}
