use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::value::{Mac, Name, Sha256, Uuid};

/// One build of a lab on a host: its id goes into marks, UUIDs and MACs, its prefix into names on the host.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Instance {
    /// Drawn once by the program that keeps the instance.
    pub id: Name,
    /// Stands before every name on the host; empty for the only copy.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub prefix: String,
}

impl Instance {
    /// The name on the host of a record's resource.
    pub fn host_name(&self, name: &str) -> String {
        format!("{}{name}", self.prefix)
    }

    /// The UUID of a record's resource: the same in every plan of this instance.
    pub fn uuid(&self, record: &str) -> Uuid {
        Uuid::derived(&["labwright", self.id.as_str(), record])
    }

    /// The `attempt`th MAC for a port, in QEMU's prefix 52:54:00 (locally administered).
    pub fn mac(&self, record: &str, port: &str, attempt: u32) -> Mac {
        let digest = Sha256::of_parts(&["mac", self.id.as_str(), record, port, &attempt.to_string()]);
        let [a, b, c, ..] = *digest.as_bytes();
        Mac([0x52, 0x54, 0x00, a, b, c])
    }
}
