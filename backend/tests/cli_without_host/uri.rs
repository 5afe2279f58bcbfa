use std::{fs, os::unix::fs::PermissionsExt as _};

use super::{Desk, HEAD};

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
