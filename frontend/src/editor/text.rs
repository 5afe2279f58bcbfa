//! Words on the canvas and in lists.

/// The text with its middle left out when it is longer than `most` characters: the ends of names tell machines apart.
pub fn middle(text: &str, most: usize) -> String {
    let count = text.chars().count();
    if count <= most {
        return text.to_owned();
    }
    let kept = most.saturating_sub(1);
    let tail = kept / 2;
    let head: String = text.chars().take(kept - tail).collect();
    let tail: String = text.chars().skip(count - tail).collect();
    format!("{head}…{tail}")
}

/// `1 machine`, `2 machines`.
pub fn count(number: usize, one: &str, many: &str) -> String {
    if number == 1 { format!("1 {one}") } else { format!("{number} {many}") }
}

/// A duration for people: `40 s`, `3 min 20 s`, `1 h 5 min`.
pub fn duration(secs: u64) -> String {
    match secs {
        0..=59 => format!("{secs} s"),
        60..=3599 if secs.is_multiple_of(60) => format!("{} min", secs / 60),
        60..=3599 => format!("{} min {} s", secs / 60, secs % 60),
        _ => format!("{} h {} min", secs / 3600, secs % 3600 / 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_goes() {
        assert_eq!(middle("compute", 9), "compute");
        assert_eq!(middle("overcloud-compute01", 11), "overc…ute01");
    }

    #[test]
    fn durations_read_well() {
        let said = [0, 59, 60, 200, 3900].map(duration);
        assert_eq!(said, ["0 s", "59 s", "1 min", "3 min 20 s", "1 h 5 min"]);
    }
}
