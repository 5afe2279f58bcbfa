//! serde's data model over [`Node`]s, with the place of everything that does not fit.

use std::{cell::RefCell, fmt};

use serde::de::{self, DeserializeOwned, DeserializeSeed, EnumAccess, IntoDeserializer, MapAccess, SeqAccess, VariantAccess, Visitor};

use super::{
    Position, YamlError,
    node::{Key, Node, Value},
    path,
};

/// Reads a value from a node; collects every unknown field and stops at the first value that does not fit.
pub fn decode<T: DeserializeOwned>(node: &Node, at: &str) -> Result<T, Vec<YamlError>> {
    let unknown = RefCell::new(Vec::new());
    let result = T::deserialize(Decoder { node, at: at.to_owned(), unknown: &unknown });
    let mut errors = unknown.into_inner();
    match result {
        Ok(value) if errors.is_empty() => Ok(value),
        Ok(_) => Err(errors),
        Err(error) => {
            errors.push(error.0);
            errors.sort_by_key(|error| error.position);
            Err(errors)
        }
    }
}

/// An error that may not know its place yet; the innermost decoder that sees it says where.
#[derive(Debug)]
struct DecodeError(YamlError);

const NOWHERE: Position = Position { line: 0, column: 0 };

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for DecodeError {}

impl de::Error for DecodeError {
    fn custom<T: fmt::Display>(message: T) -> Self {
        DecodeError(YamlError { message: message.to_string(), position: NOWHERE, path: String::new() })
    }

    fn missing_field(field: &'static str) -> Self {
        de::Error::custom(format!("the field `{field}` is missing"))
    }

    fn invalid_type(unexpected: de::Unexpected<'_>, expected: &dyn de::Expected) -> Self {
        de::Error::custom(format!("expected {expected}, found {unexpected}"))
    }
}

struct Decoder<'a> {
    node: &'a Node,
    at: String,
    unknown: &'a RefCell<Vec<YamlError>>,
}

impl<'a> Decoder<'a> {
    fn fail<T>(&self, message: impl Into<String>) -> Result<T, DecodeError> {
        Err(DecodeError(YamlError { message: message.into(), position: self.node.start, path: self.at.clone() }))
    }

    fn place<T>(start: Position, at: &str, result: Result<T, DecodeError>) -> Result<T, DecodeError> {
        result.map_err(|mut error| {
            if error.0.position == NOWHERE {
                error.0.position = start;
                error.0.path = at.to_owned();
            }
            error
        })
    }

    fn scalar(&self, expected: &str) -> Result<&'a str, DecodeError> {
        match &self.node.value {
            Value::Scalar { text, .. } => Ok(text),
            Value::Sequence(_) => self.fail(format!("expected {expected}, found a list")),
            Value::Mapping(_) => self.fail(format!("expected {expected}, found fields")),
        }
    }

    fn number<T: std::str::FromStr>(&self, expected: &str) -> Result<T, DecodeError> {
        let text = self.scalar(expected)?;
        text.parse().or_else(|_| self.fail(format!("expected {expected}, found {text:?}")))
    }

    fn boolean(&self) -> Result<bool, DecodeError> {
        match self.scalar("true or false")? {
            "true" | "True" | "TRUE" => Ok(true),
            "false" | "False" | "FALSE" => Ok(false),
            other => self.fail(format!("expected true or false, found {other:?}")),
        }
    }

    fn child(&self, node: &'a Node, at: String) -> Decoder<'a> {
        Decoder { node, at, unknown: self.unknown }
    }
}

macro_rules! numbers {
    ($($method:ident $visit:ident $type:ty, $expected:literal;)*) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
            let value = self.number::<$type>($expected)?;
            Self::place(self.node.start, &self.at, visitor.$visit(value))
        })*
    };
}

