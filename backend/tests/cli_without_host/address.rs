//! Addresses where a lab leaves them blank.

use std::fs;

use super::{Desk, HEAD, shipped};

#[test]
fn blanks_are_shown_written_and_then_no_blanks_any_more() {
    let desk = Desk::new();
    let text = format!("{HEAD}networks:\n# kept: the network\n- name: lan\n  mode: nat\n- name: bare\n  mode: isolated\n");
    let path = desk.file("demo.yaml", &text).display().to_string();
    let said = desk.run(&["address", &path]);
    assert_eq!(said.code, 0, "{}{}", said.out, said.err);
    assert!(said.out.starts_with("networks[lan].ip: 10.64.0.1/24\n"), "{}", said.out);
    assert!(said.out.contains("1 field to fill"), "{}", said.out);
    assert_eq!(fs::read_to_string(&path).unwrap(), text);
    let facts = fs::read_to_string(shipped("facts/small.facts.yaml")).unwrap().replace("192.0.2.10/24", "10.64.0.9/24");
    let facts = desk.file("facts.yaml", facts).display().to_string();
    let json = desk.run(&["address", &path, "--facts", &facts, "--format", "json"]).json();
    assert_eq!(json["filled"][0]["value"], "10.64.1.1/24", "{json}");
    let written = desk.run(&["address", &path, "--facts", &facts, "--write"]);
    assert_eq!(written.code, 0, "{}{}", written.out, written.err);
    let after = fs::read_to_string(&path).unwrap();
    assert!(after.contains("ip: 10.64.1.1/24") && after.contains("kept: the network"), "{after}");
    let again = desk.run(&["address", &path, "--write"]);
    assert_eq!((again.code, again.out.trim_end()), (0, "nothing to fill"));
    assert_eq!(fs::read_to_string(&path).unwrap(), after);
    let piped = desk.run_with_input(&["address", "-", "--facts", &facts, "--write"], &text);
    assert_eq!((piped.code, piped.out), (0, after));
}
