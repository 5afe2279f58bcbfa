use std::collections::{BTreeMap, HashMap};

use saphyr_parser::{Event, Marker, Parser, ScalarStyle, Span};

use super::{Position, YamlError};

/// How large a document may be; beyond that it is refused before it costs anything.
#[derive(Clone, Debug)]
pub struct Limits {
    pub bytes: usize,
    pub depth: usize,
    /// Nodes in all, those that aliases stand for included.
    pub nodes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Limits { bytes: 8 << 20, depth: 64, nodes: 1_000_000 }
    }
}

/// A piece of a document with its place in the text.
#[derive(Clone, Debug)]
pub struct Node {
    pub value: Value,
    pub start: Position,
    pub end: Position,
}

#[derive(Clone, Debug)]
pub enum Value {
    /// `plain`: without quotes; `block`: literal or folded, and `start` is then the first line of its content.
    Scalar {
        text: String,
        plain: bool,
        block: bool,
    },
    Sequence(Vec<Node>),
    Mapping(Vec<(Key, Node)>),
}

/// A mapping's key.
#[derive(Clone, Debug)]
pub struct Key {
    pub text: String,
    pub start: Position,
    pub end: Position,
}

impl Node {
    /// Reads a text of exactly one YAML document.
    pub fn parse(text: &str, limits: &Limits) -> Result<Node, YamlError> {
        if text.len() > limits.bytes {
            return Err(error(
                format!("the document has {} bytes; {} is the most", text.len(), limits.bytes),
                Position { line: 1, column: 1 },
            ));
        }
        Builder::new(limits).build(text)
    }

    /// The value of a mapping's key.
    pub fn get(&self, key: &str) -> Option<&Node> {
        match &self.value {
            Value::Mapping(entries) => entries.iter().find(|(k, _)| k.text == key).map(|(_, node)| node),
            Value::Scalar { .. } | Value::Sequence(_) => None,
        }
    }

    /// A mapping's fields, to change their values.
    pub fn fields_mut(&mut self) -> impl Iterator<Item = (&str, &mut Node)> {
        let entries = match &mut self.value {
            Value::Mapping(entries) => entries.as_mut_slice(),
            Value::Scalar { .. } | Value::Sequence(_) => &mut [],
        };
        entries.iter_mut().map(|(key, node)| (key.text.as_str(), node))
    }

    pub fn as_text(&self) -> Option<&str> {
        match &self.value {
            Value::Scalar { text, .. } => Some(text),
            Value::Sequence(_) | Value::Mapping(_) => None,
        }
    }

    /// A list's items with their paths below `at`.
    pub fn items(&self, at: &str) -> Vec<(String, &Node)> {
        match &self.value {
            Value::Sequence(items) => {
                items.iter().enumerate().map(|(index, item)| (super::path::item(at, index, super::path::identity(item)), item)).collect()
            }
            Value::Scalar { .. } | Value::Mapping(_) => Vec::new(),
        }
    }

    /// The node of a JSON value; all of it stands where a text begins.
    pub(super) fn from_json(value: &serde_json::Value) -> Node {
        use serde_json::Value as Json;
        let start = Position { line: 1, column: 1 };
        let scalar = |text: String, plain| Value::Scalar { text, plain, block: false };
        let value = match value {
            Json::Null => scalar("null".to_owned(), true),
            Json::Bool(flag) => scalar(flag.to_string(), true),
            Json::Number(number) => scalar(number.to_string(), true),
            Json::String(text) => scalar(text.clone(), false),
            Json::Array(items) => Value::Sequence(items.iter().map(Node::from_json).collect()),
            Json::Object(fields) => {
                let entry = |(key, value): (&String, _)| (Key { text: key.clone(), start, end: start }, Node::from_json(value));
                Value::Mapping(fields.iter().map(entry).collect())
            }
        };
        Node { value, start, end: start }
    }

    pub(super) fn is_plain(&self) -> bool {
        matches!(self.value, Value::Scalar { plain: true, .. })
    }

    pub(super) fn is_null(&self) -> bool {
        matches!(&self.value, Value::Scalar { text, plain: true, .. } if matches!(text.as_str(), "" | "~" | "null" | "Null" | "NULL"))
    }

    fn count(&self) -> usize {
        match &self.value {
            Value::Scalar { .. } => 1,
            Value::Sequence(items) => 1 + items.iter().map(Node::count).sum::<usize>(),
            Value::Mapping(entries) => 1 + entries.iter().map(|(_, node)| 1 + node.count()).sum::<usize>(),
        }
    }
}

fn position(marker: &Marker) -> Position {
    Position { line: marker.line().max(1), column: marker.col() + 1 }
}

fn error(message: impl Into<String>, position: Position) -> YamlError {
    YamlError { message: message.into(), position, path: String::new() }
}

