use serde::Deserialize;

use crate::value::Size;

use super::{Figure, Least};

/// OpenStack-Ansible's all-in-one.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct OpenstackAnsible {
    /// The absolute minimum.
    pub least: Least,
    /// What is recommended.
    pub advised: Least,
    /// What is recommended of a second disk.
    pub advised_second_disk: Figure<Size>,
    /// The size of each sparse file that stands in for a disk.
    pub loopback: Figure<Size>,
    /// Infrastructure hosts at least.
    pub controllers: Figure<u32>,
}
