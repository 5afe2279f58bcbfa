//! Advice, carried out or not.

use std::fs;

use super::{Desk, shipped};

const TOO_LARGE: &str = "# kept: the lab\napiVersion: labwright.dev/v1alpha1\nkind: Lab\nmetadata:\n  name: demo\nmachines:\n\
- name: master0 # kept: the machine\n  role: control-plane\n  vcpus: 4\n  memory: 24 GiB\n\
clusters:\n- {name: c, installer: upi, controlPlane: {nodes: [{machine: master0}]}}\n";

fn small_host(desk: &Desk, gib: u64) -> String {
    let facts = fs::read_to_string(shipped("facts/small.facts.yaml")).unwrap();
    assert!(facts.contains("total: 4 GiB"));
    desk.file("facts.yaml", facts.replace("total: 4 GiB", &format!("total: {gib} GiB"))).display().to_string()
}

#[test]
fn advice_is_given_applied_and_then_no_longer_needed() {
    let desk = Desk::new();
    let facts = small_host(&desk, 20);
    let path = desk.file("demo.yaml", TOO_LARGE).display().to_string();
    let said = desk.run(&["advise", &path, "--facts", &facts]);
    assert_eq!(said.code, 1, "{}{}", said.out, said.err);
    assert!(said.out.contains("1. smaller machines: -6 GiB of memory"), "{}", said.out);
    assert!(said.out.contains("smallest host: "), "{}", said.out);
    let json = desk.run(&["advise", &path, "--facts", &facts, "--format", "json"]).json();
    assert_eq!((&json["verdict"], &json["search"]["isComplete"]), (&"does-not-fit".into(), &true.into()));
    assert_eq!(json["ways"][0]["effect"]["memory"], -(6i64 << 30), "{json}");
    assert!(json["ways"][0]["steps"][0]["command"]["batch"].is_object(), "{json}");
    let wrong = desk.run(&["advise", &path, "--facts", &facts, "--apply", "7"]);
    assert_eq!(wrong.code, 2, "{}{}", wrong.out, wrong.err);
    assert!(wrong.err.contains("there is one"), "{}", wrong.err);
    assert_eq!(fs::read_to_string(&path).unwrap(), TOO_LARGE);
    let applied = desk.run(&["advise", &path, "--facts", &facts, "--apply", "1"]);
    assert_eq!(applied.code, 0, "{}{}", applied.out, applied.err);
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains("memory: 18 GiB") && text.contains("kept: the lab") && text.contains("kept: the machine"), "{text}");
    let after = desk.run(&["advise", &path, "--facts", &facts]);
    assert_eq!(after.code, 0, "{}{}", after.out, after.err);
    let piped = desk.run_with_input(&["advise", "-", "--facts", &facts, "--apply", "1"], TOO_LARGE);
    assert_eq!((piped.code, piped.out), (0, text));
}

#[test]
fn a_scale_is_advised_but_not_written() {
    let desk = Desk::new();
    let facts = small_host(&desk, 40);
    let lab = fs::read_to_string(shipped("templates/okd45-upi.lab.yaml")).unwrap();
    let path = desk.file("okd.yaml", &lab).display().to_string();
    let said = desk.run(&["advise", &path, "--facts", &facts, "--apply", "1"]);
    assert_eq!(said.code, 2, "{}{}", said.out, said.err);
    assert!(said.err.contains("--scale test"), "{}", said.err);
    assert_eq!(fs::read_to_string(&path).unwrap(), lab);
}

#[test]
fn without_a_lab_the_templates_are_looked_at() {
    let desk = Desk::new();
    let (facts, templates) = (small_host(&desk, 4), shipped("templates"));
    let said = desk.run(&["advise", "--facts", &facts, "--templates", &templates]);
    assert_eq!(said.code, 0, "{}{}", said.out, said.err);
    assert!(said.out.starts_with("first-lab: fits\n"), "{}", said.out);
    let json = desk.run(&["advise", "--facts", &facts, "--templates", &templates, "--format", "json"]).json();
    assert_eq!(json["labs"].as_array().unwrap().len(), fs::read_dir(&templates).unwrap().count());
    let nowhere = desk.run(&["advise", "--templates", &templates]);
    assert_eq!(nowhere.code, 2);
    assert!(nowhere.err.contains("--facts"), "{}", nowhere.err);
}
