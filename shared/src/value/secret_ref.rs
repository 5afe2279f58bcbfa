use std::{fmt, str::FromStr};

use super::{Name, ParseError, text_value};

/// The name of a secret, written `secret:NAME`; its value stays in the secret store and is resolved inside a driver only.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SecretRef(Name);

impl SecretRef {
    pub fn name(&self) -> &Name {
        &self.0
    }

    /// What stands for the secret's value in a rendered file until a driver writes it.
    pub fn placeholder(&self) -> String {
        format!("${{{self}}}")
    }
}

impl SecretRef {
    /// The secrets whose placeholders stand in a text.
    pub fn placeholders(text: &str) -> Vec<SecretRef> {
        text.split("${").skip(1).filter_map(|rest| rest.split_once('}')).filter_map(|(inside, _)| inside.parse().ok()).collect()
    }
}

impl FromStr for SecretRef {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        let name = text.strip_prefix("secret:").ok_or_else(|| {
            ParseError::new("write secret:NAME here and store the value with `labwright secret set NAME`; a secret never stands in a lab")
        })?;
        name.parse().map(SecretRef)
    }
}

impl fmt::Display for SecretRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "secret:{}", self.0)
    }
}

impl fmt::Debug for SecretRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

text_value!(SecretRef, "The name of a stored secret, written secret:NAME", pattern = "^secret:[A-Za-z0-9][A-Za-z0-9._-]{0,62}$");
