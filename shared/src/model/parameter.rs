use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::value::Name;

use super::Keyed;

/// A value that a lab is made with: wherever `${param:NAME}` stands, the parameter's value is meant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Parameter {
    /// The parameter's name.
    pub name: Name,
    /// What its values are.
    #[serde(rename = "type", default, skip_serializing_if = "ParameterType::is_default")]
    pub kind: ParameterType,
    /// The value where none is given; may be computed from other parameters, such as `${param:masters * 2}`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<serde_json::Value>,
    /// The value that this lab is made with; the default where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<serde_json::Value>,
    /// The smallest value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<serde_json::Value>,
    /// The largest value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<serde_json::Value>,
    /// The only values there are.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<serde_json::Value>,
    /// What the parameter is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
}

/// What the values of a parameter are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ParameterType {
    #[default]
    Text,
    /// A name: letters, digits, `.`, `_` and `-`.
    Name,
    /// A whole number.
    Integer,
    /// A number.
    Number,
    Boolean,
    /// A size such as 16 GiB.
    Size,
    /// An IP address.
    Address,
    /// A prefix such as 172.16.0.0/24.
    Prefix,
}

impl ParameterType {
    fn is_default(&self) -> bool {
        *self == ParameterType::default()
    }

    /// What a value is called in a sentence.
    pub fn noun(self) -> &'static str {
        match self {
            ParameterType::Text => "a text",
            ParameterType::Name => "a name",
            ParameterType::Integer => "a whole number",
            ParameterType::Number => "a number",
            ParameterType::Boolean => "true or false",
            ParameterType::Size => "a size such as 16 GiB",
            ParameterType::Address => "an IP address",
            ParameterType::Prefix => "a prefix such as 172.16.0.0/24",
        }
    }
}

impl Keyed for Parameter {
    fn name(&self) -> &Name {
        &self.name
    }

    fn explicit_id(&self) -> Option<&Name> {
        None
    }
}
