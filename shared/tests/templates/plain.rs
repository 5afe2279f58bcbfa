//! A template's text with its parameters' values in place of their expressions.

use labwright_shared::{document, parameters};

/// The text that the lab would have without parameters: every expression is what it is worth, and `parameters` is gone.
pub fn plain(text: &str) -> String {
    let document = document::read(text).unwrap_or_else(|errors| panic!("{errors:?}")).document;
    let values = parameters::values(&document.lab().parameters).unwrap();
    // An expression in a flow collection stands in quotes; a value that is a name, a size or an address needs none.
    let is_plain = |c: char| c.is_alphanumeric() || " ./-_".contains(c);
    let quoted = text.split('"').enumerate().map(|(at, part)| {
        if at % 2 == 0 {
            return part.to_owned();
        }
        let value = parameters::resolve(part, &values).unwrap().to_string();
        if part.contains("${param:") && value.chars().all(is_plain) { value } else { format!("\"{value}\"") }
    });
    let bare: String = quoted.collect();
    let text = parameters::resolve(&bare, &values).unwrap().to_string();
    let Some(begin) = text.find("\nparameters:\n") else { return text };
    let end = text[begin..].find("\n\n").map_or(text.len(), |end| begin + end);
    format!("{}{}", &text[..begin], &text[end..])
}
