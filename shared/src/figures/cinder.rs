use serde::Deserialize;

use crate::value::Size;

use super::Figure;

/// Cinder and its quotas.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Cinder {
    /// Volumes of a project.
    pub quota_volumes: Figure<u32>,
    /// Size of all volumes of a project.
    pub quota_volume_storage: Figure<Size>,
}
