use std::{fmt, str::FromStr, sync::Arc};

use super::{ParseError, text_value};

/// A name that people give: safe in XML, a shell, a path and a host name.
///
/// Letters, digits, `.`, `_` and `-`; starts with a letter or digit; at most 63 characters (a DNS label, RFC 1035 §2.3.4).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name(Arc<str>);

impl Name {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Name {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        well_formed(text, 63)?;
        Ok(Name(text.into()))
    }
}

/// A file's name inside a pool's folder: a [`Name`]'s characters, at most 200 of them.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileName(Arc<str>);

impl FileName {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for FileName {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        well_formed(text, 200)?;
        Ok(FileName(text.into()))
    }
}

fn well_formed(text: &str, longest: usize) -> Result<(), ParseError> {
    let Some(first) = text.chars().next() else {
        return Err(ParseError::new("a name is empty"));
    };
    if !first.is_ascii_alphanumeric() {
        return Err(ParseError::new(format!("the name {text:?} must start with a letter or a digit")));
    }
    if let Some(bad) = text.chars().find(|c| !(c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-'))) {
        return Err(ParseError::new(format!("the name {text:?} contains {bad:?}; use letters, digits, '.', '_' and '-'")));
    }
    if text.len() > longest {
        return Err(ParseError::new(format!("the name {text:?} has {} characters; {longest} is the most", text.len())));
    }
    Ok(())
}

macro_rules! show_as_text {
    ($type:ident) => {
        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{:?}", &*self.0)
            }
        }

        impl std::borrow::Borrow<str> for $type {
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl PartialEq<str> for $type {
            fn eq(&self, other: &str) -> bool {
                &*self.0 == other
            }
        }
    };
}
show_as_text!(Name);
show_as_text!(FileName);

text_value!(
    Name,
    "Letters, digits, '.', '_' and '-'; starts with a letter or digit; at most 63 characters",
    pattern = "^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$"
);
text_value!(FileName, "A file's name inside a pool: letters, digits, '.', '_' and '-'", pattern = "^[A-Za-z0-9][A-Za-z0-9._-]{0,199}$");
