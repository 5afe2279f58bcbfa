//! serde's data model over [`Node`]s, with the place of everything that does not fit.
//!
//! The one `Deserializer` of the core's types, for YAML and JSON alike: each further one would bring a second copy of all their readers into the page's program. For the same reason whatever does not depend on the type that is read stands in functions without type parameters.

use std::{cell::RefCell, fmt, marker::PhantomData};

use serde::de::{self, DeserializeOwned, DeserializeSeed, EnumAccess, IntoDeserializer, MapAccess, SeqAccess, VariantAccess, Visitor};

use super::{
    Position, YamlError,
    error::in_order,
    node::{Key, Node, Value},
    path,
};

/// What a node was made from.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Every unknown field is named; a scalar is what its field wants it to be.
    Yaml,
    /// Whether a field may be unknown is the type's affair; texts are no numbers and numbers no texts.
    Json,
}

/// Reads a value from a node; stops at the first value that does not fit.
pub fn decode<T: DeserializeOwned>(node: &Node, at: &str, form: Form) -> Result<T, Vec<YamlError>> {
    let reading = Reading { form, at: RefCell::new(at.to_owned()), unknown: RefCell::default() };
    let (value, error) = match reading.child(node, at.len(), PhantomData::<T>) {
        Ok(value) => (Some(value), None),
        Err(error) => (None, Some(error)),
    };
    let errors = reading.errors(error);
    value.filter(|_| errors.is_empty()).ok_or(errors)
}

/// An error that may not know its place yet; it is that of the innermost node that sees it.
#[derive(Debug)]
struct DecodeError(Box<YamlError>);

const NOWHERE: Position = Position { line: 0, column: 0 };

impl DecodeError {
    fn new(message: String) -> Self {
        DecodeError(Box::new(YamlError { message, position: NOWHERE, path: String::new() }))
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for DecodeError {}

impl de::Error for DecodeError {
    fn custom<T: fmt::Display>(message: T) -> Self {
        DecodeError::new(message.to_string())
    }

    fn missing_field(field: &'static str) -> Self {
        DecodeError::new(format!("the field `{field}` is missing"))
    }

    fn invalid_type(unexpected: de::Unexpected<'_>, expected: &dyn de::Expected) -> Self {
        DecodeError::new(format!("expected {expected}, found {unexpected}"))
    }
}

/// What is kept while a value is read.
struct Reading {
    form: Form,
    /// The path of the node that is read.
    at: RefCell<String>,
    unknown: RefCell<Vec<YamlError>>,
}

impl Reading {
    /// Goes to a field; returns the length of the path to come back to.
    #[inline(never)]
    fn enter_field(&self, key: &str) -> usize {
        let mut at = self.at.borrow_mut();
        let length = at.len();
        path::push_field(&mut at, key);
        length
    }

    #[inline(never)]
    fn enter_item(&self, index: usize, item: &Node) -> usize {
        let mut at = self.at.borrow_mut();
        let length = at.len();
        path::push_item(&mut at, index, path::identity(item));
        length
    }

    /// Reads the node that was gone to, and comes back.
    fn child<'de, T: DeserializeSeed<'de>>(&'de self, node: &'de Node, length: usize, seed: T) -> Result<T::Value, DecodeError> {
        let mut result = seed.deserialize(Decoder { node, reading: self });
        self.leave(length, node.start, result.as_mut().err());
        result
    }

    #[inline(never)]
    fn leave(&self, length: usize, start: Position, error: Option<&mut DecodeError>) {
        let mut at = self.at.borrow_mut();
        if let Some(error) = error.filter(|error| error.0.position == NOWHERE) {
            error.0.position = start;
            error.0.path.clone_from(&at);
        }
        at.truncate(length);
    }

    #[inline(never)]
    fn unknown_field(&self, key: &Key, fields: &[&str]) {
        let length = self.enter_field(&key.text);
        let mut error = DecodeError::new(format!("there is no field `{}` here{}", key.text, did_you_mean(&key.text, fields)));
        self.leave(length, key.start, Some(&mut error));
        self.unknown.borrow_mut().push(*error.0);
    }

    /// All that was wrong.
    fn errors(self, error: Option<DecodeError>) -> Vec<YamlError> {
        let mut errors = self.unknown.into_inner();
        if let Some(error) = error {
            errors.push(*error.0);
            in_order(&mut errors);
        }
        errors
    }
}

#[derive(Clone, Copy)]
struct Decoder<'a> {
    node: &'a Node,
    reading: &'a Reading,
}

/// A scalar whose type is not asked for.
enum Scalar<'a> {
    Null,
    Bool(bool),
    Unsigned(u64),
    Signed(i64),
    Float(f64),
    Text(&'a str),
}

impl<'a> Decoder<'a> {
    #[inline(never)]
    fn scalar(self, expected: &str) -> Result<&'a str, DecodeError> {
        let found = match &self.node.value {
            Value::Scalar { text, .. } => return Ok(text),
            Value::Sequence(_) => "a list",
            Value::Mapping(_) => "fields",
        };
        Err(DecodeError::new(format!("expected {expected}, found {found}")))
    }

