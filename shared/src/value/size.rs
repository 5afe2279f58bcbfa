use std::{fmt, iter::Sum, ops::Add, str::FromStr};

use super::{ParseError, text_value};

/// An amount of memory or storage in bytes, written in binary units (`12288 MiB`, `16 GiB`) or, as vendor pages have it, in decimal ones (`500 GB`).
///
/// Printed is the largest unit that fits exactly: `500 GB` stays what it is, and no number is rounded.
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
        let exact = UNITS.iter().filter(|(_, bytes)| self.0 >= *bytes && self.0.is_multiple_of(*bytes));
        // `kB` before `KB`, which is as large.
        let (unit, bytes) = exact.rev().max_by_key(|(_, bytes)| *bytes).unwrap_or(&("B", 1));
        write!(f, "{} {unit}", self.0 / bytes)
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
    fn prints_the_largest_unit_that_fits_exactly() {
        for (text, printed) in [
            ("12288 MiB", "12 GiB"),
            ("100GiB", "100 GiB"),
            ("96 MiB", "96 MiB"),
            ("500 GB", "500 GB"),
            ("0.5 TB", "500 GB"),
            ("1024 kB", "1000 KiB"),
            ("1000 KB", "1 MB"),
            ("512 MB", "512 MB"),
            ("1000 GiB", "1000 GiB"),
            ("1 kB", "1 kB"),
            ("1001 B", "1001 B"),
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

    proptest::proptest! {
        #[test]
        fn a_size_reads_back_as_it_is_printed(number in 0..2_000u64, unit in 0..UNITS.len(), any in 0..=1u64 << 60) {
            for bytes in [number.saturating_mul(UNITS[unit].1).min(1 << 60), any] {
                let printed = Size::from_bytes(bytes).to_string();
                proptest::prop_assert_eq!(printed.parse::<Size>().unwrap(), Size::from_bytes(bytes));
                proptest::prop_assert_eq!(printed.parse::<Size>().unwrap().to_string(), printed);
            }
        }

        #[test]
        fn whole_numbers_keep_their_unit_unless_a_larger_one_fits(number in 1..1_000u64, unit in 0..UNITS.len()) {
            let (name, bytes) = UNITS[unit];
            let text = format!("{number} {name}");
            let printed = text.parse::<Size>().unwrap().to_string();
            let larger = UNITS.iter().any(|(_, other)| *other > bytes && (number * bytes).is_multiple_of(*other));
            proptest::prop_assert!(larger || printed == text.replace('K', "k").replace("kiB", "KiB"), "{text} becomes {printed}");
        }
    }
}
