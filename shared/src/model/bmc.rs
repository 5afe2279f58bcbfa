use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use std::net::IpAddr;

use crate::value::{Name, SecretRef};

/// A virtual baseboard management controller, by which a director or installer powers a machine on and off.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Bmc {
    /// How it is spoken to.
    #[serde(default, skip_serializing_if = "BmcProtocol::is_default")]
    pub protocol: BmcProtocol,
    /// Where it listens: an address of the host that the director reaches.
    pub address: IpAddr,
    /// The UDP (IPMI) or TCP (Redfish) port; each machine needs its own.
    pub port: u16,
    /// Who may log in.
    pub username: Name,
    /// The password, by reference.
    pub password: SecretRef,
}

/// How a BMC is spoken to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum BmcProtocol {
    /// IPMI 2.0, by VirtualBMC.
    #[default]
    Ipmi,
    /// Redfish, by sushy-tools.
    Redfish,
}

impl BmcProtocol {
    pub fn as_str(self) -> &'static str {
        match self {
            BmcProtocol::Ipmi => "ipmi",
            BmcProtocol::Redfish => "redfish",
        }
    }

    pub(crate) fn is_default(&self) -> bool {
        *self == Self::default()
    }
}
