use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use std::net::IpAddr;

use crate::value::Name;

/// Where a cloud's services answer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Endpoints {
    /// The virtual address of the public endpoints.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub public: Option<IpAddr>,
    /// The virtual address of the internal endpoints.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub internal: Option<IpAddr>,
    /// The name of the public endpoints, where they are called by one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub public_name: Option<Name>,
    /// How they are secured.
    #[serde(default, skip_serializing_if = "Tls::is_default")]
    pub tls: Tls,
    /// The certificate has a subject alternative name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certificate_has_san: Option<bool>,
    /// The region; `regionOne` where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<Name>,
}

impl Endpoints {
    pub(crate) fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

/// How endpoints are secured.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Tls {
    /// Plain HTTP.
    #[default]
    None,
    /// A certificate that signs itself.
    SelfSigned,
    /// A certificate of an authority of one's own.
    PrivateCa,
    /// A certificate that every client trusts.
    Public,
}

impl Tls {
    pub fn as_str(self) -> &'static str {
        match self {
            Tls::None => "none",
            Tls::SelfSigned => "self-signed",
            Tls::PrivateCa => "private-ca",
            Tls::Public => "public",
        }
    }

    pub(crate) fn is_default(&self) -> bool {
        *self == Self::default()
    }
}
