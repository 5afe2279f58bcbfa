//! The parameters of every template: whatever value is allowed gives a lab that loads, checks, plans and renders.

use labwright_shared::{
    document::Command,
    model::{Kind, Parameter, ParameterType, RecordRef},
    plan::{
        Instance, Purpose,
        planner::{self, Owned, PlanInput},
    },
    render::{self, Given},
};
use serde_json::{Value, json};

use super::*;

const TEMPLATES: [&str; 8] = [
    "first-lab",
    "okd45-upi",
    "okd45-upi-mended",
    "osa-magnum-capi",
    "osp13-l1",
    "osp13-ocp42",
    "tripleo-queens",
    "tripleo-queens-corrected",
];

/// Values of parameters that have neither limits nor choices.
fn other(parameter: &Parameter) -> Value {
    match (parameter.name.as_str(), parameter.kind) {
        ("apiAddress", _) => json!("192.168.122.170"),
        ("appsAddress", _) => json!("192.168.122.171"),
        ("directorAddress", _) => json!("192.168.122.252"),
        ("kubernetes", _) => json!("1.30.5"),
        (_, ParameterType::Text) => json!("lab.test"),
        (_, ParameterType::Prefix) => json!("10.77.3.0/24"),
        (name, kind) => panic!("{name} is {}: limits, choices or a value here", kind.noun()),
    }
}

/// The values to try: both ends, every choice, or another one.
fn values(parameter: &Parameter) -> Vec<Value> {
    let mut values: Vec<Value> = parameter.min.iter().chain(&parameter.max).chain(&parameter.choices).cloned().collect();
    if values.is_empty() {
        values.push(other(parameter));
    }
    values
}

fn with(name: &str, parameter: &str, value: &Value) -> Result<Document, String> {
    let mut document = template(name);
    let record = RecordRef::new(Kind::Parameters, &parameter.parse().unwrap());
    let set = Command::Set { record, field: "value".to_owned(), value: value.clone() };
    document.apply(&set).map_err(|error| error.to_string())?;
    Ok(document)
}

fn errors(document: &Document) -> Vec<String> {
    let report = check(document.lab(), None, None);
    report
        .diagnostics
        .into_iter()
        .filter(|found| found.severity == Severity::Error)
        .map(|found| format!("{} {}", found.rule, found.subject))
        .collect()
}

/// How many steps a plan has, and how many files are rendered.
fn made(document: &Document) -> (usize, usize) {
    let instance = Instance { id: "0a1b2c3d".parse().unwrap(), prefix: String::new() };
    let facts = HostFacts::assumed(document.lab());
    let input = PlanInput {
        lab: document.lab(),
        lab_digest: document.content_digest(),
        scale: None,
        instance: &instance,
        facts: &facts,
        owned: &Owned::default(),
        purpose: Purpose::Apply,
        machines: &[],
    };
    let steps = planner::plan(&input).unwrap_or_else(|error| panic!("{error:?}")).steps.len();
    let files = render::files(&Given::new(document.lab(), &instance, planner::assign_macs(&input)));
    (steps, files.unwrap_or_else(|problems| panic!("{problems:?}")).len())
}

#[test]
fn every_template_has_parameters_that_say_what_they_are() {
    let there = fs::read_dir(repository("static/templates")).unwrap().count();
    assert_eq!(there, TEMPLATES.len());
    for name in TEMPLATES {
        let document = template(name);
        let parameters = &document.lab().parameters;
        assert!((3..=6).contains(&parameters.len()), "{name} has {}", parameters.len());
        for parameter in parameters.iter() {
            assert!(parameter.help.is_some() && parameter.default.is_some() && parameter.value.is_none(), "{name}: {}", parameter.name);
        }
        let is_computed =
            |parameter: &Parameter| parameter.default.as_ref().and_then(Value::as_str).is_some_and(|text| text.contains("${"));
        assert!(name == "first-lab" || parameters.iter().any(is_computed), "{name} has no computed default");
    }
}

#[test]
fn every_allowed_value_gives_a_lab_that_checks_plans_and_renders() {
    for name in TEMPLATES {
        let as_shipped = template(name);
        let (known, (steps, files)) = (errors(&as_shipped), made(&as_shipped));
        for parameter in as_shipped.lab().parameters.iter() {
            for value in values(parameter) {
                let at = format!("{name}: {} = {value}", parameter.name);
                let document = with(name, parameter.name.as_str(), &value).unwrap_or_else(|error| panic!("{at}: {error}"));
                let new: Vec<String> = errors(&document).into_iter().filter(|error| !known.contains(error)).collect();
                assert_eq!(new, [""; 0], "{at}");
                assert_eq!(made(&document), (steps, files), "{at}");
                let back = document::read(&document.to_yaml()).unwrap_or_else(|errors| panic!("{at}: {errors:?}")).document;
                assert_eq!(back.lab(), document.lab(), "{at}");
                let is_default =
                    labwright_shared::parameters::values(&as_shipped.lab().parameters).unwrap()[parameter.name.as_str()].to_json() == value;
                assert!(is_default || document.content_digest() != as_shipped.content_digest(), "{at} changes nothing");
            }
        }
    }
}

/// A value beyond a limit, or none of the choices, is an error that names the limit; one of another type is not taken at all.
#[test]
fn a_value_outside_is_refused() {
    let mut tried = 0;
    for name in TEMPLATES {
        for parameter in template(name).lab().parameters.iter() {
            let beyond = |limit: &Value, factor: f64| match parameter.kind {
                ParameterType::Integer => json!((limit.as_f64().unwrap() * factor) as i64),
                ParameterType::Size => {
                    let size: Size = limit.as_str().unwrap().parse().unwrap();
                    json!(format!("{} B", (size.bytes() as f64 * factor) as u64))
                }
                _ => panic!("{name}: {} has limits", parameter.name),
            };
            let mut outside = Vec::new();
            outside.extend(parameter.min.iter().map(|min| (beyond(min, 0.5), "is the smallest value")));
            outside.extend(parameter.max.iter().map(|max| (beyond(max, 2.0), "is the largest value")));
            outside.extend(parameter.choices.first().map(|_| (json!("none-of-them"), "the choices are")));
            for (value, said) in outside {
                let told = with(name, parameter.name.as_str(), &value).map(|document| findings(&check(document.lab(), None, None)));
                // What no field takes is refused before it is checked.
                let is_told = match &told {
                    Ok(findings) => findings.lines().any(|line| line.starts_with("error parameters/") && line.contains(said)),
                    Err(error) => error.contains("is not one of"),
                };
                assert!(is_told, "{name}: {} = {value}: {told:?}", parameter.name);
                tried += 1;
            }
            if parameter.kind != ParameterType::Text {
                let refused = with(name, parameter.name.as_str(), &json!("no such thing")).map(drop).unwrap_err();
                assert!(refused.contains(parameter.kind.noun()), "{refused}");
            }
        }
    }
    assert!(tried > 40, "{tried}");
}
