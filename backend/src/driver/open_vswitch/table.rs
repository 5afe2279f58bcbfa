//! What `ovs-vsctl --format=json list` prints: values as OVSDB writes them (RFC 7047, 5.1).

use serde::Deserialize;
use serde_json::Value;

/// A printed table.
#[derive(Deserialize)]
pub(super) struct Table {
    headings: Vec<String>,
    data: Vec<Vec<Value>>,
}

/// A row of a table.
pub(super) struct Row<'a> {
    headings: &'a [String],
    cells: &'a [Value],
}

impl Table {
    pub fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.data.iter().map(|cells| Row { headings: &self.headings, cells })
    }
}

impl<'a> Row<'a> {
    fn cell(&self, column: &str) -> Option<&'a Value> {
        self.cells.get(self.headings.iter().position(|heading| heading == column)?)
    }

    /// The values of a set; one that has a single value is printed as that value.
    fn set(&self, column: &str) -> Vec<&'a Value> {
        let Some(cell) = self.cell(column) else { return Vec::new() };
        match cell.as_array().map(Vec::as_slice) {
            Some([Value::String(kind), Value::Array(values)]) if kind == "set" => values.iter().collect(),
            _ => vec![cell],
        }
    }

    pub fn text(&self, column: &str) -> Option<&'a str> {
        self.set(column).first()?.as_str()
    }

    pub fn numbers(&self, column: &str) -> Vec<i64> {
        self.set(column).into_iter().filter_map(Value::as_i64).collect()
    }

    /// What a row refers to.
    pub fn references(&self, column: &str) -> Vec<&'a str> {
        let reference = |value: &'a Value| match value.as_array()?.as_slice() {
            [Value::String(kind), Value::String(id)] if kind == "uuid" => Some(id.as_str()),
            _ => None,
        };
        self.set(column).into_iter().filter_map(reference).collect()
    }

    /// A value of a map.
    pub fn mapped(&self, column: &str, key: &str) -> Option<&'a str> {
        let [Value::String(kind), Value::Array(pairs)] = self.cell(column)?.as_array()?.as_slice() else { return None };
        let value = |pair: &'a Value| match pair.as_array()?.as_slice() {
            [Value::String(name), Value::String(value)] if name == key => Some(value.as_str()),
            _ => None,
        };
        if kind == "map" { pairs.iter().find_map(value) } else { None }
    }
}
