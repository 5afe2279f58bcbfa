use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::value::{Name, Size};

/// A size of server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Flavor {
    /// Its name.
    pub name: Name,
    /// Virtual CPUs.
    pub vcpus: u32,
    /// Memory.
    pub memory: Size,
    /// The root disk; that of the image where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disk: Option<Size>,
    /// A second, ephemeral disk.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ephemeral: Option<Size>,
    /// A swap disk.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub swap: Option<Size>,
    /// Extra specifications.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub properties: Vec<Property>,
}

/// A named text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Property {
    /// The name.
    pub key: String,
    /// The text.
    pub value: String,
}

/// An image in Glance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CloudImage {
    /// Its name.
    pub name: Name,
    /// The lab's image that it is made of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image: Option<Name>,
    /// The format of the file.
    #[serde(default, skip_serializing_if = "ImageFormat::is_default")]
    pub format: ImageFormat,
    /// The size of the file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size: Option<Size>,
    /// The smallest root disk (`min_disk`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_disk: Option<Size>,
    /// The least memory (`min_ram`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_memory: Option<Size>,
    /// The file is compressed; it must be unpacked before it is of use.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub compressed: bool,
    /// The release that the image is, such as `4.2.0`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<Name>,
    /// Properties, such as `os_distro`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub properties: Vec<Property>,
}

/// The format of an image in Glance (`disk_format`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ImageFormat {
    #[default]
    Qcow2,
    Raw,
    Iso,
    Vmdk,
}

impl ImageFormat {
    pub fn as_str(self) -> &'static str {
        match self {
            ImageFormat::Qcow2 => "qcow2",
            ImageFormat::Raw => "raw",
            ImageFormat::Iso => "iso",
            ImageFormat::Vmdk => "vmdk",
        }
    }

    pub(crate) fn is_default(&self) -> bool {
        *self == Self::default()
    }
}
