//! Values that parse: once one exists, it is well formed.

mod address;
pub mod host_uri;
mod id;
mod limit;
mod mac;
mod name;
mod ratio;
mod secret_ref;
mod sha256;
mod shown_url;
mod size;
mod version;

pub use address::{Cidr, IpRange, Subnet};
pub use id::Uuid;
pub use limit::{Limit, SizeLimit};
pub use mac::Mac;
pub use name::{FileName, Name};
pub use ratio::Ratio;
pub use secret_ref::SecretRef;
pub use sha256::Sha256;
pub use shown_url::shown_url;
pub use size::Size;
pub use version::Version;

/// Why a text is not the value it should be; a sentence for the person who typed it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct ParseError(pub String);

impl ParseError {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        ParseError(message.into())
    }
}

/// Serde, JSON Schema and `TryFrom` for a value that is written as its text.
macro_rules! text_value {
    ($type:ident, $description:literal $(, pattern = $pattern:literal)?) => {
        impl serde::Serialize for $type {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> serde::Deserialize<'de> for $type {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = <String as serde::Deserialize>::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }

        impl schemars::JsonSchema for $type {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($type).into()
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({
                    "type": "string",
                    "description": $description
                    $(, "pattern": $pattern)?
                })
            }
        }
    };
}
pub(crate) use text_value;
