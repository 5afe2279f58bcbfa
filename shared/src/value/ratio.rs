use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

/// How much may be asked of a resource for each unit there is, in thousandths: 4.0 means four virtual CPUs on a thread.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ratio(u32);

impl Ratio {
    pub const ONE: Ratio = Ratio(1000);

    pub const fn from_thousandths(thousandths: u32) -> Self {
        Ratio(thousandths)
    }

    pub fn value(self) -> f64 {
        f64::from(self.0) / 1000.0
    }

    /// `amount` times this ratio, rounded down.
    pub fn of(self, amount: u64) -> u64 {
        (u128::from(amount) * u128::from(self.0) / 1000).min(u128::from(u64::MAX)) as u64
    }
}

impl fmt::Display for Ratio {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.value())
    }
}

impl fmt::Debug for Ratio {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl Serialize for Ratio {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(self.value())
    }
}

impl<'de> Deserialize<'de> for Ratio {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = f64::deserialize(deserializer)?;
        if !(0.001..=1000.0).contains(&value) {
            return Err(D::Error::custom(format!("{value} is not a ratio between 0.001 and 1000")));
        }
        Ok(Ratio((value * 1000.0).round() as u32))
    }
}

impl schemars::JsonSchema for Ratio {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Ratio".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "number", "minimum": 0.001, "maximum": 1000,
            "description": "How much may be asked for each unit there is: 4 means four virtual CPUs on a thread"
        })
    }
}
