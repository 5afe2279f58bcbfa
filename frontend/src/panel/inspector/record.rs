//! The form of a record of a kind that has none of its own: made from the record's schema.

use leptos::prelude::*;
use serde_json::{Value, json};

use crate::{
    editor::{
        choices, json,
        shape::{self, Field, Shape, Variant},
    },
    ui::{each::each, icon, on::click},
};

use super::{
    NameField,
    fields::{Below, CheckField, ChoiceField, Reads, TextField},
    form::Form,
    whole,
};

/// The form, and the record's text beside it.
pub fn fields(form: Form) -> AnyView {
    let as_text = form.app.ui.as_text;
    let tab = move |text: bool, words: &'static str, id: &'static str| {
        view! {
            <button
                role="tab"
                class="form-tab"
                class:on=move || as_text.get() == text
                aria-selected=move || (as_text.get() == text).to_string()
                data-testid=id
                on:click=click(move || as_text.set(text))
            >{words}</button>
        }
    };
    view! {
        <div class="form-tabs" role="tablist">{tab(false, "Form", "form-tab")}{tab(true, "Text", "text-tab")}</div>
        {move || if as_text.get() {
            whole::fields(form)
        } else {
            let fields = shape::of_record(form.record().kind);
            // A parameter's name is what everything goes by: it does not change.
            let name = form.record().kind != labwright_shared::model::Kind::Parameters;
            view! {
                {name.then(|| view! { <NameField form /> })}
                {all(form, "", fields.iter().filter(|field| field.key != "name"))}
            }
            .into_any()
        }}
    }
    .into_any()
}

/// Fields in a row: single values first, then parts and lists, as the record has them.
fn all(form: Form, at: &str, fields: impl Iterator<Item = &'static Field>) -> AnyView {
    let (single, folded): (Vec<_>, Vec<_>) = fields.partition(|field| !matches!(field.shape(), Shape::Object(_) | Shape::List(_)));
    single.into_iter().chain(folded).map(|field| one(form, json::below(at, &field.key), field)).collect_view().into_any()
}

/// One field, with its help while it is edited.
fn one(form: Form, path: String, field: &'static Field) -> AnyView {
    let label = field.label();
    let control = match (field.shape(), &field.to) {
        (Shape::Object(name), _) => return part(form, path, field, name),
        (Shape::List(items), _) => return list(form, path, field, items),
        (_, Some(to)) => reference(form, path, field, to),
        (Shape::Variant(variants), _) => return variant(form, path, field, variants),
        (Shape::Choice(choices), _) => {
            let absent = field.default.as_str().map_or_else(|| if field.required { "" } else { "not said" }, |_| "");
            let default = field.default.as_str().unwrap_or_default();
            let first = (!absent.is_empty()).then_some(("", absent));
            let options = first.into_iter().chain(choices.iter().map(|(word, _)| (word.as_str(), word.as_str()))).collect();
            view! { <ChoiceField form label path=path.clone() options default /> }.into_any()
        }
        (Shape::Boolean, _) if field.optional => yes_or_no(form, path, label),
        (Shape::Boolean, _) => {
            view! { <CheckField form label path=path.clone() default=field.default.as_bool().unwrap_or(false) /> }.into_any()
        }
        (shape, _) => {
            let reads = match shape {
                Shape::Integer => Reads::Count,
                Shape::Number => Reads::Decimal,
                Shape::Any(_) => Reads::CountOrText,
                _ if matches!(field.key.as_str(), "description" | "userData" | "content" | "sshKey" | "additionalTrustBundle") => {
                    Reads::Block
                }
                _ => Reads::Text,
            };
            view! { <TextField form label path=path.clone() reads at_end=field.is_identity() /> }.into_any()
        }
    };
    let hint = match field.shape() {
        Shape::Text(hint) | Shape::Any(hint) if field.to.is_none() => hint,
        _ => "",
    };
    let help =
        [field.help.as_str(), hint].into_iter().filter(|text| !text.is_empty()).map(|text| text.trim_end_matches('.')).collect::<Vec<_>>();
    view! { <div class="with-help">{control}{(!help.is_empty()).then(|| view! { <p class="field-help">{format!("{}.", help.join(". "))}</p> })}</div> }.into_any()
}

