use std::{borrow::Cow, fmt::Write as _};

use quick_xml::escape::escape;

/// A text without the characters that no XML may have, not even escaped (XML 1.0, production 2, "Char"); U+FFFD stands for them.
fn printable(text: &str) -> Cow<'_, str> {
    let is_forbidden = |c: char| (c.is_ascii_control() && !matches!(c, '\t' | '\n' | '\r')) || matches!(c, '\u{fffe}' | '\u{ffff}');
    if text.contains(is_forbidden) { text.replace(is_forbidden, "\u{fffd}").into() } else { text.into() }
}

/// An XML element under construction; text and attributes are escaped when it is written.
pub struct Element {
    name: &'static str,
    attributes: Vec<(&'static str, String)>,
    content: Content,
}

enum Content {
    Children(Vec<Element>),
    Text(String),
}

pub fn element(name: &'static str) -> Element {
    Element { name, attributes: Vec::new(), content: Content::Children(Vec::new()) }
}

impl Element {
    pub fn attribute(mut self, name: &'static str, value: impl ToString) -> Self {
        self.attributes.push((name, value.to_string()));
        self
    }

    pub fn child(mut self, child: Element) -> Self {
        if let Content::Children(children) = &mut self.content {
            children.push(child);
        }
        self
    }

    pub fn children(self, children: impl IntoIterator<Item = Element>) -> Self {
        children.into_iter().fold(self, Element::child)
    }

    pub fn text(mut self, text: impl ToString) -> Self {
        self.content = Content::Text(text.to_string());
        self
    }

    /// The element as indented text that ends in a line break.
    pub fn write(&self) -> String {
        let mut out = String::new();
        self.write_into(&mut out, 0);
        out
    }

    fn write_into(&self, out: &mut String, depth: usize) {
        let _ = write!(out, "{:indent$}<{}", "", self.name, indent = depth * 2);
        for (name, value) in &self.attributes {
            let _ = write!(out, " {name}='{}'", escape(printable(value).as_ref()));
        }
        match &self.content {
            Content::Children(children) if children.is_empty() => out.push_str("/>\n"),
            Content::Children(children) => {
                out.push_str(">\n");
                children.iter().for_each(|child| child.write_into(out, depth + 1));
                let _ = writeln!(out, "{:indent$}</{}>", "", self.name, indent = depth * 2);
            }
            Content::Text(text) => {
                let _ = writeln!(out, ">{}</{}>", escape(printable(text).as_ref()), self.name);
            }
        }
    }
}
