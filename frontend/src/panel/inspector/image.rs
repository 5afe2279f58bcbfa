//! An image file.

use leptos::prelude::*;

use super::{
    NameField,
    fields::{ChoiceField, TextField},
    form::Form,
};

pub fn fields(form: Form) -> AnyView {
    view! {
        <NameField form />
        <ChoiceField form label="Kind" path="kind" default="disk" options=vec![("disk", "disk"), ("iso", "ISO image"), ("kernel", "kernel"), ("initrd", "initial RAM disk")] />
        <TextField form label="Path" path="path" placeholder="in the server's image folders" hint="Relative to the server's image folders, or absolute inside one" />
        <TextField form label="URL" path="url" placeholder="https://…" hint="Where the file is downloaded from" />
        <TextField form label="SHA-256" path="sha256" placeholder="64 hexadecimal digits" hint="Checked before the file is used" />
        <ChoiceField form label="Format" path="format" options=vec![("", "by its header"), ("qcow2", "qcow2"), ("raw", "raw")] />
        <TextField form label="Virtual size" path="virtualSize" placeholder="read from the file" hint="A disk image's virtual size, where it is known beforehand" />
    }
    .into_any()
}