/// What is true, what is not, and what is not said.
fn yes_or_no(form: Form, path: String, label: String) -> AnyView {
    form.shows(&path);
    let value = form.value(&path);
    let error = RwSignal::new(None::<String>);
    let at = path.clone();
    let now = move || value.get().as_bool().map_or("", |on| if on { "yes" } else { "no" });
    let choose = move |word: String| {
        let value = match word.as_str() {
            "yes" => Value::Bool(true),
            "no" => Value::Bool(false),
            _ => Value::Null,
        };
        error.set(form.set(&at, value).err());
    };
    let options = [("", "not said"), ("yes", "yes"), ("no", "no")]
        .map(|(key, words)| view! { <option value=key selected=move || now() == key>{words}</option> });
    view! {
        <label class="field">
            <span class="label">{label}</span>
            <select data-field=path.clone() prop:value=now on:change=move |event| choose(event_target_value(&event))>{options.collect_view()}</select>
        </label>
        <Below form path error />
    }
    .into_any()
}

/// One of the names that are there.
fn reference(form: Form, path: String, field: &'static Field, to: &'static str) -> AnyView {
    form.shows(&path);
    let value = form.text(&path);
    let error = RwSignal::new(None::<String>);
    let there = there(form, to);
    let at = path.clone();
    let choose = move |text: String| error.set(form.set(&at, if text.is_empty() { Value::Null } else { text.into() }).err());
    let is_required = field.required;
    let options = move || {
        let (now, names) = (value.get(), there.get());
        let absent = (!is_required || now.is_empty())
            .then(|| view! { <option value="" selected=now.is_empty()>{if is_required { "choose…" } else { "none" }}</option> });
        let missing = (!now.is_empty() && !names.contains(&now))
            .then(|| view! { <option value=now.clone() selected=true>{format!("{now} (not there)")}</option> });
        let names =
            names.into_iter().map(|name| view! { <option value=name.clone() selected=name == now>{name.clone()}</option> }).collect_view();
        view! { {absent} {missing} {names} }
    };
    view! {
        <label class="field">
            <span class="label">{field.label()}</span>
            <select data-field=path.clone() on:change=move |event| choose(event_target_value(&event))>{options}</select>
        </label>
        <Below form path error />
    }
    .into_any()
}

/// The names that may be referred to; they follow the document.
fn there(form: Form, to: &'static str) -> Memo<Vec<String>> {
    Memo::new(move |_| {
        form.app.doc.revision.track();
        form.app.doc.lab(|lab| choices::names(lab, &form.record(), to))
    })
}

/// A part with fields of its own. One that may be absent comes and goes as a whole.
fn part(form: Form, path: String, field: &'static Field, name: &'static str) -> AnyView {
    let value = form.value(&path);
    let is_there = Memo::new(move |_| !value.with(Value::is_null));
    let is_open = is_there.get_untracked();
    let (at, set_at, gone_at) = (path.clone(), path.clone(), path.clone());
    let optional = field.optional;
    form.shows(&path);
    let error = RwSignal::new(None::<String>);
    let add = move || {
        let there = |to: &str| form.app.doc.lab(|lab| choices::names(lab, &form.record(), to));
        error.set(form.set(&set_at, shape::part(name, &there)).err());
    };
    let gone = move || drop(form.set(&gone_at, Value::Null));
    let (add, gone) = (StoredValue::new_local(add), StoredValue::new_local(gone));
    view! {
        <details class="section" open=is_open>
            <summary title=field.help.clone()><h4>{field.label()}</h4></summary>
            <p class="part-help">{field.help.clone()}</p>
            {move || {
                let at = at.clone();
                if optional && !is_there.get() {
                    return view! { <button class="btn quiet small" data-field=at.clone() on:click=click(move || add.with_value(|add| add()))>"Set it"</button> }.into_any();
                }
                view! {
                    {all(form, &at, shape::fields(name).iter())}
                    {optional.then(|| view! { <button class="btn quiet small" on:click=click(move || gone.with_value(|gone| gone()))>"Take it away"</button> })}
                }
                .into_any()
            }}
            <Below form path error />
        </details>
    }
    .into_any()
}