    fn unfit(expected: &str, found: &str) -> DecodeError {
        DecodeError::new(format!("expected {expected}, found {found:?}"))
    }

    /// A scalar that is no text.
    #[inline(never)]
    fn word(self, expected: &str) -> Result<&'a str, DecodeError> {
        let text = self.scalar(expected)?;
        if self.reading.form == Form::Json && !self.node.is_plain() { Err(Self::unfit(expected, text)) } else { Ok(text) }
    }

    fn number<T: std::str::FromStr>(self, expected: &str) -> Result<T, DecodeError> {
        let text = self.word(expected)?;
        text.parse().map_err(|_| Self::unfit(expected, text))
    }

    #[inline(never)]
    fn boolean(self) -> Result<bool, DecodeError> {
        let expected = "true or false";
        let text = self.word(expected)?;
        truth(text).ok_or_else(|| Self::unfit(expected, text))
    }

    #[inline(never)]
    fn text(self) -> Result<&'a str, DecodeError> {
        let text = self.scalar("a text")?;
        if self.node.is_null() {
            return Err(DecodeError::new("a value is missing here".to_owned()));
        }
        if self.reading.form == Form::Json && self.node.is_plain() {
            return Err(DecodeError::new(format!("expected a text, found {text}")));
        }
        Ok(text)
    }

    #[inline(never)]
    fn any(self, text: &'a str) -> Scalar<'a> {
        if !self.node.is_plain() {
            return Scalar::Text(text);
        }
        if self.node.is_null() {
            return Scalar::Null;
        }
        if let Some(flag) = truth(text) {
            return Scalar::Bool(flag);
        }
        if let Ok(number) = text.parse() {
            return Scalar::Unsigned(number);
        }
        if let Ok(number) = text.parse() {
            return Scalar::Signed(number);
        }
        match text.parse() {
            Ok(number) if text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '-' | '+' | '.')) => Scalar::Float(number),
            _ => Scalar::Text(text),
        }
    }

    #[inline(never)]
    fn items(self) -> Result<Items<'a>, DecodeError> {
        let items = match &self.node.value {
            Value::Sequence(items) => items.as_slice(),
            _ if self.node.is_null() => &[],
            _ => return Err(DecodeError::new("expected a list".to_owned())),
        };
        Ok(Items { reading: self.reading, items: items.iter().enumerate() })
    }

    #[inline(never)]
    fn entries(self, fields: Option<&'static [&'static str]>) -> Result<Entries<'a>, DecodeError> {
        let entries = match &self.node.value {
            Value::Mapping(entries) => entries.as_slice(),
            _ if self.node.is_null() => &[],
            Value::Sequence(_) if fields.is_some() => return Err(DecodeError::new("expected fields, found a list".to_owned())),
            Value::Scalar { text, .. } if fields.is_some() => return Err(Self::unfit("fields", text)),
            _ => return Err(DecodeError::new("expected fields".to_owned())),
        };
        Ok(Entries { reading: self.reading, entries: entries.iter(), fields, value: None })
    }

    #[inline(never)]
    fn variant(self, variants: &[&str]) -> Result<Variant<'a>, DecodeError> {
        let (tag, value) = match &self.node.value {
            Value::Scalar { text, .. } => (text.as_str(), None),
            Value::Mapping(entries) => match entries.as_slice() {
                [(key, value)] => (key.text.as_str(), Some(value)),
                _ => return Err(DecodeError::new(format!("expected exactly one of {}", list(variants)))),
            },
            Value::Sequence(_) => return Err(DecodeError::new(format!("expected one of {}, found a list", list(variants)))),
        };
        if !variants.contains(&tag) {
            return Err(DecodeError::new(format!("{tag:?} is not one of {}{}", list(variants), did_you_mean(tag, variants))));
        }
        Ok(Variant { reading: self.reading, tag, value })
    }
}

