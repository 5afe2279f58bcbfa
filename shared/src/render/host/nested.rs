use crate::render::{File, Given, Make, Place, Renderer};

pub const RENDERER: Renderer = Renderer::new(
    "host/etc/modprobe.d/kvm-nested.conf",
    "nested virtualization of KVM's modules, for Intel's and AMD's processors",
    "modprobe.d(5); Linux, Documentation/virt/kvm/x86/running-nested-guests.rst",
    Make::Host(files),
);

fn files(given: &Given<'_>) -> Vec<File> {
    let Some(nested) = given.lab.host.tuning.nested else { return Vec::new() };
    let value = u8::from(nested);
    let content = format!(
        "# Read when the modules are loaded: with no guest running, modprobe -r and modprobe, or a reboot.\n\
         options kvm_intel nested={value}\noptions kvm_amd nested={value}\n"
    );
    vec![File::text(Place::Host, "/etc/modprobe.d/kvm-nested.conf", content)]
}