/// One of several ways, some with fields of their own.
fn variant(form: Form, path: String, field: &'static Field, variants: &'static [Variant]) -> AnyView {
    form.shows(&path);
    let value = form.value(&path);
    let error = RwSignal::new(None::<String>);
    let default = field.default.as_str().unwrap_or_default();
    let now = Memo::new(move |_| match value.get() {
        Value::String(word) => word,
        Value::Object(of) => of.keys().next().cloned().unwrap_or_default(),
        _ => default.to_owned(),
    });
    let at = path.clone();
    let choose = move |word: String| {
        let inner = variants.iter().find(|(own, ..)| *own == word).and_then(|(.., inner)| inner.as_deref());
        let there = |to: &str| form.app.doc.lab(|lab| choices::names(lab, &form.record(), to));
        let value = match inner {
            Some(inner) => json!({ word: shape::part(inner, &there) }),
            None => word.into(),
        };
        error.set(form.set(&at, value).err());
    };
    let options = variants
        .iter()
        .map(|(word, ..)| view! { <option value=word.clone() selected=move || now.get() == *word>{shape::label(word)}</option> })
        .collect_view();
    let inner_at = path.clone();
    view! {
        <div class="with-help">
            <label class="field">
                <span class="label">{field.label()}</span>
                <select data-field=path.clone() prop:value=now on:change=move |event| choose(event_target_value(&event))>{options}</select>
            </label>
            <p class="field-help">{move || variants.iter().find(|(own, ..)| *own == now.get()).map(|(_, help, _)| help.clone())}</p>
        </div>
        <Below form path error />
        {move || {
            let (word, _, inner) = variants.iter().find(|(own, ..)| *own == now.get())?;
            let fields = shape::fields(inner.as_deref()?);
            Some(view! { <div class="item">{all(form, &json::below(&inner_at, word), fields.iter())}</div> })
        }}
    }
    .into_any()
}

/// A list: of parts, each folded; or of values, one a line.
fn list(form: Form, path: String, field: &'static Field, items: &'static str) -> AnyView {
    let value = form.value(&path);
    let count = Memo::new(move |_| value.with(|value| value.as_array().map_or(0, Vec::len)));
    let is_open = (1..=6).contains(&count.get_untracked());
    let body = match (shape::shape(items), &field.to) {
        (Shape::Object(name), _) => parts(form, path, items, name),
        (_, Some(to)) => several(form, path, there(form, to)),
        (Shape::Choice(words), _) => several(form, path, Memo::new(move |_| words.iter().map(|(word, _)| word.clone()).collect())),
        (Shape::Integer, _) => view! { <TextField form label="Values" path reads=Reads::Counts /> }.into_any(),
        _ => view! { <TextField form label="One a line" path reads=Reads::Lines /> }.into_any(),
    };
    view! {
        <details class="section" open=is_open>
            <summary title=field.help.clone()><h4>{field.label()}{move || (count.get() > 0).then(|| view! { <span class="count">{count.get()}</span> })}</h4></summary>
            <p class="part-help">{field.help.clone()}</p>
            {body}
        </details>
    }
    .into_any()
}

