use std::{collections::BTreeSet, fmt::Write as _};

use serde_json::Value;

use super::{
    comments::{Comments, TAIL},
    path,
};

/// The canonical print of a value.
pub fn print(value: &Value) -> String {
    print_with(value, &Comments::default())
}

/// The canonical print of a value with its comments. Comments of places that are gone stand at the nearest place that is left.
pub fn print_with(value: &Value, comments: &Comments) -> String {
    let comments = if comments.is_empty() {
        Comments::default()
    } else {
        let mut present = BTreeSet::new();
        places(value, "", &mut present);
        comments.settled(&present)
    };
    printed(value, Printer { out: String::new(), comments, style: Style::Compact })
}

/// The same for programs that read the file: nothing in flow style, and what stands in place of a value that comes later (`${…}`) in double
/// quotes, so that it may be any text.
pub fn print_plain(value: &Value) -> String {
    printed(value, Printer { out: String::new(), comments: Comments::default(), style: Style::Plain })
}

fn printed(value: &Value, mut printer: Printer) -> String {
    match value {
        Value::Object(fields) if !fields.is_empty() => printer.mapping(fields, "", 0, true),
        Value::Array(items) if !items.is_empty() => printer.sequence(items, "", 0),
        scalar => {
            printer.out.push_str(&scalar_text(scalar, false));
            printer.out.push('\n');
        }
    }
    printer.before(TAIL, 0);
    printer.out
}

/// A line longer than this is not written in flow style.
const FLOW_WIDTH: usize = 110;

struct Printer {
    out: String,
    comments: Comments,
    style: Style,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Style {
    /// Short collections of scalars on one line.
    Compact,
    /// One value on a line.
    Plain,
}

impl Printer {
    fn mapping(&mut self, fields: &serde_json::Map<String, Value>, at: &str, indent: usize, is_top: bool) {
        for (index, (key, value)) in fields.iter().enumerate() {
            let path = path::field(at, key);
            if is_top && index > 0 && (value.is_object() || value.is_array()) {
                self.out.push('\n');
            }
            self.before(&path, indent);
            self.indent(indent);
            self.entry(key, value, &path, indent);
        }
    }

    /// `key: value` from where the line stands.
    fn entry(&mut self, key: &str, value: &Value, path: &str, indent: usize) {
        self.out.push_str(&key_text(key, false));
        self.out.push(':');
        let is_section = indent == 0;
        match value {
            Value::Object(fields) if !fields.is_empty() && (is_section || !self.fits_flow(value, path, indent + key.len())) => {
                self.trailing(path);
                self.out.push('\n');
                self.mapping(fields, path, indent + 2, false);
            }
            Value::Array(items) if !items.is_empty() && !self.fits_flow(value, path, indent + key.len()) => {
                self.trailing(path);
                self.out.push('\n');
                self.sequence(items, path, indent);
            }
            Value::String(text) if is_block(text) => self.block(text, path, indent + 2),
            _ => {
                self.out.push(' ');
                let text = self.one_line(value);
                self.out.push_str(&text);
                self.trailing(path);
                self.out.push('\n');
            }
        }
    }

    fn sequence(&mut self, items: &[Value], at: &str, indent: usize) {
        for (index, item) in items.iter().enumerate() {
            let path = path::item(at, index, path::json_identity(item));
            self.before(&path, indent);
            let is_spread =
                matches!(item, Value::Object(fields) if !fields.is_empty() && (indent == 0 || !self.fits_flow(item, &path, indent)));
            if is_spread {
                // There is no one line that it could stand at the end of.
                self.trailing_before(&path, indent);
            }
            self.indent(indent);
            self.out.push_str("- ");
            match item {
                Value::Object(fields) if is_spread => {
                    for (number, (key, value)) in fields.iter().enumerate() {
                        let field = path::field(&path, key);
                        if number > 0 {
                            self.before(&field, indent + 2);
                            self.indent(indent + 2);
                        }
                        self.entry(key, value, &field, indent + 2);
                    }
                }
                Value::String(text) if is_block(text) => self.block(text, &path, indent + 2),
                _ => {
                    let text = self.one_line(item);
                    self.out.push_str(&text);
                    self.trailing(&path);
                    self.out.push('\n');
                }
            }
        }
    }

