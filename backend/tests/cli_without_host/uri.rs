use std::{fs, os::unix::fs::PermissionsExt as _};

use super::{Desk, HEAD, shipped};

#[test]
fn a_document_starts_no_program() {
    let desk = Desk::new();
    let (program, ran) = (desk.file("theirs.sh", ""), desk.folder.path().join("ran"));
    fs::write(&program, format!("#!/bin/sh\ntouch {}\n", ran.display())).unwrap();
    fs::set_permissions(&program, fs::Permissions::from_mode(0o700)).unwrap();
    for uri in
        [format!("qemu+ssh://server/system?command={}", program.display()), format!("qemu+ext:///system?command={}", program.display())]
    {
        let lab = desk.file("theirs.lab.yaml", format!("{HEAD}host: {{name: host, uri: '{uri}'}}\n"));
        let lab = lab.to_str().unwrap();
        for words in [&["plan", lab][..], &["apply", lab, "--yes"], &["destroy", lab, "--yes"], &["start", lab, "--yes"]] {
            let said = desk.run(words);
            assert_eq!(said.code, 2, "{words:?}: {}{}", said.out, said.err);
            assert!(said.err.contains("is not followed") && said.err.contains("--host"), "{words:?}: {}", said.err);
        }
        let said = desk.run(&["check", lab]);
        assert!(said.code == 1 && said.out.contains("host/unsupported-uri"), "{}", said.out);
    }
    assert!(!ran.exists(), "the document's program was started");
}

#[test]
fn a_kept_plan_goes_to_the_host_that_it_was_made_for() {
    let desk = Desk::new();
    let lab = desk.file(
        "far.lab.yaml",
        format!("{HEAD}host: {{name: far, uri: 'qemu+ssh://127.0.0.1:1/system'}}\nnetworks:\n- {{name: lan, mode: isolated}}\n"),
    );
    let facts = shipped("facts/newkvm.facts.yaml");
    let said = desk.run(&["plan", lab.to_str().unwrap(), "--facts", &facts, "--output", "plan.yaml"]);
    assert_eq!(said.code, 0, "{}{}", said.out, said.err);
    assert!(said.out.starts_with("Apply demo on qemu+ssh://127.0.0.1:1/system\n"), "{}", said.out);
    // Not to the host of whoever applies it, unless that is said.
    let said = desk.run(&["apply", "plan.yaml", "--yes"]);
    assert!(said.code == 2 && said.err.contains("127.0.0.1:1"), "{}{}", said.out, said.err);
    let said = desk.run(&["apply", "plan.yaml", "--yes", "--host", "qemu+ssh://127.0.0.1:2/system"]);
    assert!(said.code == 2 && said.err.contains("127.0.0.1:2"), "{}{}", said.out, said.err);
    let said = desk.run(&["apply", "plan.yaml", "--yes"]);
    assert!(said.code == 2 && said.err.contains("127.0.0.1:1"), "{}{}", said.out, said.err);
}
