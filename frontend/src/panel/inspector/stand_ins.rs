//! Images that stand in for others at a scale.

use labwright_shared::model::Kind;
use leptos::prelude::*;

use crate::ui::each::each;

use crate::ui::on::click;
use serde_json::json;

use crate::ui::icon;

use super::{
    fields::{ReferenceField, names},
    form::Form,
};

#[component]
pub fn StandIns(form: Form) -> impl IntoView {
    let items = form.items("images");
    let images = names(form, Kind::Images);
    let add = move |name: String| {
        let with = images.get_untracked().into_iter().find(|other| *other != name).unwrap_or_else(|| name.clone());
        drop(form.append("images", json!({ "image": name, "with": with })));
    };
    let others = move || {
        let chosen = items.get();
        images
            .get()
            .into_iter()
            .filter(|name| !chosen.contains(name))
            .map(|name| view! { <option value=name.clone()>{name.clone()}</option> })
            .collect_view()
    };
    view! {
        {each(move || items.get(), move |image: String| view! {
            <div class="item">
                <div class="item-head">
                    <span><span class="soft">"instead of "</span><b>{image.clone()}</b></span>
                    {
                        let gone = format!("images[{image}]");
                        view! { <button class="icon-btn" title="No stand-in" aria-label="No stand-in" on:click=click(move || form.drop_item(&gone))>{icon::close()}</button> }
                    }
                </div>
                <ReferenceField form label="Use" path=format!("images[{image}].with") to=Kind::Images />
            </div>
        })}
        <label class="field">
            <span class="label">"Add"</span>
            <select on:change=move |event| { let name = event_target_value(&event); if !name.is_empty() { add(name) } }>
                <option value="" selected=true>"a stand-in for…"</option>
                {others}
            </select>
        </label>
    }
}
