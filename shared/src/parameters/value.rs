//! What an expression is worth.

use std::{cmp::Ordering, fmt, net::IpAddr};

use crate::{
    model::ParameterType,
    value::{Name, Size, Subnet},
};

#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Text(String),
    Number(f64),
    Flag(bool),
    Size(Size),
}

impl Value {
    /// A parameter's value as its type has it.
    pub fn of(kind: ParameterType, json: &serde_json::Value) -> Result<Value, String> {
        let text = match json {
            serde_json::Value::String(text) => text.clone(),
            serde_json::Value::Number(number) => number.to_string(),
            serde_json::Value::Bool(flag) => flag.to_string(),
            _ => return Err(format!("{json} is not {}", kind.noun())),
        };
        Value::parse(kind, &text).ok_or_else(|| format!("{text:?} is not {}", kind.noun()))
    }

    fn parse(kind: ParameterType, text: &str) -> Option<Value> {
        let kept = || Value::Text(text.to_owned());
        Some(match kind {
            ParameterType::Text => kept(),
            ParameterType::Name => text.parse::<Name>().ok().map(|_| kept())?,
            // Beyond this the numbers of JSON and JavaScript are no longer whole (RFC 8259 section 6).
            ParameterType::Integer => Value::Number(text.parse::<i64>().ok().filter(|number| number.abs() < 1 << 53)? as f64),
            ParameterType::Number => Value::Number(text.parse::<f64>().ok().filter(|number| number.is_finite())?),
            ParameterType::Boolean => Value::Flag(text.parse().ok()?),
            ParameterType::Size => Value::Size(text.parse().ok()?),
            ParameterType::Address => text.parse::<IpAddr>().ok().map(|_| kept())?,
            ParameterType::Prefix => text.parse::<Subnet>().ok().map(|_| kept())?,
        })
    }

    /// What kind of value it is, for a sentence.
    pub fn noun(&self) -> &'static str {
        match self {
            Value::Text(_) => "a text",
            Value::Number(_) => "a number",
            Value::Flag(_) => "true or false",
            Value::Size(_) => "a size",
        }
    }

    /// The value as a document has it.
    pub fn to_json(&self) -> serde_json::Value {
        match self {
            Value::Text(_) | Value::Size(_) => self.to_string().into(),
            Value::Flag(flag) => (*flag).into(),
            Value::Number(number) if number.fract() == 0.0 && number.abs() < 9e15 => (*number as i64).into(),
            Value::Number(number) => serde_json::Number::from_f64(*number).map_or(serde_json::Value::Null, Into::into),
        }
    }

    /// How two values of one kind compare.
    pub fn compare(&self, other: &Value) -> Option<Ordering> {
        match (self, other) {
            (Value::Number(a), Value::Number(b)) => a.partial_cmp(b),
            (Value::Size(a), Value::Size(b)) => Some(a.cmp(b)),
            (Value::Text(a), Value::Text(b)) => Some(a.cmp(b)),
            (Value::Flag(a), Value::Flag(b)) => Some(a.cmp(b)),
            _ => None,
        }
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Text(text) => f.write_str(text),
            Value::Number(number) => number.fmt(f),
            Value::Flag(flag) => flag.fmt(f),
            Value::Size(size) => size.fmt(f),
        }
    }
}
