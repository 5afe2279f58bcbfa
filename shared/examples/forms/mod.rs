//! What a form needs to know of the records that have no form of their own: their fields, from the JSON Schema of a lab.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

/// The kinds of record that are edited in a form made from their schema.
const RECORDS: [(&str, &str); 5] =
    [("parameters", "Parameter"), ("clouds", "Cloud"), ("projects", "Project"), ("servers", "Server"), ("clusters", "Cluster")];

/// Fields that name something else in the lab, and what: a kind of record, or what a cloud or a project has.
const NAMES: [(&str, &str, &str); 35] = [
    ("CloudNode", "machine", "machines"),
    ("Director", "machine", "machines"),
    ("Plane", "network", "networks"),
    ("ExternalNetwork", "network", "networks"),
    ("CloudImage", "image", "images"),
    ("Project", "cloud", "clouds"),
    ("Router", "external", "external-networks"),
    ("Router", "subnets", "subnets"),
    ("FloatingIp", "network", "external-networks"),
    ("FloatingIp", "port", "project-ports"),
    ("ProjectPort", "network", "project-networks"),
    ("ProjectPort", "securityGroups", "security-groups"),
    ("SecurityRule", "remoteGroup", "security-groups"),
    ("Server", "project", "projects"),
    ("Server", "flavor", "flavors"),
    ("Server", "image", "cloud-images"),
    ("Server", "serverGroup", "server-groups"),
    ("Server", "host", "machines"),
    ("ServerPort", "network", "project-networks"),
    ("ServerPort", "port", "project-ports"),
    ("ServerPort", "securityGroups", "security-groups"),
    ("Cluster", "project", "projects"),
    ("Cluster", "bastion", "machines"),
    ("Cluster", "externalNetwork", "external-networks"),
    ("ClusterNetworks", "subnet", "subnets"),
    ("NodePool", "flavor", "flavors"),
    ("NodePool", "image", "cloud-images"),
    ("ClusterNode", "machine", "machines"),
    ("ClusterNode", "server", "servers"),
    ("ClusterDns", "server", "machines"),
    ("LoadBalancer", "machine", "machines"),
    ("Backend", "machine", "machines"),
    ("Mirror", "machine", "machines"),
    ("Ignition", "machine", "machines"),
    ("Magnum", "management", "machines"),
];

/// The forms, as the page reads them; or what does not fit together.
pub fn forms(schema: &Value) -> Result<Value, Vec<String>> {
    let definitions = schema.get("$defs").and_then(Value::as_object).cloned().unwrap_or_default();
    let mut forms = Forms { definitions, types: BTreeMap::new() };
    for (_, of) in RECORDS {
        forms.named(of);
    }
    let missing = NAMES.iter().filter(|(of, field, _)| forms.definitions.get(*of).is_none_or(|of| of["properties"].get(*field).is_none()));
    let missing: Vec<String> = missing.map(|(of, field, _)| format!("shared/examples/forms: {of} has no field {field}")).collect();
    if !missing.is_empty() {
        return Err(missing);
    }
    Ok(json!({ "records": RECORDS.into_iter().collect::<BTreeMap<_, _>>(), "types": forms.types }))
}

struct Forms {
    definitions: Map<String, Value>,
    types: BTreeMap<String, Value>,
}

impl Forms {
    /// Takes a definition in, with all that it is made of.
    fn named(&mut self, name: &str) {
        if self.types.contains_key(name) {
            return;
        }
        let Some(of) = self.definitions.get(name).cloned() else { return };
        self.types.insert(name.to_owned(), Value::Null);
        let help = of.get("description").and_then(Value::as_str).unwrap_or_default().to_owned();
        let of = match (of.get("properties"), choices(&of), variants(&of)) {
            (Some(properties), ..) => json!({ "fields": self.fields(name, &of, properties) }),
            (_, Some(choices), _) => json!({ "choices": choices }),
            (_, _, Some(variants)) => {
                for (.., inner) in &variants {
                    if let Some(inner) = inner {
                        self.named(inner);
                    }
                }
                json!({ "variants": variants })
            }
            _ => json!({ "scalar": scalar(&of), "help": help }),
        };
        self.types.insert(name.to_owned(), of);
    }

