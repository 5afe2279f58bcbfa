//! What libvirt and guests are given, for every field of the model. `UPDATE_EXPECT=1` writes the kept files anew.

use std::{fs, path::Path, process::Command};

use expect_test::expect_file;
use labwright_shared::{
    document,
    facts::{HostFacts, KvmFacts},
    model::Lab,
    plan::{
        Instance, Plan, Purpose, StepData,
        planner::{self, Owned, PlanInput},
    },
    value::Sha256,
};

const LAB: &str = include_str!("render_snapshots/every-field.lab.yaml");

fn plan(lab: &Lab, kvm: bool) -> Plan {
    let mut facts = HostFacts::assumed(lab);
    facts.kvm = KvmFacts { works: Some(kvm), ..KvmFacts::default() };
    let input = PlanInput {
        lab,
        lab_digest: Sha256::of(b"lab"),
        scale: None,
        instance: &Instance { id: "0a1b2c3d".parse().unwrap(), prefix: "copy-".to_owned() },
        facts: &facts,
        owned: &Owned::default(),
        purpose: Purpose::Apply,
        machines: &[],
    };
    planner::plan(&input).expect("a plan")
}

fn lab() -> Lab {
    document::read(LAB).unwrap_or_else(|errors| panic!("{errors:?}")).document.lab().clone()
}

/// Every XML document of a plan: what it is for libvirt's validator, its name and its text.
fn documents(plan: &Plan) -> Vec<(&'static str, &str, &str)> {
    let mut found = Vec::new();
    for data in plan.steps.iter().filter_map(|step| step.data.as_ref()) {
        match data {
            StepData::NetworkDefine(data) => found.push(("network", data.name.as_str(), data.xml.as_str())),
            StepData::PoolDefine(data) => found.push(("storagepool", data.name.as_str(), data.xml.as_str())),
            StepData::DomainDefine(data) => found.push(("domain", data.name.as_str(), data.xml.as_str())),
            _ => {}
        }
    }
    found
}

fn all(plan: &Plan, kind: &str) -> String {
    documents(plan).into_iter().filter(|(of, _, _)| *of == kind).map(|(_, _, xml)| xml).collect::<Vec<_>>().join("\n")
}

#[test]
fn networks() {
    expect_file!["render_snapshots/networks.xml"].assert_eq(&all(&plan(&lab(), true), "network"));
}

#[test]
fn pools() {
    expect_file!["render_snapshots/pools.xml"].assert_eq(&all(&plan(&lab(), true), "storagepool"));
}

#[test]
fn machines_under_kvm() {
    expect_file!["render_snapshots/machines.xml"].assert_eq(&all(&plan(&lab(), true), "domain"));
}

#[test]
fn machines_under_emulation_get_another_cpu_and_nothing_else() {
    let cpu = |xml: &str| -> Vec<String> {
        xml.lines().filter(|line| line.contains("<cpu") || line.contains("<domain ")).map(str::to_owned).collect()
    };
    let others = |xml: &str| -> Vec<String> {
        let skipped = ["<cpu", "</cpu", "<model fallback", "<domain ", "digest='"];
        xml.lines().filter(|line| !skipped.iter().any(|part| line.contains(part))).map(str::to_owned).collect()
    };
    let (kvm, emulated) = (all(&plan(&lab(), true), "domain"), all(&plan(&lab(), false), "domain"));
    assert_eq!(others(&kvm), others(&emulated));
    expect_file!["render_snapshots/cpus-emulated.txt"].assert_eq(&(cpu(&emulated).join("\n") + "\n"));
}

#[test]
fn seeds() {
    let plan = plan(&lab(), true);
    let mut text = String::new();
    for data in plan.steps.iter().filter_map(|step| step.data.as_ref()) {
        let StepData::VolumeSeed(seed) = data else { continue };
        for file in &seed.files {
            text += &format!("==== {} ({}): {}\n{}\n", seed.name, seed.label, file.name, file.content);
        }
    }
    expect_file!["render_snapshots/seeds.txt"].assert_eq(&text);
}

#[test]
fn seeds_are_yaml_that_says_what_is_meant() {
    let plan = plan(&lab(), true);
    for data in plan.steps.iter().filter_map(|step| step.data.as_ref()) {
        let StepData::VolumeSeed(seed) = data else { continue };
        let is_made = |name: &str| ["meta-data", "network-config"].contains(&name);
        for file in seed.files.iter().filter(|file| is_made(file.name.as_str()) && !file.content.is_empty()) {
            let value: serde_json::Value = labwright_shared::yaml::from_str(&file.content)
                .unwrap_or_else(|errors| panic!("{} {}: {errors:?}\n{}", seed.name, file.name, file.content));
            if let Some(name) = value.get("local-hostname") {
                assert!(name.is_string(), "{}: {name}", seed.name);
            }
            for (port, settings) in value.get("ethernets").and_then(|ports| ports.as_object()).into_iter().flatten() {
                assert_eq!(settings["set-name"].as_str(), Some(port.as_str()), "{}", seed.name);
            }
        }
    }
}

#[test]
fn what_people_write_cannot_leave_its_place() {
    let plan = plan(&lab(), true);
    for (_, name, xml) in documents(&plan) {
        let mut reader = quick_xml::Reader::from_str(xml);
        loop {
            match reader.read_event() {
                Ok(quick_xml::events::Event::Eof) => break,
                Ok(quick_xml::events::Event::Start(start) | quick_xml::events::Event::Empty(start)) => {
                    assert!(!format!("{start:?}").contains("evil"), "{name}");
                }
                Ok(_) => {}
                Err(error) => panic!("{name}: {error}\n{xml}"),
            }
        }
        assert!(!xml.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\t')), "{name} has a character that no XML may have");
    }
    let hostile = documents(&plan).into_iter().find(|(_, name, _)| *name == "copy-hostile").expect("the machine").2;
    assert!(hostile.contains("&lt;evil attribute=&quot;1&quot; other=&apos;2&apos;&gt; &amp; ]]&gt;"), "{hostile}");
}

/// libvirt's own schemas have the last word, where they are installed.
#[test]
fn libvirts_schemas_accept_every_document() {
    if Command::new("virt-xml-validate").arg("--version").output().is_err() {
        println!("skipped: there is no virt-xml-validate here (package libvirt-clients)");
        return;
    }
    let folder = std::env::temp_dir().join(format!("labwright-render-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    let templates = Path::new(env!("CARGO_MANIFEST_DIR")).join("../static/templates");
    let mut labs = vec![lab()];
    for entry in fs::read_dir(templates).unwrap() {
        let text = fs::read_to_string(entry.unwrap().path()).unwrap();
        let template = document::read(&text).unwrap().document.lab().clone();
        labs.extend(template.scales.iter().filter_map(|scale| template.at_scale(scale.name.as_str())));
        labs.push(template);
    }
    let mut checked = 0;
    let mut refused = Vec::new();
    for (at, plan) in labs.iter().flat_map(|lab| [plan(lab, true), plan(lab, false)]).enumerate() {
        for (kind, name, xml) in documents(&plan) {
            let path = folder.join(format!("{at}-{kind}-{name}.xml"));
            fs::write(&path, xml).unwrap();
            let output = Command::new("virt-xml-validate").arg(&path).arg(kind).output().unwrap();
            if !output.status.success() {
                refused.push(format!("{kind} {name}: {}\n{xml}", String::from_utf8_lossy(&output.stderr)));
            }
            checked += 1;
        }
    }
    let _ = fs::remove_dir_all(&folder);
    assert!(refused.is_empty(), "{}", refused.join("\n"));
    assert!(checked > 40, "{checked}");
}
