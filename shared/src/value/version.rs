use std::{cmp::Ordering, fmt, str::FromStr, sync::Arc};

use super::{ParseError, text_value};

/// A release: `4.2.4`, or with what a distribution adds, such as `4.5.0-0.okd-2020-07-14-153706-ga`.
#[derive(Clone)]
pub struct Version {
    text: Arc<str>,
    parts: [u32; 3],
}

impl Version {
    /// Major and minor: what documents speak of.
    pub fn minor(&self) -> (u32, u32) {
        (self.parts[0], self.parts[1])
    }

    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl FromStr for Version {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        let wrong = || ParseError::new(format!("{text:?} is not a release such as 4.2.4"));
        let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '+' | '_');
        if text.len() > 63 || !text.chars().all(fits) {
            return Err(wrong());
        }
        let numbers = text.split(['-', '+']).next().unwrap_or_default();
        let mut parts = [0; 3];
        let mut given = 0;
        for (index, part) in numbers.split('.').enumerate() {
            *parts.get_mut(index).ok_or_else(wrong)? = part.parse().map_err(|_| wrong())?;
            given += 1;
        }
        if given < 2 {
            return Err(wrong());
        }
        Ok(Version { text: text.into(), parts })
    }
}

impl PartialEq for Version {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for Version {}

impl PartialOrd for Version {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Version {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.parts, &self.text).cmp(&(other.parts, &other.text))
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Debug for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

text_value!(Version, "A release, such as 4.2.4");

#[cfg(test)]
mod tests {
    use super::Version;

    fn version(text: &str) -> Version {
        text.parse().unwrap()
    }

    #[test]
    fn releases_compare_by_number() {
        assert!(version("4.10.0") > version("4.9.33"));
        assert!(version("4.5") < version("4.5.1"));
        assert_eq!(version("4.5.0-0.okd-2020-07-14-153706-ga").minor(), (4, 5));
    }

    #[test]
    fn what_is_no_release_is_refused() {
        for text in ["", "4", "four", "4.x", "4.2.4.1", "4.2 4"] {
            assert!(text.parse::<Version>().is_err(), "{text}");
        }
    }
}
