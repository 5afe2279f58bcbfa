use crate::render::{File, Given, Make, Place, Renderer, script::Script, text};

pub const RENDERER: Renderer = Renderer::new(
    "host/root/tune.sh",
    "tuned's profile, huge pages, same-page merging and time servers",
    "tuned-adm(8); Linux, Documentation/admin-guide/mm/hugetlbpage.rst and ksm.rst; chrony.conf(5)",
    Make::Host(files),
);

/// A huge page of x86-64 where nothing else is asked for, in bytes.
const HUGE_PAGE: u64 = 2 << 20;

fn files(given: &Given<'_>) -> Vec<File> {
    let tuning = &given.lab.host.tuning;
    let mut script = Script::new(format!("Tunes the host of the lab {}; run by root, as often as one likes.", given.lab.metadata.name));
    if let Some(profile) = &tuning.tuned_profile {
        script.why("tuned keeps the profile over reboots.");
        script.run(["systemctl", "enable", "--now", "tuned"]);
        script.run(["tuned-adm", "profile", profile.as_str()]);
    }
    if let Some(memory) = tuning.huge_pages {
        let pages = memory.bytes().div_ceil(HUGE_PAGE);
        script.why("Huge pages of 2 MiB; they are taken away from all else at once.");
        script.line(format!("echo vm.nr_hugepages={pages} > /etc/sysctl.d/80-huge-pages.conf"));
        script.run(["sysctl", "-p", "/etc/sysctl.d/80-huge-pages.conf"]);
    }
    if let Some(merging) = tuning.ksm {
        script.why("Same-page merging: now, and after a reboot.");
        let value = u8::from(merging);
        script.line(format!("echo 'w /sys/kernel/mm/ksm/run - - - - {value}' > /etc/tmpfiles.d/ksm.conf"));
        script.run(["systemd-tmpfiles", "--create", "/etc/tmpfiles.d/ksm.conf"]);
    }
    if !tuning.ntp_servers.is_empty() {
        script.why("Clocks must agree: certificates, Ceph and etcd are strict about it.");
        let lines = text::joined(tuning.ntp_servers.iter().map(|server| format!("server {server} iburst")), "\n");
        let quoted = crate::render::script::quote(&format!("{lines}\n"));
        script.line("mkdir -p /etc/chrony/sources.d");
        script.line(format!("printf %s {quoted} > /etc/chrony/sources.d/lab.sources"));
        script.line("chronyc reload sources");
    }
    if script.is_empty() { Vec::new() } else { vec![File::script(Place::Host, "/root/tune.sh", &script)] }
}
