//! `labwright script`.

use std::{fs, os::unix::fs::PermissionsExt as _};

use super::{Desk, shipped};

#[test]
fn a_script_is_that_of_the_plan_made_now_or_kept() {
    let desk = Desk::new();
    let (lab, facts) = (shipped("templates/first-lab.lab.yaml"), shipped("facts/small.facts.yaml"));
    let made = desk.run(&["script", &lab, "--facts", &facts]);
    assert_eq!((made.code, made.err.as_str()), (0, ""), "{}", made.out);
    assert!(made.out.starts_with("#!/usr/bin/env bash\n# Builds lab first-lab: 8 to create"), "{}", made.out);
    for words in
        ["\ndefine_network lan yes <<'END'\n", "\nuri=qemu:///system\n", "\ncreate_volume labwright alice-vda.qcow2 qcow2 1073741824"]
    {
        assert!(made.out.contains(words), "{words} in {}", made.out);
    }
    desk.run(&["plan", &lab, "--facts", &facts, "--output", "kept.plan.yaml"]);
    let kept = desk.run(&["script", "kept.plan.yaml", "--output", "apply.sh"]);
    assert_eq!((kept.code, kept.out.as_str()), (0, ""), "{}", kept.err);
    let file = desk.folder.path().join("apply.sh");
    assert_eq!(fs::read_to_string(&file).unwrap(), made.out);
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o755);

    let remote = desk.run(&["script", "kept.plan.yaml", "--host", "qemu+ssh://root@it's/system"]).out;
    assert!(remote.contains(r"uri='qemu+ssh://root@it'\''s/system'"), "{remote}");
    let stop = desk.run(&["script", &lab, "alice", "--for", "stop", "--facts", &facts]);
    assert!(stop.code == 1 && stop.err.contains("the host has no domain alice"), "{}{}", stop.out, stop.err);
    let destroy = desk.run(&["script", &lab, "--for", "destroy", "--facts", &facts]).out;
    assert!(destroy.contains("# Removes lab first-lab: nothing to do."), "{destroy}");
}

#[test]
fn what_does_not_go_together_is_refused() {
    let desk = Desk::new();
    let lab = shipped("templates/first-lab.lab.yaml");
    desk.file("kept.plan.yaml", "apiVersion: labwright.dev/v1alpha1\nkind: Plan\n");
    for (words, says) in [
        (&["script", &lab, "alice"][..], "machines are named with --for start, stop or reboot only"),
        (&["script", &lab, "alice", "--for", "destroy"], "machines are named with --for start, stop or reboot only"),
        (&["script", &lab, "--for", "build"], "invalid value 'build'"),
        (&["script", "kept.plan.yaml", "--for", "stop"], "--for is for a lab"),
        (&["script", "kept.plan.yaml", "alice"], "MACHINE is for a lab"),
        (&["script", "kept.plan.yaml", "--scale", "test"], "--scale is for a lab"),
        (&["script", "kept.plan.yaml", "--facts", "x"], "--facts is for a lab"),
        (&["script", "kept.plan.yaml"], "the field `lab` is missing"),
        (&["script", "no-such.yaml"], "no-such.yaml can't be read"),
        (&["script", &lab, "--format", "json"], "a script has no JSON"),
    ] {
        let said = desk.run(words);
        assert_eq!(said.code, 2, "{words:?}: {}{}", said.out, said.err);
        assert!(format!("{}{}", said.out, said.err).contains(says), "{words:?}: {}{}", said.out, said.err);
    }
}
