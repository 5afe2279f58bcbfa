use std::{fmt, str::FromStr};

use crate::{model::RecordRef, value::ParseError};

/// A value that exists only once a step has been carried out, and which one; written `output:RECORD.VALUE`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Output {
    /// The record that the step makes.
    pub record: RecordRef,
    pub value: OutputValue,
}

/// What a step tells of what it made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum OutputValue {
    /// OpenStack's identifier.
    Id,
}

impl OutputValue {
    pub const ALL: [OutputValue; 1] = [OutputValue::Id];

    pub fn as_str(self) -> &'static str {
        match self {
            OutputValue::Id => "id",
        }
    }
}

impl Output {
    pub fn new(record: RecordRef, value: OutputValue) -> Output {
        Output { record, value }
    }

    /// What stands for the value in a file until it is known.
    pub fn placeholder(&self) -> String {
        format!("${{{self}}}")
    }

    /// The outputs whose placeholders stand in a text.
    pub fn placeholders(text: &str) -> Vec<Output> {
        text.split("${").skip(1).filter_map(|rest| rest.split_once('}')).filter_map(|(inside, _)| inside.parse().ok()).collect()
    }
}

impl fmt::Display for Output {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "output:{}.{}", self.record, self.value.as_str())
    }
}

impl FromStr for Output {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        let wrong = || ParseError(format!("{text:?} names no output; write output:projects[NAME].id"));
        let (record, value) = text.strip_prefix("output:").and_then(|rest| rest.rsplit_once('.')).ok_or_else(wrong)?;
        let value = OutputValue::ALL.into_iter().find(|known| known.as_str() == value).ok_or_else(wrong)?;
        Ok(Output { record: record.parse()?, value })
    }
}

#[cfg(test)]
mod tests {
    use super::{Output, OutputValue};

    #[test]
    fn outputs_are_found_in_a_text() {
        let output = Output::new("projects[ocp.tenant]".parse().unwrap(), OutputValue::Id);
        let text = format!("project_id: \"{}\"\nother: ${{HOME}} ${{secret:x}} ${{output:host}}", output.placeholder());
        assert_eq!(text.lines().next(), Some("project_id: \"${output:projects[ocp.tenant].id}\""));
        assert_eq!(Output::placeholders(&text), [output]);
    }
}
