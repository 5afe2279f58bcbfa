//! Changes of a text, at random but the same for the same number.

use std::collections::BTreeMap;

/// Values at the edge of what fields take.
const EDGES: [&str; 34] = [
    "0",
    "1",
    "-1",
    "2",
    "255",
    "4095",
    "65535",
    "65536",
    "4294967295",
    "4294967296",
    "18446744073709551615",
    "1e99",
    "null",
    "~",
    "true",
    "\"\"",
    "[]",
    "{}",
    "0 B",
    "1 B",
    "1 EiB",
    "1048576 TiB",
    "0.0.0.0",
    "255.255.255.255",
    "0.0.0.0/0",
    "10.0.0.0/31",
    "10.0.0.1/32",
    "\"::/0\"",
    "\"ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff\"",
    "\"::1/128\"",
    "{start: 0.0.0.0, end: 255.255.255.255}",
    "{start: \"::\", end: \"ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff\"}",
    "\"a\\u0000é\\n\"",
    "99999999999999999999.5",
];

/// Pseudo-random numbers (xorshift64*, Vigna 2016).
pub struct Chance(u64);

impl Chance {
    pub fn new(seed: u64) -> Self {
        Chance(seed.max(1).wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    /// Below `end`, which is not 0.
    pub fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) as usize % end
    }
}

/// What changes are made from.
pub struct Stock {
    texts: Vec<String>,
    /// The values that stand anywhere for a field, by its name.
    values: BTreeMap<String, Vec<String>>,
}

impl Stock {
    pub fn new(texts: Vec<String>) -> Self {
        let mut values: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for text in &texts {
            for (key, start, end) in places(text) {
                values.entry(key.to_owned()).or_default().push(text[start..end].to_owned());
            }
        }
        Stock { texts, values }
    }

    /// One of the texts with one to four changes.
    pub fn changed(&self, chance: &mut Chance) -> String {
        let mut text = self.texts[chance.below(self.texts.len())].clone();
        for _ in 0..=chance.below(4) {
            text = match chance.below(16) {
                0..10 => self.value(&text, chance),
                10..13 => edge(&text, chance),
                13 => line(&text, chance, |lines, at, _| drop(lines.remove(at))),
                14 => line(&text, chance, |lines, at, other| lines.insert(at, lines[other].clone())),
                _ => line(&text, chance, |lines, at, other| lines.swap(at, other)),
            };
        }
        text
    }

    /// The value that some lab has for a field, in the place of another.
    fn value(&self, text: &str, chance: &mut Chance) -> String {
        let places = places(text);
        if places.is_empty() {
            return text.to_owned();
        }
        let (key, start, end) = places[chance.below(places.len())];
        let known = self.values.get(key).map(Vec::as_slice).unwrap_or_default();
        match known.is_empty() {
            true => text.to_owned(),
            false => format!("{}{}{}", &text[..start], known[chance.below(known.len())], &text[end..]),
        }
    }
}

/// A value at the edge in the place of another.
fn edge(text: &str, chance: &mut Chance) -> String {
    let places = places(text);
    if places.is_empty() {
        return text.to_owned();
    }
    let (_, start, end) = places[chance.below(places.len())];
    format!("{}{}{}", &text[..start], EDGES[chance.below(EDGES.len())], &text[end..])
}

/// The names of fields, and where their values stand: after a colon and a space, up to what ends them.
fn places(text: &str) -> Vec<(&str, usize, usize)> {
    let starts = text.match_indices(": ").map(|(at, found)| (at, at + found.len()));
    let key = |at: usize| text[..at].rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    let end = |start: usize| text[start..].find([',', '}', ']', '\n']).map_or(text.len(), |length| start + length);
    starts.map(|(at, start)| (key(at), start, end(start))).filter(|(_, start, end)| start < end).collect()
}

fn line(text: &str, chance: &mut Chance, change: impl Fn(&mut Vec<String>, usize, usize)) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    if lines.len() > 4 {
        // The first lines make it a lab.
        let (at, other) = (3 + chance.below(lines.len() - 3), 3 + chance.below(lines.len() - 3));
        change(&mut lines, at, other);
    }
    lines.join("\n") + "\n"
}
