//! L0: the host, what stays with it, how far it may be loaded.

use leptos::prelude::*;

use super::{
    NameField,
    fields::{Reads, Section, TextField},
    form::Form,
};

pub fn fields(form: Form) -> AnyView {
    view! {
        <NameField form />
        <TextField form label="URI" path="uri" placeholder="the server's own" hint="libvirt connection, such as qemu:///system or qemu+ssh://root@host/system" />
        <Section title="Reserve">
            <TextField form label="Memory" path="reserve.memory" hint="Memory that machines must leave to the host" />
        </Section>
        <Section title="Overcommit">
            <p class="soft pad">"How much may be asked for each unit that the host has. More than that is an error."</p>
            <TextField form label="vCPU" path="overcommit.vcpus" reads=Reads::Decimal hint="Virtual CPUs on one hardware thread" />
            <TextField form label="Memory" path="overcommit.memory" reads=Reads::Decimal hint="Machine memory for each unit left after the reserve" />
            <TextField form label="Disk" path="overcommit.disk" reads=Reads::Decimal hint="Virtual disk size for each unit of pool capacity" />
        </Section>
    }
    .into_any()
}