    fn fields(&mut self, name: &str, of: &Value, properties: &Value) -> Vec<Value> {
        let required: Vec<&str> = of.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect();
        let mut fields = Vec::new();
        for (key, field) in properties.as_object().into_iter().flatten() {
            if key == "id" {
                continue;
            }
            let (shape, is_optional) = self.shape(field);
            let mut made = json!({ "key": key, "shape": shape });
            let mut put = |key: &str, value: Value| drop(made.as_object_mut().map(|made| made.insert(key.to_owned(), value)));
            if let Some(help) = field.get("description") {
                put("help", help.clone());
            }
            if let Some((.., to)) = NAMES.iter().find(|(of, field, _)| *of == name && field == key) {
                put("to", json!(to));
            }
            if required.contains(&key.as_str()) {
                put("required", json!(true));
            }
            if is_optional {
                put("optional", json!(true));
            }
            if let Some(default) = field.get("default").filter(|default| default.is_boolean() || default.is_string()) {
                put("default", default.clone());
            }
            fields.push(made);
        }
        fields
    }

    /// How a value is edited: `text`, `integer`, `number`, `boolean`, `=TYPE`, or one of these in brackets for a list. And whether it
    /// may be absent as a whole.
    fn shape(&mut self, field: &Value) -> (String, bool) {
        if let Some(name) = field.get("$ref").and_then(Value::as_str).and_then(|path| path.rsplit('/').next()) {
            self.named(name);
            return (format!("={name}"), false);
        }
        if let Some(any) = field.get("anyOf").and_then(Value::as_array) {
            let of = any.iter().find(|one| one.get("type").is_none_or(|of| of != "null"));
            return (of.map_or_else(|| "text".to_owned(), |of| self.shape(of).0), true);
        }
        if field.get("type").is_some_and(|of| of == "array") {
            let items = field.get("items").map_or_else(|| "text".to_owned(), |items| self.shape(items).0);
            return (format!("[{items}]"), false);
        }
        let is_optional = field.get("type").and_then(Value::as_array).is_some_and(|types| types.iter().any(|one| one == "null"));
        (scalar(field).to_owned(), is_optional)
    }
}

fn scalar(of: &Value) -> &'static str {
    let is = |name: &str| match of.get("type") {
        Some(Value::String(own)) => own == name,
        Some(Value::Array(types)) => types.iter().any(|own| own == name),
        _ => false,
    };
    match () {
        () if is("boolean") => "boolean",
        () if is("integer") => "integer",
        () if is("number") => "number",
        () if is("string") => "text",
        // A number, or a word.
        () => "any",
    }
}

/// The words of a type that is one of several, each with what it means.
fn choices(of: &Value) -> Option<Vec<(String, String)>> {
    let words = |of: &Value| -> Option<Vec<(String, String)>> {
        let help = of.get("description").and_then(Value::as_str).unwrap_or_default();
        match (of.get("const"), of.get("enum")) {
            (Some(Value::String(one)), _) => Some(vec![(one.clone(), help.to_owned())]),
            (_, Some(Value::Array(all))) => all.iter().map(|one| Some((one.as_str()?.to_owned(), String::new()))).collect(),
            _ => None,
        }
    };
    match of.get("oneOf").and_then(Value::as_array) {
        Some(all) => Some(all.iter().map(words).collect::<Option<Vec<_>>>()?.concat()),
        None => of.get("enum").and_then(|_| words(of)),
    }
}

/// The ways in which a type can be: a word alone, or a word with fields of its own. Each with what it means and those fields' type.
fn variants(of: &Value) -> Option<Vec<(String, String, Option<String>)>> {
    let mut found = Vec::new();
    for one in of.get("oneOf").and_then(Value::as_array)? {
        let help = one.get("description").and_then(Value::as_str).unwrap_or_default().to_owned();
        match one.get("properties").and_then(Value::as_object).and_then(|properties| properties.iter().next()) {
            Some((key, inner)) => {
                let of = inner.get("$ref").and_then(Value::as_str).and_then(|path| path.rsplit('/').next());
                found.push((key.clone(), help, of.map(str::to_owned)));
            }
            None => found.extend(choices(&json!({ "oneOf": [one] }))?.into_iter().map(|(word, help)| (word, help, None))),
        }
    }
    Some(found)
}