fn truth(text: &str) -> Option<bool> {
    match text {
        "true" | "True" | "TRUE" => Some(true),
        "false" | "False" | "FALSE" => Some(false),
        _ => None,
    }
}

macro_rules! numbers {
    ($($method:ident $visit:ident $expected:literal;)*) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
            visitor.$visit(self.number($expected)?)
        })*
    };
}

impl<'de> de::Deserializer<'de> for Decoder<'de> {
    type Error = DecodeError;

    numbers! {
        deserialize_i8 visit_i8 "a whole number from -128 to 127";
        deserialize_i16 visit_i16 "a whole number from -32768 to 32767";
        deserialize_i32 visit_i32 "a whole number";
        deserialize_i64 visit_i64 "a whole number";
        deserialize_u8 visit_u8 "a whole number from 0 to 255";
        deserialize_u16 visit_u16 "a whole number from 0 to 65535";
        deserialize_u32 visit_u32 "a whole number from 0 to 4294967295";
        deserialize_u64 visit_u64 "a whole number from 0";
        deserialize_f32 visit_f32 "a number";
        deserialize_f64 visit_f64 "a number";
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        match &self.node.value {
            Value::Scalar { text, .. } => match self.any(text) {
                Scalar::Null => visitor.visit_unit(),
                Scalar::Bool(flag) => visitor.visit_bool(flag),
                Scalar::Unsigned(number) => visitor.visit_u64(number),
                Scalar::Signed(number) => visitor.visit_i64(number),
                Scalar::Float(number) => visitor.visit_f64(number),
                Scalar::Text(text) => visitor.visit_str(text),
            },
            Value::Sequence(_) => self.deserialize_seq(visitor),
            Value::Mapping(_) => self.deserialize_map(visitor),
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        visitor.visit_bool(self.boolean()?)
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        visitor.visit_str(self.text()?)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        if self.node.is_null() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        visitor.visit_seq(self.items()?)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        visitor.visit_map(self.entries(None)?)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        visitor.visit_map(self.entries(Some(fields))?)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        visitor.visit_enum(self.variant(variants)?)
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        if self.node.is_null() { visitor.visit_unit() } else { Err(DecodeError::new("expected nothing".to_owned())) }
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
    reading: &'a Reading,
    items: std::iter::Enumerate<std::slice::Iter<'a, Node>>,
}

impl<'de> SeqAccess<'de> for Items<'de> {
    type Error = DecodeError;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, DecodeError> {
        let Some((index, item)) = self.items.next() else { return Ok(None) };
        self.reading.child(item, self.reading.enter_item(index, item), seed).map(Some)
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.items.len())
    }
}

