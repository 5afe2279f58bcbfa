use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    model::{Allocation, DiskFormat},
    value::{FileName, Sha256, Size},
};

/// A volume by its pool and name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct VolumeRef {
    pub pool: String,
    pub name: FileName,
}

/// An image to bring into a pool.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct VolumeImport {
    pub pool: String,
    pub name: FileName,
    /// A path in one of the server's image folders.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// Where to download from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// What the content must hash to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha256: Option<Sha256>,
    /// The format of a disk image; a kernel, an initial RAM disk or an ISO image is raw.
    pub format: DiskFormat,
    /// Whether the qcow2 header must be looked at: a disk image.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub disk: bool,
}

/// A volume to make.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct VolumeCreate {
    pub pool: String,
    pub name: FileName,
    pub format: DiskFormat,
    /// The virtual size; that of the backing volume where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size: Option<Size>,
    #[serde(default)]
    pub allocation: Allocation,
    /// The base image of an overlay.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub backing: Option<Backing>,
}

/// The volume below an overlay.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Backing {
    pub pool: String,
    pub name: FileName,
    pub format: DiskFormat,
}

/// A seed medium to make: an ISO 9660 image with a label and a few files.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct VolumeSeed {
    pub pool: String,
    pub name: FileName,
    /// The medium's label: `CIDATA` for cloud-init, `OEMDRV` for Anaconda.
    pub label: String,
    pub files: Vec<SeedFile>,
}

/// A file on a seed medium. A secret stands in it as `${secret:NAME}` until the driver writes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SeedFile {
    pub name: FileName,
    pub content: String,
}
