use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::value::{Name, Size};

use super::{Bmc, Bond, Boot, Disk, Keyed, Port, Seed};

/// L1: a virtual machine on the host.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Machine {
    /// The machine's name.
    pub name: Name,
    /// The first name of a machine that was renamed since.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<Name>,
    /// What the machine is for.
    #[serde(default)]
    pub role: Role,
    /// Virtual CPUs.
    pub vcpus: u32,
    /// Memory.
    pub memory: Size,
    /// How the guest sees the CPU.
    #[serde(default, skip_serializing_if = "Cpu::is_default")]
    pub cpu: Cpu,
    /// How the machine starts.
    #[serde(default, skip_serializing_if = "is_bios")]
    pub firmware: Firmware,
    /// Disks, in the guest's order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub disks: Vec<Disk>,
    /// NICs, in the guest's order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ports: Vec<Port>,
    /// Ports that the guest joins into one link.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub bonds: Vec<Bond>,
    /// The virtual BMC that powers the machine.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bmc: Option<Bmc>,
    /// What the machine boots from.
    #[serde(default, skip_serializing_if = "is_disk_boot")]
    pub boot: Boot,
    /// cloud-init data.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cloud_init: Option<Seed>,
    /// Start the machine with the host.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub autostart: bool,
    /// Start the machine when the lab is applied. True where absent; false for a machine that a director powers on.
    #[serde(default = "super::network::yes", skip_serializing_if = "super::network::is_yes")]
    pub started: bool,
    /// Machines that must be up before this one starts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub after: Vec<Name>,
    /// When the machine counts as up.
    #[serde(default, skip_serializing_if = "Up::is_default")]
    pub up: Up,
    /// What the machine is for, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

fn is_bios(firmware: &Firmware) -> bool {
    *firmware == Firmware::Bios
}

fn is_disk_boot(boot: &Boot) -> bool {
    *boot == Boot::Disk
}

/// What a machine is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    Director,
    Controller,
    Compute,
    Ceph,
    Bastion,
    Bootstrap,
    ControlPlane,
    Worker,
    #[default]
    Blank,
}

impl Role {
    pub const ALL: [Role; 9] = [
        Role::Director,
        Role::Controller,
        Role::Compute,
        Role::Ceph,
        Role::Bastion,
        Role::Bootstrap,
        Role::ControlPlane,
        Role::Worker,
        Role::Blank,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Role::Director => "director",
            Role::Controller => "controller",
            Role::Compute => "compute",
            Role::Ceph => "ceph",
            Role::Bastion => "bastion",
            Role::Bootstrap => "bootstrap",
            Role::ControlPlane => "control-plane",
            Role::Worker => "worker",
            Role::Blank => "blank",
        }
    }

    /// Whether guests run inside such a machine.
    pub fn nests(self) -> bool {
        self == Role::Compute
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// How a guest sees the CPU.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Cpu {
    /// Which CPU.
    #[serde(default)]
    pub mode: CpuMode,
    /// libvirt's name of the model; in mode `custom`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<Name>,
}

impl Cpu {
    fn is_default(&self) -> bool {
        *self == Cpu::default()
    }
}

/// Which CPU a guest sees.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum CpuMode {
    /// The host's model where KVM works, QEMU's full one otherwise.
    #[default]
    Auto,
    /// The host's own, nesting included; under emulation read as `maximum`.
    HostPassthrough,
    /// A model near the host's.
    HostModel,
    /// All that the accelerator offers.
    Maximum,
    /// A named model.
    Custom,
}

/// How a machine starts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Firmware {
    #[default]
    Bios,
    Uefi,
}

/// When a machine counts as up, and how long that may take.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Up {
    /// What to wait for.
    #[serde(default)]
    pub signal: UpSignal,
    /// The text on the serial console that says so; with the signal `serial`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub marker: Option<String>,
    /// How long to wait, in seconds. 600 where absent.
    #[serde(default = "ten_minutes", skip_serializing_if = "is_ten_minutes")]
    pub timeout_secs: u32,
}

fn ten_minutes() -> u32 {
    600
}

fn is_ten_minutes(secs: &u32) -> bool {
    *secs == 600
}

impl Default for Up {
    fn default() -> Self {
        Up { signal: UpSignal::default(), marker: None, timeout_secs: ten_minutes() }
    }
}

impl Up {
    fn is_default(&self) -> bool {
        *self == Up::default()
    }
}

/// What says that a machine is up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum UpSignal {
    /// libvirt runs it.
    #[default]
    Running,
    /// libvirt's DHCP server gave one of its ports an address.
    Lease,
    /// The QEMU guest agent answers.
    Agent,
    /// A text appears on its serial console.
    Serial,
}

impl Keyed for Machine {
    fn name(&self) -> &Name {
        &self.name
    }

    fn explicit_id(&self) -> Option<&Name> {
        self.id.as_ref()
    }
}