    fn one_line(&self, value: &Value) -> String {
        match value {
            Value::String(text) if self.style == Style::Plain && text.contains("${") => quoted(text),
            _ => flow(value),
        }
    }

    /// A literal block scalar; the line stands after `:` or `- `.
    fn block(&mut self, text: &str, path: &str, indent: usize) {
        if self.out.ends_with(':') {
            self.out.push(' ');
        }
        self.out.push_str(if text.ends_with('\n') { "|" } else { "|-" });
        self.trailing(path);
        self.out.push('\n');
        for line in text.strip_suffix('\n').unwrap_or(text).split('\n') {
            if !line.is_empty() {
                self.indent(indent);
                self.out.push_str(line);
            }
            self.out.push('\n');
        }
    }

    /// Whether a collection goes on one line: it holds scalars only, is short, and no comment stands inside it.
    fn fits_flow(&self, value: &Value, path: &str, indent: usize) -> bool {
        let is_plain = |value: &Value| match value {
            Value::Object(fields) => fields.is_empty(),
            Value::Array(items) => items.iter().all(|item| !item.is_object() && !item.is_array()),
            Value::String(text) => !is_block(text),
            Value::Null | Value::Bool(_) | Value::Number(_) => true,
        };
        let holds_scalars = match value {
            Value::Object(fields) => fields.values().all(is_plain),
            Value::Array(items) => items.iter().all(|item| !item.is_object() && !item.is_array() && is_plain(item)),
            _ => true,
        };
        self.style == Style::Compact && holds_scalars && indent + flow(value).len() <= FLOW_WIDTH && !self.comments.has_inside(path)
    }

    fn before(&mut self, path: &str, indent: usize) {
        for line in self.comments.take_before(path) {
            self.indent(indent);
            self.out.push_str(&line);
            self.out.push('\n');
        }
    }

    fn trailing(&mut self, path: &str) {
        if let Some(trailing) = self.comments.take_trailing(path) {
            self.out.push_str("  ");
            self.out.push_str(&trailing);
        }
    }

    /// A comment for a line's end, on a line of its own.
    fn trailing_before(&mut self, path: &str, indent: usize) {
        if let Some(trailing) = self.comments.take_trailing(path) {
            self.indent(indent);
            self.out.push_str(&trailing);
            self.out.push('\n');
        }
    }

    fn indent(&mut self, indent: usize) {
        self.out.extend(std::iter::repeat_n(' ', indent));
    }
}

fn places(value: &Value, at: &str, present: &mut BTreeSet<String>) {
    if !at.is_empty() {
        present.insert(at.to_owned());
    }
    match value {
        Value::Object(fields) => fields.iter().for_each(|(key, value)| places(value, &path::field(at, key), present)),
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                places(item, &path::item(at, index, path::json_identity(item)), present);
            }
        }
        _ => {}
    }
}

/// Whether a string is written as a literal block: it has lines, and nothing that such a block cannot hold.
fn is_block(text: &str) -> bool {
    // Empty lines at the end would run together with those between sections.
    let ends_well = !text.ends_with("\n\n");
    text.contains('\n')
        && ends_well
        && !text.starts_with([' ', '\n', '\t'])
        && text.trim() != ""
        && text.chars().all(|c| c == '\n' || c == '\t' || (!c.is_control() && !is_line_break_like(c) && c != '\u{feff}'))
}

fn is_line_break_like(c: char) -> bool {
    matches!(c, '\u{85}' | '\u{2028}' | '\u{2029}')
}

