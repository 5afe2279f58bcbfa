//! A storage pool.

use leptos::prelude::*;

use super::{
    NameField,
    fields::{CheckField, ChoiceField, TextField},
    form::Form,
};

pub fn fields(form: Form) -> AnyView {
    let existing = form.value("existing");
    let is_existing = move || existing.get().as_bool().unwrap_or(false);
    view! {
        <NameField form />
        <CheckField form label="The host already has this pool" path="existing" hint="The lab only puts volumes into it" />
        <TextField form label="Folder" path="path" placeholder="/var/lib/libvirt/…" hint="The pool's folder on the host" />
        {move || (!is_existing()).then(|| view! { <p class="soft pad">"Applying makes the folder; destroying takes it away again when nothing else is in it."</p> })}
        <ChoiceField form label="Medium" path="tier" options=vec![("", "not said"), ("nvme", "NVMe"), ("ssd", "SSD"), ("sas", "SAS"), ("hdd", "HDD")] />
        <TextField form label="At most" path="capacity" placeholder="what the medium holds" hint="The most that the lab may put into the pool" />
    }
    .into_any()
}
