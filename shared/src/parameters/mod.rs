//! Parameters: what a lab is made with. `${param:EXPRESSION}` may stand in any value of a document; `$${param:` is that text itself.

mod expression;
mod value;

pub use expression::Expression;
pub use value::Value;

use std::collections::BTreeMap;

use crate::model::{Parameter, Records};

/// The values of parameters by name.
pub type Values = BTreeMap<String, Value>;

/// How an expression begins in a text.
const OPENS: &str = "${param:";

/// A parameter that has no value, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParameterError {
    pub parameter: String,
    /// `value` or `default`: where the value comes from.
    pub field: &'static str,
    pub message: String,
}

/// Whether a text has an expression in it.
pub fn is_bound(text: &str) -> bool {
    text.contains(OPENS)
}

/// The value of every parameter: what is given, otherwise its default, which may be computed from others.
pub fn values(parameters: &Records<Parameter>) -> Result<Values, ParameterError> {
    let mut values = Values::new();
    let mut waiting: Vec<&Parameter> = parameters.iter().collect();
    while !waiting.is_empty() {
        let before = waiting.len();
        let mut later = Vec::new();
        let mut first: Option<ParameterError> = None;
        for parameter in waiting {
            let (field, given) = match (&parameter.value, &parameter.default) {
                (Some(value), _) => ("value", value),
                (None, Some(default)) => ("default", default),
                (None, None) => {
                    let message = "has no value: give one, or a default".to_owned();
                    return Err(ParameterError { parameter: parameter.name.to_string(), field: "value", message });
                }
            };
            let result = match given {
                serde_json::Value::String(text) if is_bound(text) => resolve(text, &values).map(|value| value.to_json()),
                given => Ok(given.clone()),
            };
            match result {
                Ok(json) => {
                    let value = Value::of(parameter.kind, &json).map_err(|message| ParameterError {
                        parameter: parameter.name.to_string(),
                        field,
                        message,
                    })?;
                    values.insert(parameter.name.to_string(), value);
                }
                // Perhaps what it reads comes later in the list.
                Err(message) => {
                    first.get_or_insert(ParameterError { parameter: parameter.name.to_string(), field, message });
                    later.push(parameter);
                }
            }
        }
        match first {
            Some(error) if later.len() == before => return Err(of_cycle(&later).unwrap_or(error)),
            _ => waiting = later,
        }
    }
    Ok(values)
}

/// Where parameters wait for each other, that is what is wrong.
fn of_cycle(waiting: &[&Parameter]) -> Option<ParameterError> {
    let reads = |parameter: &Parameter| -> Vec<String> {
        let text = parameter.value.as_ref().or(parameter.default.as_ref()).and_then(serde_json::Value::as_str).unwrap_or_default();
        let parts = parts(text).unwrap_or_default();
        let mut names = Vec::new();
        for part in &parts {
            if let Part::Expression(expression) = part {
                let mut of = Vec::new();
                expression.names(&mut of);
                names.extend(of.into_iter().map(str::to_owned));
            }
        }
        names
    };
    let is_waiting = |name: &String| waiting.iter().any(|parameter| parameter.name.as_str() == name);
    let all_wait = waiting.iter().all(|parameter| reads(parameter).iter().any(is_waiting));
    let names: Vec<&str> = waiting.iter().map(|parameter| parameter.name.as_str()).collect();
    all_wait.then(|| ParameterError {
        parameter: names[0].to_owned(),
        field: "default",
        message: format!("the parameters {} are computed from each other", names.join(", ")),
    })
}

/// A text with its expressions replaced. A text that is one expression keeps the kind of its value.
pub fn resolve(text: &str, values: &Values) -> Result<Value, String> {
    let parts = parts(text)?;
    if let [Part::Expression(expression)] = parts.as_slice() {
        return expression.evaluate(values);
    }
    let mut out = String::new();
    for part in &parts {
        match part {
            Part::Text(text) => out.push_str(text),
            Part::Expression(expression) => out.push_str(&expression.evaluate(values)?.to_string()),
        }
    }
    Ok(Value::Text(out))
}

enum Part {
    Text(String),
    Expression(Expression),
}

fn parts(text: &str) -> Result<Vec<Part>, String> {
    let mut parts = Vec::new();
    let mut plain = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(OPENS) {
        if rest[..at].ends_with('$') {
            plain.push_str(&rest[..at]);
            plain.push_str(&OPENS[1..]);
            rest = &rest[at + OPENS.len()..];
            continue;
        }
        plain.push_str(&rest[..at]);
        let inside = &rest[at + OPENS.len()..];
        let end = inside.find('}').ok_or_else(|| format!("{OPENS} has no closing bracket"))?;
        if !plain.is_empty() {
            parts.push(Part::Text(std::mem::take(&mut plain)));
        }
        parts.push(Part::Expression(Expression::parse(&inside[..end])?));
        rest = &inside[end + 1..];
    }
    plain.push_str(rest);
    if !plain.is_empty() || parts.is_empty() {
        parts.push(Part::Text(plain));
    }
    Ok(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parameters(yaml: &str) -> Records<Parameter> {
        crate::yaml::from_str(yaml).unwrap_or_else(|errors| panic!("{errors:?}"))
    }

    #[test]
    fn defaults_are_computed_in_any_order() {
        let values = values(&parameters(
            "- {name: total, type: size, default: '${param:masters * memory}'}\n- {name: masters, type: integer, default: 3}\n- {name: memory, type: size, default: 8 GiB, value: 16 GiB}\n",
        ))
        .unwrap();
        assert_eq!(values["total"].to_string(), "48 GiB");
    }

    #[test]
    fn what_has_no_value_is_said() {
        let refused = |yaml: &str| values(&parameters(yaml)).unwrap_err();
        assert_eq!(refused("- {name: a, type: integer}\n").message, "has no value: give one, or a default");
        assert_eq!(refused("- {name: a, type: integer, value: many}\n").message, "\"many\" is not a whole number");
        assert!(
            refused("- {name: a, default: '${param:b}'}\n- {name: b, default: '${param:a}'}\n")
                .message
                .contains("computed from each other")
        );
        assert_eq!(refused("- {name: a, default: '${param:b}'}\n").message, "there is no parameter b");
    }

    #[test]
    fn texts_around_expressions_and_the_escape() {
        let values = values(&parameters("- {name: n, type: integer, default: 2}\n")).unwrap();
        let text = |text: &str| resolve(text, &values).map(|value| value.to_string());
        assert_eq!(text("node-${param:n}.example").unwrap(), "node-2.example");
        assert_eq!(text("$${param:n} and ${HOME}").unwrap(), "${param:n} and ${HOME}");
        assert_eq!(resolve("${param:n + 1}", &values).unwrap(), Value::Number(3.0));
        assert!(text("${param:n").unwrap_err().contains("closing"));
    }
}