/// A collection that is being read.
enum Open {
    Sequence { start: Position, anchor: usize, items: Vec<Node> },
    Mapping { start: Position, anchor: usize, entries: Vec<(Key, Node)>, key: Option<Key>, lines: HashMap<String, usize> },
}

/// With fewer fields than this a mapping is looked through for one of the same name.
const FEW: usize = 16;

/// The line of the field of that name that stands there already; `lines` are those of a mapping with many fields.
fn first_line(entries: &[(Key, Node)], lines: &mut HashMap<String, usize>, text: &str, line: usize) -> Option<usize> {
    if entries.len() < FEW {
        return entries.iter().find(|(key, _)| key.text == text).map(|(key, _)| key.start.line);
    }
    if lines.is_empty() {
        lines.extend(entries.iter().map(|(key, _)| (key.text.clone(), key.start.line)));
    }
    lines.insert(text.to_owned(), line)
}

struct Builder<'a> {
    limits: &'a Limits,
    open: Vec<Open>,
    anchors: BTreeMap<usize, Node>,
    nodes: usize,
    root: Option<Node>,
}

impl<'a> Builder<'a> {
    fn new(limits: &'a Limits) -> Self {
        Builder { limits, open: Vec::new(), anchors: BTreeMap::new(), nodes: 0, root: None }
    }

    fn build(mut self, text: &str) -> Result<Node, YamlError> {
        for event in Parser::new_from_str(text) {
            let (event, span) = event.map_err(|e| error(format!("this is not YAML: {}", e.info()), position(e.marker())))?;
            self.take(event, span)?;
        }
        self.root.ok_or_else(|| error("the document is empty", Position { line: 1, column: 1 }))
    }

    fn take(&mut self, event: Event<'_>, span: Span) -> Result<(), YamlError> {
        let (start, end) = (position(&span.start), position(&span.end));
        match event {
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => Ok(()),
            Event::DocumentStart(_) if self.root.is_some() => Err(error("a second document begins here; a file holds one", start)),
            Event::DocumentStart(_) => Ok(()),
            Event::Scalar(text, style, anchor, _) => {
                let node = Node {
                    value: Value::Scalar {
                        text: text.into_owned(),
                        plain: style == ScalarStyle::Plain,
                        block: matches!(style, ScalarStyle::Literal | ScalarStyle::Folded),
                    },
                    start,
                    end,
                };
                self.add(node, anchor)
            }
            Event::Alias(anchor) => {
                let mut node = self.anchors.get(&anchor).cloned().ok_or_else(|| error("this alias stands for nothing yet", start))?;
                self.spend(node.count(), start)?;
                (node.start, node.end) = (start, end);
                self.add(node, 0)
            }
            Event::SequenceStart(anchor, _) => self.descend(Open::Sequence { start, anchor, items: Vec::new() }, start),
            Event::MappingStart(anchor, _) => {
                self.descend(Open::Mapping { start, anchor, entries: Vec::new(), key: None, lines: HashMap::new() }, start)
            }
            Event::SequenceEnd | Event::MappingEnd => match self.open.pop() {
                Some(Open::Sequence { start, anchor, items }) => self.add(Node { value: Value::Sequence(items), start, end }, anchor),
                Some(Open::Mapping { start, anchor, entries, .. }) => self.add(Node { value: Value::Mapping(entries), start, end }, anchor),
                None => Err(error("a collection ends that never began", start)),
            },
        }
    }

    fn descend(&mut self, collection: Open, at: Position) -> Result<(), YamlError> {
        if self.open.len() >= self.limits.depth {
            return Err(error(format!("the document nests deeper than {} levels", self.limits.depth), at));
        }
        self.open.push(collection);
        Ok(())
    }

    fn spend(&mut self, nodes: usize, at: Position) -> Result<(), YamlError> {
        self.nodes += nodes;
        if self.nodes > self.limits.nodes {
            return Err(error(format!("the document, its aliases written out, has more than {} values", self.limits.nodes), at));
        }
        Ok(())
    }

    fn add(&mut self, node: Node, anchor: usize) -> Result<(), YamlError> {
        self.spend(1, node.start)?;
        if anchor != 0 {
            self.anchors.insert(anchor, node.clone());
        }
        match self.open.last_mut() {
            None => self.root = Some(node),
            Some(Open::Sequence { items, .. }) => items.push(node),
            Some(Open::Mapping { entries, key, lines, .. }) => match key.take() {
                Some(key) => entries.push((key, node)),
                None => {
                    let Value::Scalar { text, .. } = node.value else {
                        return Err(error("a field's name must be a plain word", node.start));
                    };
                    if let Some(first) = first_line(entries, lines, &text, node.start.line) {
                        let message = format!("the field `{text}` stands here a second time; the first is on line {first}");
                        return Err(error(message, node.start));
                    }
                    *key = Some(Key { text, start: node.start, end: node.end });
                }
            },
        }
        Ok(())
    }
}