struct Entries<'a> {
    reading: &'a Reading,
    entries: std::slice::Iter<'a, (Key, Node)>,
    /// The fields that a struct has; anything may stand in a map.
    fields: Option<&'static [&'static str]>,
    value: Option<(&'a Key, &'a Node)>,
}

impl<'a> Entries<'a> {
    #[inline(never)]
    fn next_key(&mut self) -> Option<&'a Key> {
        for (key, value) in self.entries.by_ref() {
            match self.fields {
                Some(fields) if self.reading.form == Form::Yaml && !fields.contains(&key.text.as_str()) => {
                    self.reading.unknown_field(key, fields);
                }
                _ => {
                    self.value = Some((key, value));
                    return Some(key);
                }
            }
        }
        None
    }

    #[inline(never)]
    fn enter_value(&mut self) -> Result<(&'a Node, usize), DecodeError> {
        let (key, value) = self.value.take().ok_or_else(|| DecodeError::new("a field without a value".to_owned()))?;
        Ok((value, self.reading.enter_field(&key.text)))
    }

    #[inline(never)]
    fn place(&self, key: &Key, mut error: DecodeError) -> DecodeError {
        let length = self.reading.enter_field(&key.text);
        self.reading.leave(length, key.start, Some(&mut error));
        error
    }
}

fn as_text(text: &str) -> de::value::StrDeserializer<'_, DecodeError> {
    text.into_deserializer()
}

impl<'de> MapAccess<'de> for Entries<'de> {
    type Error = DecodeError;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, DecodeError> {
        let Some(key) = self.next_key() else { return Ok(None) };
        seed.deserialize(as_text(&key.text)).map(Some).map_err(|error| self.place(key, error))
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, DecodeError> {
        let (value, length) = self.enter_value()?;
        self.reading.child(value, length, seed)
    }
}

struct Variant<'a> {
    reading: &'a Reading,
    tag: &'a str,
    value: Option<&'a Node>,
}

impl<'de> EnumAccess<'de> for Variant<'de> {
    type Error = DecodeError;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Self), DecodeError> {
        Ok((seed.deserialize(as_text(self.tag))?, self))
    }
}

/// What a tag alone stands for: a variant whose fields all have defaults.
static EMPTY: Node = Node { value: Value::Mapping(Vec::new()), start: NOWHERE, end: NOWHERE };

impl<'de> Variant<'de> {
    /// The variant's content, and the length of the path to come back to.
    #[inline(never)]
    fn enter(&self) -> (&'de Node, usize) {
        match self.value {
            Some(value) => (value, self.reading.enter_field(self.tag)),
            None => (&EMPTY, self.reading.at.borrow().len()),
        }
    }
}

/// Reads a struct variant's fields as those of a struct.
struct Fields<V>(&'static [&'static str], V);

impl<'de, V: Visitor<'de>> DeserializeSeed<'de> for Fields<V> {
    type Value = V::Value;

    fn deserialize<D: de::Deserializer<'de>>(self, deserializer: D) -> Result<V::Value, D::Error> {
        deserializer.deserialize_struct("", self.0, self.1)
    }
}

impl<'de> VariantAccess<'de> for Variant<'de> {
    type Error = DecodeError;

    #[inline(never)]
    fn unit_variant(self) -> Result<(), DecodeError> {
        match self.value {
            Some(node) if !node.is_null() => Err(DecodeError::new(format!("`{}` stands alone, without fields", self.tag))),
            _ => Ok(()),
        }
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, DecodeError> {
        let (node, length) = self.enter();
        self.reading.child(node, length, seed)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, _: V) -> Result<V::Value, DecodeError> {
        Err(DecodeError::new(format!("`{}` has several unnamed values", self.tag)))
    }

    fn struct_variant<V: Visitor<'de>>(self, fields: &'static [&'static str], visitor: V) -> Result<V::Value, DecodeError> {
        self.newtype_variant_seed(Fields(fields, visitor))
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
