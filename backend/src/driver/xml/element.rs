//! A small XML tree: libvirt's documents are short, and readers that walk a tree stay readable.

use labwright_shared::value::Size;
use quick_xml::{
    NsReader,
    events::{BytesStart, Event},
    name::ResolveResult,
};

/// Why a text is not the XML that it should be.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct XmlError(pub String);

/// An element with what is in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Element {
    /// The local name.
    pub name: String,
    /// The namespace that the name is bound to.
    pub namespace: Option<String>,
    pub attributes: Vec<(String, String)>,
    pub children: Vec<Element>,
    /// All text directly inside, joined.
    pub text: String,
}

impl Element {
    pub fn parse(xml: &str) -> Result<Element, XmlError> {
        let mut reader = NsReader::from_str(xml);
        // The outermost entry gathers the document's one element.
        let mut open = vec![Element::default()];
        loop {
            let (namespace, event) = reader.read_resolved_event().map_err(wrong)?;
            let namespace = match namespace {
                ResolveResult::Bound(namespace) => Some(namespace.into_inner().to_owned()),
                ResolveResult::Unbound | ResolveResult::Unknown(_) => None,
            };
            match event {
                Event::Start(start) => open.push(opened(&start, namespace)?),
                Event::Empty(start) => {
                    let element = opened(&start, namespace)?;
                    top(&mut open)?.children.push(element);
                }
                Event::End(_) => {
                    let element = open.pop().ok_or_else(|| XmlError("an element is closed that was not opened".to_owned()))?;
                    top(&mut open)?.children.push(element);
                }
                Event::Text(text) => top(&mut open)?.text.push_str(&text.xml10_content()),
                Event::CData(data) => top(&mut open)?.text.push_str(&data.xml10_content()),
                Event::GeneralRef(entity) => {
                    let resolved = resolve(&entity)?;
                    top(&mut open)?.text.push_str(&resolved);
                }
                Event::Eof => break,
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
            }
        }
        match (open.len(), open.pop().and_then(|mut root| root.children.pop())) {
            (1, Some(element)) => Ok(element),
            _ => Err(XmlError("the document ends too early".to_owned())),
        }
    }

    pub fn child(&self, name: &str) -> Option<&Element> {
        self.children.iter().find(|child| child.name == name)
    }

    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Element> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// The first element along a path of names.
    pub fn at(&self, path: &[&str]) -> Option<&Element> {
        path.iter().try_fold(self, |element, name| element.child(name))
    }

    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The trimmed text of a child; absent when empty.
    pub fn text_at(&self, path: &[&str]) -> Option<&str> {
        self.at(path).map(|element| element.text.trim()).filter(|text| !text.is_empty())
    }

    /// The element as XML again, without namespaces: enough for a device.
    pub fn to_xml(&self) -> String {
        let attribute = |(key, value): &(String, String)| format!(" {key}=\"{}\"", quick_xml::escape::escape(value.as_str()));
        let attributes: String = self.attributes.iter().map(attribute).collect();
        let children: String = self.children.iter().map(Element::to_xml).collect();
        format!("<{0}{attributes}>{1}{children}</{0}>", self.name, quick_xml::escape::escape(self.text.trim()))
    }

    /// A size as libvirt writes it: a number, and a unit that is `default` where absent.
    pub fn size(&self, default: &str) -> Option<Size> {
        let number: u64 = self.text.trim().parse().ok()?;
        let scale = match self.attribute("unit").unwrap_or(default) {
            "b" | "B" | "bytes" => 1,
            "KB" => 1_000,
            "k" | "K" | "KiB" => 1 << 10,
            "MB" => 1_000_000,
            "M" | "MiB" => 1 << 20,
            "GB" => 1_000_000_000,
            "G" | "GiB" => 1 << 30,
            "T" | "TiB" => 1 << 40,
            _ => return None,
        };
        number.checked_mul(scale).map(Size::from_bytes)
    }
}

fn opened(start: &BytesStart<'_>, namespace: Option<String>) -> Result<Element, XmlError> {
    let mut element = Element { name: start.local_name().into_inner().to_owned(), namespace, ..Element::default() };
    for attribute in start.attributes() {
        let attribute = attribute.map_err(wrong)?;
        let value = attribute.normalized_value(quick_xml::XmlVersion::Implicit1_0).map_err(wrong)?;
        element.attributes.push((attribute.key.into_inner().to_owned(), value.into_owned()));
    }
    Ok(element)
}

fn resolve(entity: &quick_xml::events::BytesRef<'_>) -> Result<String, XmlError> {
    if let Some(character) = entity.resolve_char_ref().map_err(wrong)? {
        return Ok(character.to_string());
    }
    let name = entity.xml10_content();
    let resolved = quick_xml::escape::resolve_predefined_entity(&name);
    resolved.map(str::to_owned).ok_or_else(|| XmlError(format!("unknown entity &{name};")))
}

fn top(open: &mut [Element]) -> Result<&mut Element, XmlError> {
    open.last_mut().ok_or_else(|| XmlError("an element is closed that was not opened".to_owned()))
}

fn wrong(error: impl std::fmt::Display) -> XmlError {
    XmlError(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_names_attributes_text_and_namespaces() {
        let xml = "<?xml version='1.0'?><a x='1 &amp; 2'><!-- no --><b>one &lt;two&gt; &#33;</b><l:b xmlns:l='urn:l'/></a>";
        let a = Element::parse(xml).unwrap();
        assert_eq!(a.attribute("x"), Some("1 & 2"));
        assert_eq!(a.text_at(&["b"]), Some("one <two> !"));
        assert_eq!(a.all("b").nth(1).unwrap().namespace.as_deref(), Some("urn:l"));
    }

    #[test]
    fn writes_what_it_read() {
        let xml = "<a x=\"1 &amp; 2\"><b>&lt;</b><c></c></a>";
        assert_eq!(Element::parse(xml).unwrap().to_xml(), xml);
    }

    #[test]
    fn refuses_what_is_cut_short() {
        for xml in ["", "<a>", "<a><b></a>", "text"] {
            assert!(Element::parse(xml).is_err(), "{xml}");
        }
    }

    #[test]
    fn reads_sizes_with_libvirts_units() {
        let size = |xml: &str| Element::parse(xml).unwrap().size("KiB");
        assert_eq!(size("<m>1024</m>"), Some(Size::from_mib(1)));
        assert_eq!(size("<m unit='GiB'>2</m>"), Some(Size::from_gib(2)));
        assert_eq!(size("<m unit='parsec'>2</m>"), None);
    }
}
