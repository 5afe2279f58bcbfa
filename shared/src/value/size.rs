use std::{fmt, iter::Sum, ops::Add, str::FromStr};

use super::{ParseError, text_value};

/// An amount of memory or storage in bytes, written in binary units (`12288 MiB`, `16 GiB`).
///
/// The decimal units kB, MB, GB and TB are read too, because vendor pages use them; printed is always a binary unit, or bytes when no unit fits exactly.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Size(u64);

const UNITS: [(&str, u64); 10] = [
    ("TiB", 1 << 40),
    ("GiB", 1 << 30),
    ("MiB", 1 << 20),
    ("KiB", 1 << 10),
    ("TB", 1_000_000_000_000),
    ("GB", 1_000_000_000),
    ("MB", 1_000_000),
    ("kB", 1_000),
    ("KB", 1_000),
    ("B", 1),
];

impl Size {
    pub const ZERO: Size = Size(0);

    pub const fn from_bytes(bytes: u64) -> Self {
        Size(bytes)
    }

    pub const fn from_mib(mib: u64) -> Self {
        Size(mib << 20)
    }

    pub const fn from_gib(gib: u64) -> Self {
        Size(gib << 30)
    }

    pub const fn bytes(self) -> u64 {
        self.0
    }

    /// Whole KiB, rounded down: libvirt's unit for memory.
    pub const fn kib(self) -> u64 {
        self.0 >> 10
    }

    pub const fn mib(self) -> u64 {
        self.0 >> 20
    }

    pub fn gib(self) -> f64 {
        self.0 as f64 / (1u64 << 30) as f64
    }

    pub fn saturating_sub(self, other: Size) -> Size {
        Size(self.0.saturating_sub(other.0))
    }

    /// The size for a sentence or a meter: rounded to one decimal, `160.0 GiB` as `160 GiB`.
    pub fn human(self) -> String {
        for (unit, bytes) in &UNITS[..4] {
            if self.0 >= *bytes {
                let tenths = (self.0 as f64 * 10.0 / *bytes as f64).round() as u64;
                let (whole, tenth) = (tenths / 10, tenths % 10);
                return if tenth == 0 { format!("{whole} {unit}") } else { format!("{whole}.{tenth} {unit}") };
            }
        }
        format!("{} B", self.0)
    }
}

impl FromStr for Size {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        let wrong = || ParseError::new(format!("{text:?} is not a size; write a number and a unit, such as 512 MiB or 16 GiB"));
        let trimmed = text.trim();
        let digits = trimmed.find(|c: char| !(c.is_ascii_digit() || c == '.')).ok_or_else(wrong)?;
        let (number, unit) = trimmed.split_at(digits);
        let unit = unit.trim();
        let (_, scale) = UNITS.iter().find(|(name, _)| *name == unit).ok_or_else(wrong)?;
        let bytes = match number.parse::<u64>() {
            Ok(whole) => whole.checked_mul(*scale),
            Err(_) => {
                let number: f64 = number.parse().map_err(|_| wrong())?;
                let bytes = number * *scale as f64;
                (bytes.is_finite() && bytes <= u64::MAX as f64).then_some(bytes.round() as u64)
            }
        };
        let bytes = bytes.filter(|bytes| *bytes <= 1 << 60);
        bytes.map(Size).ok_or_else(|| ParseError::new(format!("{text:?} is larger than 1 EiB")))
    }
}

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (unit, bytes) in &UNITS[..4] {
            if self.0 >= *bytes && self.0.is_multiple_of(*bytes) {
                return write!(f, "{} {unit}", self.0 / bytes);
            }
        }
        write!(f, "{} B", self.0)
    }
}

impl fmt::Debug for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl Add for Size {
    type Output = Size;

    fn add(self, other: Size) -> Size {
        Size(self.0.saturating_add(other.0))
    }
}

impl Sum for Size {
    fn sum<I: Iterator<Item = Size>>(sizes: I) -> Size {
        sizes.fold(Size::ZERO, Add::add)
    }
}

text_value!(
    Size,
    "A number and a unit: B, KiB, MiB, GiB, TiB (binary) or kB, MB, GB, TB (decimal), such as 16 GiB",
    pattern = "^[0-9]+(\\.[0-9]+)? ?(B|[KMGT]iB|[kKMGT]B)$"
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_and_prints_binary_units() {
        for (text, printed) in [
            ("12288 MiB", "12 GiB"),
            ("100GiB", "100 GiB"),
            ("96 MiB", "96 MiB"),
            ("500 GB", "488281250 KiB"),
            ("1.5 GiB", "1536 MiB"),
            ("0 B", "0 B"),
        ] {
            assert_eq!(text.parse::<Size>().unwrap().to_string(), printed);
        }
    }

    #[test]
    fn refuses_what_is_no_size() {
        for text in ["", "12", "GiB", "-1 GiB", "1 gib", "1e30 GiB", "99999999999 TiB"] {
            assert!(text.parse::<Size>().is_err(), "{text}");
        }
    }
}