fn flow(value: &Value) -> String {
    match value {
        Value::Object(fields) => {
            let mut out = String::from("{");
            for (index, (key, value)) in fields.iter().enumerate() {
                let comma = if index == 0 { "" } else { ", " };
                let _ = write!(out, "{comma}{}: {}", key_text(key, true), flow_inner(value));
            }
            out + "}"
        }
        Value::Array(items) => format!("[{}]", items.iter().map(flow_inner).collect::<Vec<_>>().join(", ")),
        scalar => scalar_text(scalar, false),
    }
}

fn flow_inner(value: &Value) -> String {
    match value {
        Value::Object(_) | Value::Array(_) => flow(value),
        scalar => scalar_text(scalar, true),
    }
}

fn scalar_text(value: &Value, in_flow: bool) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(flag) => flag.to_string(),
        Value::Number(number) => match number.as_f64() {
            Some(float) if number.is_f64() && float.fract() == 0.0 && float.abs() < 1e15 => format!("{float:.0}"),
            _ => number.to_string(),
        },
        Value::String(string) => text(string, in_flow),
        Value::Object(_) | Value::Array(_) => flow(value),
    }
}

/// A field's name. `y` and `n` stand plain: readers that take them for truth values do so for values only.
fn key_text(key: &str, in_flow: bool) -> String {
    if matches!(key, "y" | "n") { key.to_owned() } else { text(key, in_flow) }
}

/// A string as it stands in YAML: plain where every reader takes it for a string, otherwise in double quotes.
fn text(string: &str, in_flow: bool) -> String {
    if is_plain_string(string, in_flow) {
        return string.to_owned();
    }
    quoted(string)
}

/// A string in double quotes.
fn quoted(string: &str) -> String {
    let mut out = String::from("\"");
    for c in string.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            c if c.is_control() || is_line_break_like(c) || c == '\u{feff}' => {
                let _ = write!(out, "\\u{:04X}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out + "\""
}

fn is_plain_string(string: &str, in_flow: bool) -> bool {
    let Some(first) = string.chars().next() else { return false };
    let starts_well = first.is_alphanumeric() || matches!(first, '/' | '.' | '_' | '<' | '^' | '(' | '$' | '+');
    // Before a comma or a bracket a lone sign would be taken for one of YAML's own.
    if in_flow && string.ends_with([' ', '-', '?', ':']) && string.rsplit(' ').next().is_some_and(|word| word.len() < 2) {
        return false;
    }
    let is_unsafe =
        |c: char| c.is_control() || is_line_break_like(c) || c == '\u{feff}' || in_flow && matches!(c, ',' | '[' | ']' | '{' | '}');
    let is_safe = !string.chars().any(is_unsafe);
    // A word that some reader takes for a truth value, nothing, a number or a time of day.
    let lower = string.to_ascii_lowercase();
    let is_word_of_yaml =
        matches!(lower.as_str(), "true" | "false" | "yes" | "no" | "on" | "off" | "y" | "n" | "null" | "nan" | ".nan" | ".inf" | "+.inf");
    let looks_numeric = (first.is_ascii_digit() || matches!(first, '+' | '-' | '.'))
        && string.chars().any(|c| c.is_ascii_digit())
        && (string.parse::<f64>().is_ok()
            || lower.starts_with("0x")
            || lower.starts_with("0o")
            || string.chars().all(|c| c.is_ascii_digit() || matches!(c, ':' | '_' | '.' | '+' | '-')) && !string.contains('.')
            || string.chars().filter(|c| *c == '.').count() <= 1
                && string.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | '_' | 'e' | 'E' | '+' | '-')));
    starts_well
        && is_safe
        && !is_word_of_yaml
        && !looks_numeric
        && !string.contains(": ")
        && !string.ends_with(':')
        && !string.contains(" #")
        && string.trim() == string
        && string != "---"
        && string != "..."
}
