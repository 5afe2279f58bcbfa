//! A machine's disks.

use labwright_shared::model::{Kind, Record};
use leptos::prelude::*;

use crate::ui::each::each;

use crate::ui::on::click;
use serde_json::json;

use crate::{editor::free, ui::icon};

use super::{
    fields::{ChoiceField, ReferenceField, TextField},
    form::Form,
};

#[component]
pub fn Disks(form: Form) -> impl IntoView {
    form.shows("disks");
    let disks = form.items("disks");
    let app = form.app;
    let error = RwSignal::new(None::<String>);
    let add = move |_| {
        let Some(Record::Machines(machine)) = app.doc.with(|document| document.record(&form.record())) else { return };
        let Some(pool) = app.doc.lab(|lab| lab.pools.iter().next().map(|pool| pool.name.to_string())) else {
            error.set(Some("A disk lies in a pool, and the lab has none. Add one from the palette first.".to_owned()));
            return;
        };
        error.set(form.append("disks", json!({ "name": free::disk(&machine).as_str(), "pool": pool, "size": "20 GiB" })).err());
    };
    view! {
        {each(move || disks.get(), move |disk| view! { <DiskFields form disk /> })}
        {move || disks.with(Vec::is_empty).then(|| view! { <p class="soft pad">"None: the machine has nothing to keep data on."</p> })}
        {move || error.get().map(|message| view! { <p class="field-error" role="alert">{message}</p> })}
        <button class="btn quiet small" data-testid="add-disk" on:click=add>"Add a disk"</button>
    }
}

#[component]
fn DiskFields(form: Form, disk: String) -> impl IntoView {
    let at = format!("disks[{disk}]");
    form.shows(&at);
    let image = form.text(&format!("{at}.image"));
    let format_path = format!("{at}.format");
    let gone = at.clone();
    let label = format!("Remove disk {disk}");
    view! {
        <div class="item" data-item=at.clone()>
            <div class="item-head">
                <TextField form label="Disk" path=format!("{at}.name") at_end=true />
                <button class="icon-btn" title=label.clone() aria-label=label on:click=click(move || form.drop_item(&gone))>{icon::close()}</button>
            </div>
            <TextField form label="Size" path=format!("{at}.size") placeholder="that of the image" />
            <ReferenceField form label="Pool" path=format!("{at}.pool") to=Kind::Pools />
            <ReferenceField form label="Image" path=format!("{at}.image") to=Kind::Images absent="none: blank" />
            <details class="more">
                <summary>"Bus, format, allocation"</summary>
                <ChoiceField form label="Bus" path=format!("{at}.bus") default="virtio" options=vec![("virtio", "virtio"), ("scsi", "SCSI"), ("sata", "SATA"), ("ide", "IDE")] />
                {move || image.get().is_empty().then(|| view! { <ChoiceField form label="Format" path=format_path.clone() options=vec![("", "qcow2 (not said)"), ("qcow2", "qcow2"), ("raw", "raw")] /> })}
                <ChoiceField form label="Allocation" path=format!("{at}.allocation") default="thin" options=vec![("thin", "thin: grows as written"), ("full", "the whole size at once")] />
                <TextField form label="File" path=format!("{at}.volume") placeholder="MACHINE-DISK.FORMAT" hint="The volume's file name" />
            </details>
        </div>
    }
}
