//! The plans of the templates, to the byte. `UPDATE_EXPECT=1` writes them anew.

use std::{fs, path::Path};

use expect_test::{ExpectFile, expect_file};
use labwright_shared::{
    document,
    facts::HostFacts,
    plan::{
        Instance, Plan, Purpose,
        planner::{self, Owned, PlanInput},
    },
};

pub fn plan(template: &str, scale: Option<&str>, facts: &str) -> Plan {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../static");
    let text = fs::read_to_string(root.join(format!("templates/{template}.lab.yaml"))).expect("the template");
    let document = document::read(&text).expect("a lab").document;
    let facts: HostFacts =
        labwright_shared::yaml::from_str(&fs::read_to_string(root.join(format!("facts/{facts}.facts.yaml"))).expect("the facts"))
            .expect("facts");
    let lab = scale.map_or_else(|| document.lab().clone(), |scale| document.lab().at_scale(scale).expect("the scale"));
    planner::plan(&PlanInput {
        lab: &lab,
        lab_digest: document.content_digest(),
        scale: scale.map(|scale| scale.parse().unwrap()),
        instance: &Instance { id: "0a1b2c3d".parse().unwrap(), prefix: String::new() },
        facts: &facts,
        owned: &Owned::default(),
        purpose: Purpose::Apply,
        machines: &[],
    })
    .expect("a plan")
}

fn check(plan: &Plan, yaml: ExpectFile, text: ExpectFile) {
    yaml.assert_eq(&plan.to_yaml());
    text.assert_eq(&plan.to_text());
}

#[test]
fn first_lab() {
    check(&plan("first-lab", None, "small"), expect_file!["snapshots/first-lab.plan.yaml"], expect_file!["snapshots/first-lab.txt"]);
}

#[test]
fn osp13_l1_in_full_on_its_authors_host() {
    check(&plan("osp13-l1", None, "newkvm"), expect_file!["snapshots/osp13-l1.plan.yaml"], expect_file!["snapshots/osp13-l1.txt"]);
}

#[test]
fn osp13_l1_at_the_test_scale() {
    check(
        &plan("osp13-l1", Some("test"), "small"),
        expect_file!["snapshots/osp13-l1-test.plan.yaml"],
        expect_file!["snapshots/osp13-l1-test.txt"],
    );
}
