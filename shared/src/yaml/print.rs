use std::{collections::BTreeSet, fmt::Write as _};

use serde_json::Value;

use super::{comments::Comments, path};

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
    printed(value, Printer::new(comments, Style::Compact))
}

/// The same for programs that read the file: nothing in flow style, and what stands in place of a value that comes later (`${…}`) in double
/// quotes, so that it may be any text.
pub fn print_plain(value: &Value) -> String {
    printed(value, Printer::new(Comments::default(), Style::Plain))
}

fn printed(value: &Value, mut printer: Printer) -> String {
    match value {
        Value::Object(fields) if !fields.is_empty() => printer.mapping(fields, 0, true),
        Value::Array(items) if !items.is_empty() => printer.sequence(items, 0),
        scalar => {
            write_scalar(&mut printer.out, scalar, false);
            printer.out.push('\n');
        }
    }
    // What stands after the last place has the empty path.
    printer.before(0);
    printer.out
}

/// A line longer than this is not written in flow style.
const FLOW_WIDTH: usize = 110;

struct Printer {
    out: String,
    /// The path of what is printed; only kept where there are comments.
    at: String,
    comments: Comments,
    has_comments: bool,
    style: Style,
    /// What [`Printer::fits_flow`] wrote last.
    flow: String,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Style {
    /// Short collections of scalars on one line.
    Compact,
    /// One value on a line.
    Plain,
}

impl Printer {
    fn new(comments: Comments, style: Style) -> Self {
        Printer { out: String::new(), at: String::new(), has_comments: !comments.is_empty(), comments, style, flow: String::new() }
    }

    /// Goes to a field; returns the length of the path to come back to.
    fn enter_field(&mut self, key: &str) -> usize {
        let length = self.at.len();
        if self.has_comments {
            path::push_field(&mut self.at, key);
        }
        length
    }

    fn enter_item(&mut self, index: usize, item: &Value) -> usize {
        let length = self.at.len();
        if self.has_comments {
            path::push_item(&mut self.at, index, path::json_identity(item));
        }
        length
    }

    fn mapping(&mut self, fields: &serde_json::Map<String, Value>, indent: usize, is_top: bool) {
        for (index, (key, value)) in fields.iter().enumerate() {
            let back = self.enter_field(key);
            if is_top && index > 0 && (value.is_object() || value.is_array()) {
                self.out.push('\n');
            }
            self.before(indent);
            self.indent(indent);
            self.entry(key, value, indent);
            self.at.truncate(back);
        }
    }

    /// `key: value` from where the line stands.
    fn entry(&mut self, key: &str, value: &Value, indent: usize) {
        write_key(&mut self.out, key, false);
        self.out.push(':');
        let is_section = indent == 0;
        match value {
            Value::Object(fields) if !fields.is_empty() && (is_section || !self.fits_flow(value, indent + key.len())) => {
                self.trailing();
                self.out.push('\n');
                self.mapping(fields, indent + 2, false);
            }
            Value::Array(items) if !items.is_empty() && !self.fits_flow(value, indent + key.len()) => {
                self.trailing();
                self.out.push('\n');
                self.sequence(items, indent);
            }
            Value::String(text) if is_block(text) => self.block(text, indent + 2),
            _ => {
                self.out.push(' ');
                self.one_line(value);
            }
        }
    }

    fn sequence(&mut self, items: &[Value], indent: usize) {
        for (index, item) in items.iter().enumerate() {
            let back = self.enter_item(index, item);
            self.before(indent);
            let is_spread = matches!(item, Value::Object(fields) if !fields.is_empty() && (indent == 0 || !self.fits_flow(item, indent)));
            if is_spread {
                // There is no one line that it could stand at the end of.
                self.trailing_before(indent);
            }
            self.indent(indent);
            self.out.push_str("- ");
            match item {
                Value::Object(fields) if is_spread => self.item_fields(fields, indent + 2),
                Value::String(text) if is_block(text) => self.block(text, indent + 2),
                _ => self.one_line(item),
            }
            self.at.truncate(back);
        }
    }

    /// The fields of an item, the first on the line of its dash.
    fn item_fields(&mut self, fields: &serde_json::Map<String, Value>, indent: usize) {
        for (number, (key, value)) in fields.iter().enumerate() {
            let back = self.enter_field(key);
            if number > 0 {
                self.before(indent);
                self.indent(indent);
            }
            self.entry(key, value, indent);
            self.at.truncate(back);
        }
    }

