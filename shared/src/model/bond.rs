use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::value::Name;

/// Several ports of a machine as one link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Bond {
    /// The bond's name in the guest, such as `bond1`.
    pub name: Name,
    /// The machine's ports that form it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ports: Vec<Name>,
    /// How they share the load.
    #[serde(default, skip_serializing_if = "BondMode::is_default")]
    pub mode: BondMode,
    /// The bridge in the guest that the bond belongs to, such as `br-ex`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bridge: Option<Name>,
    /// The bond is Open vSwitch's, not the kernel's.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub open_vswitch: bool,
}

/// How the ports of a bond share the load.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum BondMode {
    /// One port at a time.
    #[default]
    ActiveBackup,
    /// By source address and VLAN (Open vSwitch).
    BalanceSlb,
    /// By connection, with LACP (Open vSwitch).
    BalanceTcp,
    /// IEEE 802.3ad.
    Lacp,
}

impl BondMode {
    pub fn as_str(self) -> &'static str {
        match self {
            BondMode::ActiveBackup => "active-backup",
            BondMode::BalanceSlb => "balance-slb",
            BondMode::BalanceTcp => "balance-tcp",
            BondMode::Lacp => "lacp",
        }
    }

    pub(crate) fn is_default(&self) -> bool {
        *self == Self::default()
    }
}