impl<'de> de::Deserializer<'de> for Decoder<'de> {
    type Error = DecodeError;

    numbers! {
        deserialize_i8 visit_i8 i8, "a whole number from -128 to 127";
        deserialize_i16 visit_i16 i16, "a whole number from -32768 to 32767";
        deserialize_i32 visit_i32 i32, "a whole number";
        deserialize_i64 visit_i64 i64, "a whole number";
        deserialize_u8 visit_u8 u8, "a whole number from 0 to 255";
        deserialize_u16 visit_u16 u16, "a whole number from 0 to 65535";
        deserialize_u32 visit_u32 u32, "a whole number from 0 to 4294967295";
        deserialize_u64 visit_u64 u64, "a whole number from 0";
        deserialize_f32 visit_f32 f32, "a number";
        deserialize_f64 visit_f64 f64, "a number";
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        let (start, at) = (self.node.start, self.at.clone());
        let result = match &self.node.value {
            Value::Scalar { text, plain, .. } => match text.as_str() {
                _ if self.node.is_null() => visitor.visit_unit(),
                "true" | "True" | "TRUE" if *plain => visitor.visit_bool(true),
                "false" | "False" | "FALSE" if *plain => visitor.visit_bool(false),
                text if *plain && text.parse::<u64>().is_ok() => visitor.visit_u64(text.parse().unwrap_or_default()),
                text if *plain && text.parse::<i64>().is_ok() => visitor.visit_i64(text.parse().unwrap_or_default()),
                text if *plain
                    && text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '-' | '+' | '.'))
                    && text.parse::<f64>().is_ok() =>
                {
                    visitor.visit_f64(text.parse().unwrap_or_default())
                }
                text => visitor.visit_str(text),
            },
            Value::Sequence(_) => return self.deserialize_seq(visitor),
            Value::Mapping(_) => return self.deserialize_map(visitor),
        };
        Self::place(start, &at, result)
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        let value = self.boolean()?;
        Self::place(self.node.start, &self.at, visitor.visit_bool(value))
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        let text = self.scalar("a text")?;
        if self.node.is_null() {
            return self.fail("a value is missing here");
        }
        Self::place(self.node.start, &self.at, visitor.visit_str(text))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        let (start, at) = (self.node.start, self.at.clone());
        let result = if self.node.is_null() { visitor.visit_none() } else { visitor.visit_some(self) };
        Self::place(start, &at, result)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        let items = match &self.node.value {
            Value::Sequence(items) => items.as_slice(),
            _ if self.node.is_null() => &[],
            _ => return self.fail("expected a list"),
        };
        let (start, at) = (self.node.start, self.at.clone());
        Self::place(start, &at, visitor.visit_seq(Items { decoder: self, items: items.iter().enumerate() }))
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        let entries = match &self.node.value {
            Value::Mapping(entries) => entries.as_slice(),
            _ if self.node.is_null() => &[],
            _ => return self.fail("expected fields"),
        };
        let (start, at) = (self.node.start, self.at.clone());
        Self::place(start, &at, visitor.visit_map(Entries { decoder: self, entries: entries.iter(), fields: None, value: None }))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        let entries = match &self.node.value {
            Value::Mapping(entries) => entries.as_slice(),
            _ if self.node.is_null() => &[],
            Value::Sequence(_) => return self.fail("expected fields, found a list"),
            Value::Scalar { text, .. } => return self.fail(format!("expected fields, found {text:?}")),
        };
        let (start, at) = (self.node.start, self.at.clone());
        Self::place(start, &at, visitor.visit_map(Entries { decoder: self, entries: entries.iter(), fields: Some(fields), value: None }))
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        let (tag, value) = match &self.node.value {
            Value::Scalar { text, .. } => (text.as_str(), None),
            Value::Mapping(entries) => match entries.as_slice() {
                [(key, value)] => (key.text.as_str(), Some(value)),
                _ => return self.fail(format!("expected exactly one of {}", list(variants))),
            },
            Value::Sequence(_) => return self.fail(format!("expected one of {}, found a list", list(variants))),
        };
        if !variants.contains(&tag) {
            return self.fail(format!("{tag:?} is not one of {}{}", list(variants), did_you_mean(tag, variants)));
        }
        let (start, at) = (self.node.start, self.at.clone());
        Self::place(start, &at, visitor.visit_enum(Variant { decoder: self, tag, value }))
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        if self.node.is_null() { visitor.visit_unit() } else { self.fail("expected nothing") }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, DecodeError> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        visitor.visit_unit()
    }

    serde::forward_to_deserialize_any! { i128 u128 bytes byte_buf unit_struct tuple tuple_struct }

    fn deserialize_char<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        self.deserialize_str(visitor)
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        self.deserialize_str(visitor)
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        self.deserialize_str(visitor)
    }
}

struct Items<'a> {
    decoder: Decoder<'a>,
    items: std::iter::Enumerate<std::slice::Iter<'a, Node>>,
}

