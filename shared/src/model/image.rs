use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::value::{Name, Sha256, Size};

use super::{DiskFormat, Keyed};

/// A file that machines boot from: a base disk, an ISO image, a kernel or an initial RAM disk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Image {
    /// The image's name.
    pub name: Name,
    /// The first name of an image that was renamed since.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<Name>,
    /// What the file is.
    #[serde(default, skip_serializing_if = "is_disk")]
    pub kind: ImageKind,
    /// The file, in one of the server's image folders; relative to them, or absolute inside one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// Where the file is downloaded from (http or https).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// The file's digest, checked before use.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha256: Option<Sha256>,
    /// A disk image's format.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub format: Option<DiskFormat>,
    /// A disk image's virtual size, where it is known beforehand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub virtual_size: Option<Size>,
}

fn is_disk(kind: &ImageKind) -> bool {
    *kind == ImageKind::Disk
}

/// What an image file is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ImageKind {
    #[default]
    Disk,
    Iso,
    Kernel,
    Initrd,
}

impl Keyed for Image {
    fn name(&self) -> &Name {
        &self.name
    }

    fn explicit_id(&self) -> Option<&Name> {
        self.id.as_ref()
    }
}
