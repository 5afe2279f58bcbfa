//! A machine's ports: connecting by keyboard is choosing a network here.

use labwright_shared::model::{Kind, Record};
use leptos::prelude::*;

use crate::ui::each::each;

use crate::ui::on::click;

use crate::{editor::defaults, ui::icon};

use super::{
    fields::{ChoiceField, ReferenceField, TextField},
    form::Form,
};

#[component]
pub fn Ports(form: Form) -> impl IntoView {
    form.shows("ports");
    let ports = form.items("ports");
    let app = form.app;
    let add = move |_| {
        let Some(Record::Machines(machine)) = app.doc.with(|document| document.record(&form.record())) else { return };
        if let Ok(port) = serde_json::to_value(defaults::port(&machine)) {
            drop(form.append("ports", port));
        }
    };
    view! {
        {each(move || ports.get(), move |port| view! { <PortFields form port /> })}
        {move || ports.with(Vec::is_empty).then(|| view! { <p class="soft pad">"None: drag from the card's lower edge onto a network, or add one here."</p> })}
        <button class="btn quiet small" data-testid="add-port-form" on:click=add>"Add a port"</button>
    }
}

#[component]
fn PortFields(form: Form, port: String) -> impl IntoView {
    let at = format!("ports[{port}]");
    form.shows(&at);
    let gone = at.clone();
    let label = format!("Remove port {port}");
    view! {
        <div class="item" data-item=at.clone()>
            <div class="item-head">
                <TextField form label="Port" path=format!("{at}.name") at_end=true />
                <button class="icon-btn" title=label.clone() aria-label=label on:click=click(move || form.drop_item(&gone))>{icon::close()}</button>
            </div>
            <ReferenceField form label="Network" path=format!("{at}.network") to=Kind::Networks absent="none: unplugged" />
            <TextField form label="Address" path=format!("{at}.address") placeholder="by DHCP, or none" hint="A fixed address: a reservation where libvirt serves DHCP, otherwise given by the seed" />
            <details class="more">
                <summary>"MAC, model"</summary>
                <TextField form label="MAC" path=format!("{at}.mac") placeholder="assigned by the plan" />
                <ChoiceField form label="Model" path=format!("{at}.model") default="virtio" options=vec![("virtio", "virtio"), ("e1000e", "e1000e"), ("e1000", "e1000"), ("rtl8139", "rtl8139")] />
            </details>
        </div>
    }
}