impl<'de> SeqAccess<'de> for Items<'de> {
    type Error = DecodeError;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, DecodeError> {
        let Some((index, item)) = self.items.next() else { return Ok(None) };
        let at = path::item(&self.decoder.at, index, path::identity(item));
        let decoder = self.decoder.child(item, at.clone());
        Decoder::place(item.start, &at, seed.deserialize(decoder)).map(Some)
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.items.len())
    }
}

struct Entries<'a> {
    decoder: Decoder<'a>,
    entries: std::slice::Iter<'a, (Key, Node)>,
    /// The fields that a struct has; anything may stand in a map.
    fields: Option<&'static [&'static str]>,
    value: Option<(&'a Key, &'a Node)>,
}

impl<'de> MapAccess<'de> for Entries<'de> {
    type Error = DecodeError;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, DecodeError> {
        for (key, value) in self.entries.by_ref() {
            let at = path::field(&self.decoder.at, &key.text);
            if let Some(fields) = self.fields.filter(|fields| !fields.contains(&key.text.as_str())) {
                let message = format!("there is no field `{}` here{}", key.text, did_you_mean(&key.text, fields));
                self.decoder.unknown.borrow_mut().push(YamlError { message, position: key.start, path: at });
                continue;
            }
            self.value = Some((key, value));
            let text: de::value::StrDeserializer<'_, DecodeError> = key.text.as_str().into_deserializer();
            return Decoder::place(key.start, &at, seed.deserialize(text)).map(Some);
        }
        Ok(None)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, DecodeError> {
        let Some((key, value)) = self.value.take() else { return Err(de::Error::custom("a field without a value")) };
        let at = path::field(&self.decoder.at, &key.text);
        let decoder = self.decoder.child(value, at.clone());
        Decoder::place(value.start, &at, seed.deserialize(decoder))
    }
}

struct Variant<'a> {
    decoder: Decoder<'a>,
    tag: &'a str,
    value: Option<&'a Node>,
}

impl<'de> EnumAccess<'de> for Variant<'de> {
    type Error = DecodeError;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Self), DecodeError> {
        let tag: de::value::StrDeserializer<'_, DecodeError> = self.tag.into_deserializer();
        Ok((seed.deserialize(tag)?, self))
    }
}

impl<'de> Variant<'de> {
    fn content(&self) -> Decoder<'de> {
        // A tag alone stands for a variant whose fields all have defaults.
        let node = self.value.unwrap_or(&EMPTY);
        let mut decoder = self.decoder.child(node, path::field(&self.decoder.at, self.tag));
        if self.value.is_none() {
            decoder.at.clone_from(&self.decoder.at);
        }
        decoder
    }
}

static EMPTY: Node = Node { value: Value::Mapping(Vec::new()), start: NOWHERE, end: NOWHERE };

impl<'de> VariantAccess<'de> for Variant<'de> {
    type Error = DecodeError;

    fn unit_variant(self) -> Result<(), DecodeError> {
        match self.value {
            None => Ok(()),
            Some(node) if node.is_null() => Ok(()),
            Some(_) => self.decoder.fail(format!("`{}` stands alone, without fields", self.tag)),
        }
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, DecodeError> {
        let (start, at) = (self.value.map_or(self.decoder.node.start, |node| node.start), self.decoder.at.clone());
        Decoder::place(start, &at, seed.deserialize(self.content()))
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, DecodeError> {
        de::Deserializer::deserialize_seq(self.content(), visitor)
    }

    fn struct_variant<V: Visitor<'de>>(self, fields: &'static [&'static str], visitor: V) -> Result<V::Value, DecodeError> {
        de::Deserializer::deserialize_struct(self.content(), "", fields, visitor)
    }
}

fn list(words: &[&str]) -> String {
    words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}

/// A guess at the word that was meant, or the words there are when they are few.
fn did_you_mean(word: &str, known: &[&str]) -> String {
    let nearest = known.iter().map(|candidate| (strsim::jaro_winkler(&word.to_lowercase(), &candidate.to_lowercase()), candidate));
    match nearest.max_by(|a, b| a.0.total_cmp(&b.0)) {
        Some((likeness, candidate)) if likeness > 0.75 => format!("; did you mean `{candidate}`?"),
        _ if known.len() <= 12 && !known.is_empty() => format!("; the fields are {}", list(known)),
        _ => String::new(),
    }
}