/// Some of the words or names that there are, in an order.
fn several(form: Form, path: String, there: Memo<Vec<String>>) -> AnyView {
    form.shows(&path);
    let value = form.value(&path);
    let error = RwSignal::new(None::<String>);
    let chosen = Memo::new(move |_| value.with(json::words));
    let at = path.clone();
    let set = move |words: Vec<String>| error.set(form.set(&at, if words.is_empty() { Value::Null } else { json!(words) }).err());
    let set = StoredValue::new(set);
    let others = move || {
        let chosen = chosen.get();
        there
            .get()
            .into_iter()
            .filter(|name| !chosen.contains(name))
            .map(|name| view! { <option value=name.clone()>{name.clone()}</option> })
            .collect_view()
    };
    let field_path = path.clone();
    view! {
        <div class="chips">
            {move || chosen.get().into_iter().map(|name| {
                let label = format!("Take {name} out");
                let gone = name.clone();
                let without = move || chosen.get_untracked().into_iter().filter(|other| *other != gone).collect();
                view! { <span class="chip">{name}<button class="icon-btn" aria-label=label.clone() title=label on:click=click(move || set.with_value(|set| set(without())))>{icon::close()}</button></span> }
            }).collect_view()}
        </div>
        <label class="field">
            <span class="label">"Add"</span>
            <select data-field=field_path prop:value="" on:change=move |event| {
                let name = event_target_value(&event);
                if !name.is_empty() { set.with_value(|set| set(chosen.get_untracked().into_iter().chain([name]).collect())); }
            }>
                <option value="" selected=true>"choose…"</option>
                {others}
            </select>
        </label>
        <Below form path error />
    }
    .into_any()
}

/// Parts one below the other; each can go, and be moved.
fn parts(form: Form, path: String, items: &'static str, name: &'static str) -> AnyView {
    form.shows(&path);
    let error = RwSignal::new(None::<String>);
    let ids = form.items(&path);
    let value = form.value(&path);
    let fields = shape::fields(name);
    let at = path.clone();
    let add = move || {
        let there = |to: &str| form.app.doc.lab(|lab| choices::names(lab, &form.record(), to));
        let item = shape::item(items, &ids.get_untracked(), &there);
        error.set(form.append(&at, item).err());
    };
    let list_at = path.clone();
    let add_id = format!("add-{path}");
    view! {
        {each(move || ids.get(), move |id: String| {
            let at = format!("{list_at}[{id}]");
            let (drop_at, swap_at, own) = (at.clone(), list_at.clone(), id.clone());
            let title = format!("Take {id} out");
            let up = move || {
                let index = ids.get_untracked().iter().position(|other| *other == own).unwrap_or(0);
                if let (Value::Array(mut all), true) = (value.get_untracked(), index > 0) {
                    all.swap(index, index - 1);
                    error.set(form.set(&swap_at, Value::Array(all)).err());
                }
            };
            let summary = form.value(&at);
            let words = Memo::new(move |_| summary.with(json::summary));
            form.shows(&at);
            view! {
                <details class="item">
                    <summary class="item-head">
                        <span class="clip" title=words><b>{called(&id)}</b>" "<span class="soft">{words}</span></span>
                        <button class="icon-btn" title="Move up" aria-label=format!("Move {id} up") on:click=move |event| { event.prevent_default(); up(); }>{icon::up()}</button>
                        <button class="icon-btn" title=title.clone() aria-label=title data-testid="drop-item" on:click=move |event| { event.prevent_default(); form.drop_item(&drop_at); }>{icon::bin()}</button>
                    </summary>
                    <Below form path=at.clone() error=Signal::derive(|| None::<String>) />
                    {all(form, &at, fields.iter())}
                </details>
            }
        })}
        <button class="btn quiet small" data-testid=add_id on:click=click(add)>"Add"</button>
        <Below form path error />
    }
    .into_any()
}

/// What an item is called: its name, or its place where it has none.
fn called(id: &str) -> String {
    id.parse::<usize>().map_or_else(|_| id.to_owned(), |index| format!("{}.", index + 1))
}
