//! Made-up values of any type of the model, from its own JSON Schema: a new field is tried without a word here.

use std::fmt::Debug;

use labwright_shared::value::Name;
use proptest::{collection::vec, option::of, prelude::*, sample::select};
use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

/// Values of the type; free texts come from `text`.
pub fn any_of<T: JsonSchema + DeserializeOwned + Debug + 'static>(text: &BoxedStrategy<String>) -> BoxedStrategy<T> {
    let schema = schemars::schema_for!(T).to_value();
    let definitions = schema.get("$defs").and_then(Value::as_object).cloned().unwrap_or_default();
    Schema { definitions, text: text.clone() }
        .value(&schema)
        .prop_map(|json| match serde_json::from_value(json.clone()) {
            Ok(value) => value,
            Err(error) => panic!("the schema allows what does not read: {error}: {json}"),
        })
        .boxed()
}

struct Schema {
    definitions: Map<String, Value>,
    text: BoxedStrategy<String>,
}

impl Schema {
    fn value(&self, schema: &Value) -> BoxedStrategy<Value> {
        if let Some(name) = schema.get("$ref").and_then(Value::as_str) {
            let name = name.rsplit('/').next().unwrap();
            return scalar(name).unwrap_or_else(|| self.value(&self.definitions[name]));
        }
        if let Some(constant) = schema.get("const") {
            return Just(constant.clone()).boxed();
        }
        if let Some(words) = schema.get("enum").and_then(Value::as_array) {
            return select(words.clone()).boxed();
        }
        if let Some(forms) = schema.get("anyOf").or(schema.get("oneOf")).and_then(Value::as_array) {
            let forms = forms.iter().filter(|form| form["type"] != "null").map(|form| self.value(form)).collect::<Vec<_>>();
            return proptest::strategy::Union::new(forms).boxed();
        }
        let kind = match &schema["type"] {
            Value::Array(kinds) => kinds[0].as_str(),
            kind => kind.as_str(),
        };
        match (kind, schema["format"].as_str()) {
            (Some("object"), _) => self.object(schema),
            (Some("array"), _) => vec(self.value(&schema["items"]), 0..3).prop_map(Value::Array).boxed(),
            (Some("boolean"), _) => any::<bool>().prop_map(Value::Bool).boxed(),
            (Some("integer"), Some("uint8")) => any::<u8>().prop_map(Value::from).boxed(),
            (Some("integer"), Some("uint16")) => prop_oneof![0..200u16, any::<u16>()].prop_map(Value::from).boxed(),
            (Some("integer"), _) => prop_oneof![0..40u32, any::<u32>()].prop_map(Value::from).boxed(),
            (Some("string"), Some("ip")) => super::address().prop_map(|address| json!(address)).boxed(),
            (Some("string"), _) => self.text.clone().prop_map(Value::from).boxed(),
            _ => panic!("no values for {schema}"),
        }
    }

    fn object(&self, schema: &Value) -> BoxedStrategy<Value> {
        let required = schema["required"].as_array().cloned().unwrap_or_default();
        let mut object = Just(Map::new()).boxed();
        for (key, field) in schema["properties"].as_object().into_iter().flatten() {
            let key = key.clone();
            let value =
                if required.contains(&json!(key)) { self.value(field).prop_map(Some).boxed() } else { of(self.value(field)).boxed() };
            object = (object, value)
                .prop_map(move |(mut object, value)| {
                    object.extend(value.map(|value| (key.clone(), value)));
                    object
                })
                .boxed();
        }
        object.prop_map(Value::Object).boxed()
    }
}

/// Values that are written as a text of their own form.
fn scalar(name: &str) -> Option<BoxedStrategy<Value>> {
    let shown = |strategy: BoxedStrategy<String>| Some(strategy.prop_map(Value::from).boxed());
    match name {
        "Name" => shown(super::name().prop_map(|name: Name| name.to_string()).boxed()),
        "FileName" => shown(super::file_name().prop_map(|name| name.to_string()).boxed()),
        "Size" => shown(super::size().prop_map(|size| size.to_string()).boxed()),
        "SizeLimit" => shown(prop_oneof![Just("unlimited".to_owned()), super::size().prop_map(|size| size.to_string())].boxed()),
        "Cidr" => shown(any::<bool>().prop_flat_map(super::cidr).prop_map(|cidr| cidr.to_string()).boxed()),
        "Subnet" => shown(any::<bool>().prop_flat_map(super::cidr).prop_map(|cidr| cidr.subnet().to_string()).boxed()),
        "IpRange" => Some(super::range().prop_map(|range| json!(range)).boxed()),
        "Mac" => shown(super::mac().prop_map(|mac| mac.to_string()).boxed()),
        "Ratio" => {
            Some((1..1_000_001u32).prop_map(|thousandths| json!(labwright_shared::value::Ratio::from_thousandths(thousandths))).boxed())
        }
        "SecretRef" => shown(super::name().prop_map(|name| format!("secret:{name}")).boxed()),
        "Version" => shown(select(vec!["4.2.4", "4.5.0-0.okd-2020-07-14-153706-ga", "4.16", "1.30.2"]).prop_map(str::to_owned).boxed()),
        _ => None,
    }
}
