//! The fields of a record, as its schema has them: what a form is made from.

use std::{collections::BTreeMap, sync::LazyLock};

use labwright_shared::model::Kind;
use serde::Deserialize;
use serde_json::{Map, Value, json};

/// One field of a record or of a part of it.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Field {
    pub key: String,
    shape: String,
    #[serde(default)]
    pub help: String,
    /// What the field names.
    #[serde(default)]
    pub to: Option<String>,
    #[serde(default)]
    pub required: bool,
    /// The whole of it may be absent.
    #[serde(default)]
    pub optional: bool,
    /// What holds where it is absent.
    #[serde(default)]
    pub default: Value,
}

/// A way in which a type can be: its word, what it means, and the type of its fields if it has some.
pub type Variant = (String, String, Option<String>);

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", untagged)]
enum Type {
    Fields { fields: Vec<Field> },
    Choices { choices: Vec<(String, String)> },
    Variants { variants: Vec<Variant> },
    Scalar { scalar: String, help: String },
}

/// How a value is edited.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Shape {
    /// Text; what may be written is told.
    Text(&'static str),
    Integer,
    Number,
    Boolean,
    /// A number or a word.
    Any(&'static str),
    Choice(&'static [(String, String)]),
    Variant(&'static [Variant]),
    Object(&'static str),
    List(&'static str),
}

#[derive(Deserialize)]
struct Forms {
    records: BTreeMap<String, String>,
    types: BTreeMap<String, Type>,
}

static FORMS: LazyLock<Forms> = LazyLock::new(|| {
    let text = include_str!("../../../static/generated/forms.json");
    serde_json::from_str(text).unwrap_or_else(|_| Forms { records: BTreeMap::new(), types: BTreeMap::new() })
});

/// The fields of a kind of record.
pub fn of_record(kind: Kind) -> &'static [Field] {
    FORMS.records.get(kind.key()).map_or(&[], |name| fields(name))
}

/// The fields of a type; none for one that has no fields.
pub fn fields(name: &str) -> &'static [Field] {
    match FORMS.types.get(name) {
        Some(Type::Fields { fields }) => fields,
        _ => &[],
    }
}

impl Field {
    pub fn shape(&'static self) -> Shape {
        shape(&self.shape)
    }

    /// `Server groups` for `serverGroups`.
    pub fn label(&self) -> String {
        label(&self.key)
    }

    /// Whether other things go by its value, so that it changes as a whole and not with every letter.
    pub fn is_identity(&self) -> bool {
        matches!(self.key.as_str(), "name" | "machine" | "image")
    }
}

/// What a shape's text means: the items of a list are such texts too.
pub fn shape(text: &'static str) -> Shape {
    if let Some(items) = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        return Shape::List(items);
    }
    match text.strip_prefix('=') {
        None => plain(text, ""),
        Some(name) => match FORMS.types.get(name) {
            Some(Type::Fields { .. }) => Shape::Object(name),
            Some(Type::Choices { choices }) => Shape::Choice(choices),
            Some(Type::Variants { variants }) => Shape::Variant(variants),
            Some(Type::Scalar { scalar, help }) => plain(scalar, help),
            None => Shape::Text(""),
        },
    }
}

fn plain(scalar: &str, help: &'static str) -> Shape {
    match scalar {
        "integer" => Shape::Integer,
        "number" => Shape::Number,
        "boolean" => Shape::Boolean,
        "any" => Shape::Any(help),
        _ => Shape::Text(help),
    }
}

/// Words that are written in capitals, or otherwise than they begin.
const WORDS: [(&str, &str); 22] = [
    ("api", "API"),
    ("cidr", "CIDR"),
    ("cpu", "CPU"),
    ("dhcp", "DHCP"),
    ("dns", "DNS"),
    ("ha", "HA"),
    ("id", "ID"),
    ("ip", "IP"),
    ("ips", "IPs"),
    ("ipv6", "IPv6"),
    ("mac", "MAC"),
    ("mtu", "MTU"),
    ("os", "OS"),
    ("osd", "OSD"),
    ("ssh", "SSH"),
    ("tls", "TLS"),
    ("url", "URL"),
    ("vcpu", "vCPU"),
    ("vcpus", "vCPUs"),
    ("vip", "VIP"),
    ("vips", "VIPs"),
    ("vlan", "VLAN"),
];

/// A key as words: `floatingIps` is `Floating IPs`.
pub fn label(key: &str) -> String {
    let mut words: Vec<String> = Vec::new();
    for letter in key.chars() {
        if letter.is_uppercase() || words.is_empty() {
            words.push(String::new());
        }
        if letter == '-' {
            words.push(String::new());
        } else if let Some(word) = words.last_mut() {
            word.extend(letter.to_lowercase());
        }
    }
    let mut said = words.iter().map(|word| WORDS.iter().find(|(plain, _)| plain == word).map_or(word.as_str(), |(_, written)| written));
    let first = said.next().unwrap_or_default();
    let is_plain = !WORDS.iter().any(|(_, written)| *written == first);
    let mut text = if is_plain { capital(first) } else { first.to_owned() };
    for word in said {
        text.push(' ');
        text.push_str(word);
    }
    text
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// A new item of a list: what it cannot do without, with a name that `taken` does not hold, and `names` to refer to.
pub fn item(items: &'static str, taken: &[String], names: &dyn Fn(&str) -> Vec<String>) -> Value {
    match shape(items) {
        Shape::Object(name) => Value::Object(made(fields(name), taken, names)),
        Shape::Choice(choices) => {
            choices.iter().map(|(word, _)| word).find(|word| !taken.contains(word)).map_or(Value::Null, |word| json!(word))
        }
        other => blank(other, ""),
    }
}

fn made(fields: &'static [Field], taken: &[String], names: &dyn Fn(&str) -> Vec<String>) -> Map<String, Value> {
    let mut of = Map::new();
    for field in fields.iter().filter(|field| field.required) {
        let value = match (&field.to, field.shape()) {
            (Some(to), _) => {
                let there = names(to);
                let free = there.iter().find(|name| !taken.contains(name)).or(there.first());
                json!(free.map_or("name", String::as_str))
            }
            (None, _) if field.is_identity() => json!(super::free::numbered("new1", |name| taken.iter().any(|other| other == name))),
            (None, Shape::Object(inner)) => Value::Object(made(self::fields(inner), &[], names)),
            (None, shape) => blank(shape, &field.key),
        };
        of.insert(field.key.clone(), value);
    }
    of
}

/// A part that was absent, with what it cannot do without.
pub fn part(name: &str, names: &dyn Fn(&str) -> Vec<String>) -> Value {
    Value::Object(made(fields(name), &[], names))
}

/// A value that fits, for somebody to change.
fn blank(shape: Shape, key: &str) -> Value {
    match shape {
        Shape::Integer | Shape::Number => json!(1),
        Shape::Boolean => json!(false),
        Shape::Choice(choices) => choices.first().map_or(Value::Null, |(word, _)| json!(word)),
        Shape::Variant(variants) => variants.first().map_or(Value::Null, |(word, ..)| json!(word)),
        Shape::List(_) => json!([]),
        Shape::Object(name) => Value::Object(made(fields(name), &[], &|_| Vec::new())),
        Shape::Any(_) => json!(1),
        Shape::Text(help) if help.contains("16 GiB") || help.contains("100 GiB") => json!("10 GiB"),
        Shape::Text(help) if help.contains("with its prefix length") => json!("10.0.0.1/24"),
        Shape::Text(help) if help.contains("prefix such as") => json!("10.0.0.0/24"),
        Shape::Text(help) if help.contains("secret:") => json!("secret:name"),
        Shape::Text(_) if matches!(key, "address" | "start" | "end" | "gateway") => json!("10.0.0.10"),
        Shape::Text(_) => json!("text"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use labwright_shared::document::{Command, Document, read};

    #[test]
    fn keys_read_as_words() {
        let said = ["serverGroups", "floatingIps", "vcpus", "haRouters", "name", "apiFloatingIp", "self-signed"].map(label);
        assert_eq!(said, ["Server groups", "Floating IPs", "vCPUs", "HA routers", "Name", "API floating IP", "Self signed"]);
    }

    #[test]
    fn quotas_take_numbers_and_words() {
        let quota = of_record(Kind::Projects).iter().find(|field| field.key == "quota").unwrap();
        let Shape::Object(name) = quota.shape() else { panic!("{:?}", quota.shape()) };
        assert!(matches!(fields(name)[0].shape(), Shape::Any(_)));
        assert!(fields(name)[0].optional);
    }

    /// Every list of every kind takes the item that its button adds.
    #[test]
    fn new_items_of_every_list_fit() {
        let text = include_str!("../../../static/templates/osp13-ocp42.lab.yaml");
        let mut document: Document = read(text).unwrap().document;
        let server = "kind: Lab";
        assert!(text.contains(server));
        let mut tried = 0;
        for record in ["clouds[openstack]", "projects[ocp-tenant]", "clusters[ocp4]"] {
            let record: labwright_shared::model::RecordRef = record.parse().unwrap();
            for field in of_record(record.kind) {
                let Shape::List(items) = field.shape() else { continue };
                let value = item(items, &[], &|_| vec!["some".to_owned()]);
                let command = Command::Append { record: record.clone(), field: field.key.clone(), value: value.clone() };
                document.apply(&command).unwrap_or_else(|error| panic!("{record}.{} takes no {value}: {error}", field.key));
                tried += 1;
            }
        }
        assert!(tried > 12, "{tried}");
    }
}
