//! What a machine boots from: of the machine, or of a scale.

use labwright_shared::model::{ImageKind, Kind};
use leptos::prelude::*;
use serde_json::{Value, json};

use crate::editor::defaults;

use super::{
    fields::{Reads, ReferenceField, TextField},
    form::Form,
};

/// `absent` is what to call it when nothing is said; the first disk where it is not given.
#[component]
pub fn BootFields(form: Form, #[prop(into)] at: String, #[prop(optional)] absent: Option<&'static str>) -> impl IntoView {
    form.shows(&at);
    let boot = form.value(&at);
    let variant = Memo::new(move |_| match boot.get() {
        Value::Object(fields) => fields.keys().next().cloned().unwrap_or_default(),
        Value::String(name) => name,
        _ if absent.is_some() => String::new(),
        _ => "disk".to_owned(),
    });
    let error = RwSignal::new(None::<String>);
    let app = form.app;
    let path = at.clone();
    let choose = move |choice: String| {
        let first = |kind: ImageKind| app.doc.lab(|lab| defaults::first_image(lab, kind));
        let missing = |what: &str| Err(format!("The lab has no {what}. Add one from the palette first."));
        let value = match choice.as_str() {
            "iso" => first(ImageKind::Iso).map_or_else(|| missing("ISO image"), |image| Ok(json!({ "iso": { "image": image.as_str() } }))),
            "kernel" => first(ImageKind::Kernel).map_or_else(
                || missing("image of kind kernel"),
                |kernel| {
                    let initrd = first(ImageKind::Initrd).map(|initrd| initrd.to_string());
                    Ok(json!({ "kernel": { "kernel": kernel.as_str(), "initrd": initrd, "args": "console=ttyS0" } }))
                },
            ),
            "pxe" => Ok(json!({ "pxe": {} })),
            "disk" => Ok(json!("disk")),
            _ => Ok(Value::Null),
        };
        error.set(value.and_then(|value| form.set(&path, value)).err());
    };
    let options = absent.map(|words| ("", words)).into_iter().chain([
        ("disk", "first disk"),
        ("iso", "ISO image, once"),
        ("kernel", "kernel and initial RAM disk"),
        ("pxe", "network (PXE), then disk"),
    ]);
    let options =
        options.map(move |(key, words)| view! { <option value=key selected=move || variant.get() == key>{words}</option> }).collect_view();
    let data_field = at.clone();
    view! {
        <label class="field">
            <span class="label">"From"</span>
            <select data-field=data_field prop:value=variant on:change=move |event| choose(event_target_value(&event))>{options}</select>
        </label>
        {move || error.get().map(|message| view! { <p class="field-error" role="alert">{message}" Not applied."</p> })}
        {move || {
            let field = |name: &str| format!("{at}.{name}");
            match variant.get().as_str() {
                "iso" => view! {
                    <ReferenceField form label="ISO image" path=field("iso.image") to=Kind::Images />
                    <TextField form label="Kickstart" path=field("iso.kickstart") reads=Reads::Block placeholder="for Anaconda" />
                    <TextField form label="Autoinstall" path=field("iso.autoinstall") reads=Reads::Block placeholder="for Subiquity" />
                }.into_any(),
                "kernel" => view! {
                    <ReferenceField form label="Kernel" path=field("kernel.kernel") to=Kind::Images />
                    <ReferenceField form label="RAM disk" path=field("kernel.initrd") to=Kind::Images absent="none" />
                    <TextField form label="Arguments" path=field("kernel.args") placeholder="none" />
                }.into_any(),
                "pxe" => view! { <TextField form label="Port" path=field("pxe.port") placeholder="the first one" /> }.into_any(),
                _ => ().into_any(),
            }
        }}
    }
}
