//! The first lab that one opens.

use super::*;

#[test]
fn the_first_lab_has_no_errors_or_warnings_on_a_small_host() {
    let lab = template("first-lab");
    let mut host = facts("small");
    host.kvm.works = Some(true);
    host.kvm.offered = Some(true);
    host.kvm.nested = Some(true);
    pins(&check(lab.lab(), Some(&host), None), expect![""]);
    // Without KVM that is the one thing said.
    pins(
        &check(lab.lab(), Some(&facts("small")), None),
        expect![[r#"
        warning nested/emulation host: libvirt offers no KVM on host (Guests run under emulation): machines run under emulation
    "#]],
    );
}

#[test]
fn the_first_lab_has_no_errors_where_no_host_is_known() {
    let report = check(template("first-lab").lab(), None, None);
    assert_eq!((report.count(Severity::Error), report.count(Severity::Warning)), (0, 0), "{}", findings(&report));
}
