use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::value::{FileName, Name, Size};

/// A machine's disk: a volume in a pool, blank or an overlay on a base image.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Disk {
    /// The disk's name in the machine, such as `vda`.
    pub name: Name,
    /// The pool that holds the volume.
    pub pool: Name,
    /// The virtual size; that of the base image where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size: Option<Size>,
    /// The base image; the disk is blank where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image: Option<Name>,
    /// How the guest sees the disk.
    #[serde(default, skip_serializing_if = "is_virtio")]
    pub bus: DiskBus,
    /// The volume's format. `qcow2` where absent; an overlay is always qcow2.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub format: Option<DiskFormat>,
    /// How much of the volume is written at once.
    #[serde(default, skip_serializing_if = "is_thin")]
    pub allocation: Allocation,
    /// The volume's file name; `MACHINE-DISK.FORMAT` where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub volume: Option<FileName>,
}

fn is_virtio(bus: &DiskBus) -> bool {
    *bus == DiskBus::Virtio
}

fn is_thin(allocation: &Allocation) -> bool {
    *allocation == Allocation::Thin
}

impl Disk {
    pub fn effective_format(&self) -> DiskFormat {
        if self.image.is_some() { DiskFormat::Qcow2 } else { self.format.unwrap_or(DiskFormat::Qcow2) }
    }
}

/// How a guest sees a disk.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum DiskBus {
    #[default]
    Virtio,
    Scsi,
    Sata,
    Ide,
}

/// A volume's format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum DiskFormat {
    Qcow2,
    Raw,
}

impl DiskFormat {
    pub fn as_str(self) -> &'static str {
        match self {
            DiskFormat::Qcow2 => "qcow2",
            DiskFormat::Raw => "raw",
        }
    }
}

/// How much of a volume is written when it is made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Allocation {
    /// Nothing: the volume grows as the guest writes.
    #[default]
    Thin,
    /// The whole size.
    Full,
}