    /// A value to the end of its line.
    fn one_line(&mut self, value: &Value) {
        match value {
            Value::String(text) if self.style == Style::Plain && text.contains("${") => write_quoted(&mut self.out, text),
            _ => write_flow(&mut self.out, value),
        }
        self.trailing();
        self.out.push('\n');
    }

    /// A literal block scalar; the line stands after `:` or `- `.
    fn block(&mut self, text: &str, indent: usize) {
        if self.out.ends_with(':') {
            self.out.push(' ');
        }
        self.out.push_str(if text.ends_with('\n') { "|" } else { "|-" });
        self.trailing();
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
    fn fits_flow(&mut self, value: &Value, indent: usize) -> bool {
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
        if self.style != Style::Compact || !holds_scalars {
            return false;
        }
        self.flow.clear();
        write_flow(&mut self.flow, value);
        indent + self.flow.len() <= FLOW_WIDTH && !(self.has_comments && self.comments.has_inside(&self.at))
    }

    fn before(&mut self, indent: usize) {
        if !self.has_comments {
            return;
        }
        for line in self.comments.take_before(&self.at) {
            self.indent(indent);
            self.out.push_str(&line);
            self.out.push('\n');
        }
    }

    fn take_trailing(&mut self) -> Option<String> {
        if self.has_comments { self.comments.take_trailing(&self.at) } else { None }
    }

    fn trailing(&mut self) {
        if let Some(trailing) = self.take_trailing() {
            self.out.push_str("  ");
            self.out.push_str(&trailing);
        }
    }

    /// A comment for a line's end, on a line of its own.
    fn trailing_before(&mut self, indent: usize) {
        if let Some(trailing) = self.take_trailing() {
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

fn write_flow(out: &mut String, value: &Value) {
    match value {
        Value::Object(fields) => {
            out.push('{');
            for (index, (key, value)) in fields.iter().enumerate() {
                out.push_str(if index == 0 { "" } else { ", " });
                write_key(out, key, true);
                out.push_str(": ");
                write_flow_inner(out, value);
            }
            out.push('}');
        }
        Value::Array(items) => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                out.push_str(if index == 0 { "" } else { ", " });
                write_flow_inner(out, item);
            }
            out.push(']');
        }
        scalar => write_scalar(out, scalar, false),
    }
}

fn write_flow_inner(out: &mut String, value: &Value) {
    match value {
        Value::Object(_) | Value::Array(_) => write_flow(out, value),
        scalar => write_scalar(out, scalar, true),
    }
}

fn write_scalar(out: &mut String, value: &Value, in_flow: bool) {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(flag) => out.push_str(if *flag { "true" } else { "false" }),
        Value::Number(number) => {
            let _ = match number.as_f64() {
                Some(float) if number.is_f64() && float.fract() == 0.0 && float.abs() < 1e15 => write!(out, "{float:.0}"),
                _ => write!(out, "{number}"),
            };
        }
        Value::String(string) => write_text(out, string, in_flow),
        Value::Object(_) | Value::Array(_) => write_flow(out, value),
    }
}

/// A field's name. `y` and `n` stand plain: readers that take them for truth values do so for values only.
fn write_key(out: &mut String, key: &str, in_flow: bool) {
    if matches!(key, "y" | "n") { out.push_str(key) } else { write_text(out, key, in_flow) }
}

/// A string as it stands in YAML: plain where every reader takes it for a string, otherwise in double quotes.
fn write_text(out: &mut String, string: &str, in_flow: bool) {
    if is_plain_string(string, in_flow) { out.push_str(string) } else { write_quoted(out, string) }
}

/// A string in double quotes.
fn write_quoted(out: &mut String, string: &str) {
    out.push('"');
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
    out.push('"');
}

const WORDS: [&str; 13] = ["true", "false", "yes", "no", "on", "off", "y", "n", "null", "nan", ".nan", ".inf", "+.inf"];

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
    let is_word_of_yaml = WORDS.iter().any(|word| word.eq_ignore_ascii_case(string));
    let looks_numeric = (first.is_ascii_digit() || matches!(first, '+' | '-' | '.'))
        && string.chars().any(|c| c.is_ascii_digit())
        && (string.parse::<f64>().is_ok()
            || string.starts_with("0x")
            || string.starts_with("0X")
            || string.starts_with("0o")
            || string.starts_with("0O")
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
