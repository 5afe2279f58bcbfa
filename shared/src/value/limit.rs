use std::{fmt, str::FromStr};

use super::{ParseError, Size, text_value};

/// A number that must not be passed, or `unlimited` (-1 in OpenStack).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    Unlimited,
    At(u32),
}

impl Limit {
    /// Whether so many are allowed.
    pub fn allows(self, count: u64) -> bool {
        match self {
            Limit::Unlimited => true,
            Limit::At(most) => count <= u64::from(most),
        }
    }
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Limit::Unlimited => f.write_str("unlimited"),
            Limit::At(most) => most.fmt(f),
        }
    }
}

impl serde::Serialize for Limit {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Limit::Unlimited => serializer.serialize_str("unlimited"),
            Limit::At(most) => serializer.serialize_u32(*most),
        }
    }
}

impl<'de> serde::Deserialize<'de> for Limit {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl serde::de::Visitor<'_> for Visitor {
            type Value = Limit;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a whole number, or `unlimited`")
            }

            fn visit_u64<E: serde::de::Error>(self, number: u64) -> Result<Limit, E> {
                u32::try_from(number).map(Limit::At).map_err(|_| E::invalid_value(serde::de::Unexpected::Unsigned(number), &self))
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Limit, E> {
                match text {
                    "unlimited" => Ok(Limit::Unlimited),
                    _ => Err(E::invalid_value(serde::de::Unexpected::Str(text), &self)),
                }
            }
        }
        deserializer.deserialize_any(Visitor)
    }
}

impl schemars::JsonSchema for Limit {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Limit".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "anyOf": [{ "type": "integer", "minimum": 0 }, { "const": "unlimited" }] })
    }
}

/// A size that must not be passed, or `unlimited`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SizeLimit {
    Unlimited,
    At(Size),
}

impl SizeLimit {
    /// Whether so much is allowed.
    pub fn allows(self, size: Size) -> bool {
        match self {
            SizeLimit::Unlimited => true,
            SizeLimit::At(most) => size <= most,
        }
    }
}

impl FromStr for SizeLimit {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        if text == "unlimited" { Ok(SizeLimit::Unlimited) } else { text.parse().map(SizeLimit::At) }
    }
}

impl fmt::Display for SizeLimit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SizeLimit::Unlimited => f.write_str("unlimited"),
            SizeLimit::At(most) => most.fmt(f),
        }
    }
}

text_value!(SizeLimit, "A size such as 100 GiB, or unlimited");
