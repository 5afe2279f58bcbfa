//! The kinds of field that forms are made of. What does not fit stays in its field with the reason, and is not applied.

use labwright_shared::{document::records, model::Kind};
use leptos::prelude::*;
use serde_json::{Number, Value};

use super::form::Form;
use crate::panel::fix::FindingNote;

/// How a text becomes a value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Reads {
    #[default]
    Text,
    /// A whole number.
    Count,
    /// A number with decimals.
    Decimal,
    /// One item a line.
    Lines,
    /// Text of several lines, kept as it is.
    Block,
    /// A whole number, or a word such as `unlimited`.
    CountOrText,
    /// One whole number a line.
    Counts,
}

impl Reads {
    pub fn read(self, text: &str) -> Result<Value, String> {
        let trimmed = text.trim();
        match self {
            Reads::Block if !trimmed.is_empty() => Ok(text.into()),
            _ if trimmed.is_empty() => Ok(Value::Null),
            Reads::Text | Reads::Block => Ok(trimmed.into()),
            Reads::CountOrText => Ok(trimmed.parse::<u64>().map_or_else(|_| trimmed.into(), Value::from)),
            Reads::Counts => trimmed.lines().filter(|line| !line.trim().is_empty()).map(|line| Reads::Count.read(line)).collect(),
            Reads::Count => trimmed.parse::<u32>().map(Value::from).map_err(|_| format!("{trimmed:?} is not a whole number.")),
            Reads::Decimal => {
                let number = trimmed.trim_end_matches('×').parse::<f64>().ok().and_then(Number::from_f64);
                number.map(Value::Number).ok_or_else(|| format!("{trimmed:?} is not a number."))
            }
            Reads::Lines => Ok(trimmed.lines().map(str::trim).filter(|line| !line.is_empty()).map(Value::from).collect()),
        }
    }
}

/// What stands below a field: why its text is not applied, and what the rules find.
#[component]
pub fn Below(form: Form, path: String, #[prop(into)] error: Signal<Option<String>>) -> impl IntoView {
    let findings = form.at_field(&path);
    view! {
        {move || error.get().map(|message| view! { <p class="field-error" role="alert">{sentence(&message)}" Not applied."</p> })}
        {move || findings.get().into_iter().map(|diagnostic| view! { <FindingNote diagnostic /> }).collect_view()}
    }
}

/// The message with its full stop.
pub fn sentence(message: &str) -> String {
    format!("{}.", message.trim_end_matches('.'))
}

/// A line of text, or several.
#[component]
pub fn TextField(
    form: Form,
    #[prop(into)] label: String,
    #[prop(into)] path: String,
    #[prop(optional)] reads: Reads,
    #[prop(into, optional)] placeholder: String,
    #[prop(into, optional)] hint: String,
    /// Applied when the field is left, not with every letter: for names that other things go by.
    #[prop(optional)]
    at_end: bool,
) -> impl IntoView {
    form.shows(&path);
    let value = form.text(&path);
    let draft = RwSignal::new(None::<String>);
    let error = RwSignal::new(None::<String>);
    let findings = form.at_field(&path);
    let shown = move || draft.get().unwrap_or_else(|| value.get());
    let at = path.clone();
    let take = move |text: &str, typed: bool| {
        let result = reads.read(text).and_then(|value| if typed { form.set_typed(&at, value) } else { form.set(&at, value) });
        let is_fine = result.is_ok();
        error.set(result.err());
        is_fine
    };
    let take_at_end = take.clone();
    let on_input = move |text: String| {
        draft.set(Some(text.clone()));
        if !at_end {
            take(&text, true);
        } else {
            error.set(None);
        }
    };
    let on_end = move || {
        // The form may be gone when its field loses the focus with it.
        let Some(text) = draft.try_get_untracked().flatten() else { return };
        let fits = if at_end { take_at_end(&text, false) } else { error.with_untracked(Option::is_none) };
        form.app.doc.end_typing();
        if fits {
            draft.try_set(None);
        }
    };
    let give_up = move || {
        draft.set(None);
        error.set(None);
    };
    let is_bad = Memo::new(move |_| {
        error.with(Option::is_some)
            || findings.with(|findings| findings.iter().any(|one| one.severity == labwright_shared::diagnostic::Severity::Error))
    });
    let on_end = StoredValue::new(on_end);
    let data_field = path.clone();
    let is_block = matches!(reads, Reads::Lines | Reads::Block | Reads::Counts);
    let control = if is_block {
        view! {
            <textarea
                class:bad=is_bad
                rows="3"
                spellcheck="false"
                placeholder=placeholder
                data-field=data_field
                prop:value=shown
                aria-invalid=move || is_bad.get().to_string()
                on:input=move |event| on_input(event_target_value(&event))
                on:blur=move |_| {
                    on_end.try_with_value(|end| end());
                }
                on:keydown=move |event| if event.key() == "Escape" { give_up() }
            ></textarea>
        }
        .into_any()
    } else {
        view! {
            <input
                class:bad=is_bad
                type="text"
                inputmode=if reads == Reads::Count { "numeric" } else { "text" }
                spellcheck="false"
                autocomplete="off"
                placeholder=placeholder
                data-field=data_field
                prop:value=shown
                aria-invalid=move || is_bad.get().to_string()
                on:input=move |event| on_input(event_target_value(&event))
                on:blur=move |_| {
                    on_end.try_with_value(|end| end());
                }
                on:keydown=move |event| match event.key().as_str() {
                    "Escape" => give_up(),
                    "Enter" => on_end.with_value(|end| end()),
                    // What is not applied is given up; what is, the page takes back.
                    "z" | "Z" if event.ctrl_key() || event.meta_key() => {
                        let is_applied = draft.with_untracked(|draft| draft.is_none() || !at_end) && error.with_untracked(Option::is_none);
                        give_up();
                        if !is_applied {
                            event.prevent_default();
                            event.stop_propagation();
                        }
                    }
                    _ => {}
                }
            />
        }
        .into_any()
    };
    view! {
        <label class="field" class:wide=is_block title=hint>
            <span class="label">{label}</span>
            {control}
        </label>
        <Below form path error />
    }
}

/// One of a few values. `default` is the value that stands for an absent field.
#[component]
pub fn ChoiceField(
    form: Form,
    #[prop(into)] label: String,
    #[prop(into)] path: String,
    options: Vec<(&'static str, &'static str)>,
    #[prop(optional)] default: &'static str,
    #[prop(into, optional)] hint: String,
) -> impl IntoView {
    form.shows(&path);
    let value = form.text(&path);
    let error = RwSignal::new(None::<String>);
    let now = move || Some(value.get()).filter(|value| !value.is_empty()).unwrap_or_else(|| default.to_owned());
    let at = path.clone();
    let choose = move |text: String| error.set(form.set(&at, if text.is_empty() { Value::Null } else { text.into() }).err());
    let choices = options
        .into_iter()
        .map(move |(key, words)| view! { <option value=key selected=move || now() == key>{words}</option> })
        .collect_view();
    view! {
        <label class="field" title=hint>
            <span class="label">{label}</span>
            <select data-field=path.clone() prop:value=now on:change=move |event| choose(event_target_value(&event))>{choices}</select>
        </label>
        <Below form path error />
    }
}

/// Yes or no.
#[component]
pub fn CheckField(
    form: Form,
    #[prop(into)] label: String,
    #[prop(into)] path: String,
    #[prop(optional)] default: bool,
    #[prop(into, optional)] hint: String,
) -> impl IntoView {
    form.shows(&path);
    let value = form.value(&path);
    let error = RwSignal::new(None::<String>);
    let at = path.clone();
    let is_on = move || value.get().as_bool().unwrap_or(default);
    let set = move |on: bool| error.set(form.set(&at, on.into()).err());
    view! {
        <label class="field check" title=hint>
            <span class="label"></span>
            <span class="check-box">
                <input type="checkbox" data-field=path.clone() prop:checked=is_on on:change=move |event| set(event_target_checked(&event)) />
                {label}
            </span>
        </label>
        <Below form path error />
    }
}

/// The name of another record.
#[component]
pub fn ReferenceField(
    form: Form,
    #[prop(into)] label: String,
    #[prop(into)] path: String,
    to: Kind,
    /// What to call the absent value; the field must name a record where there is none.
    #[prop(into, optional)]
    absent: String,
) -> impl IntoView {
    form.shows(&path);
    let value = form.text(&path);
    let error = RwSignal::new(None::<String>);
    let names = names(form, to);
    let at = path.clone();
    let choose = move |text: String| error.set(form.set(&at, if text.is_empty() { Value::Null } else { text.into() }).err());
    let choices = move || {
        let (now, names) = (value.get(), names.get());
        let missing = (!now.is_empty() && !names.contains(&now)).then(|| now.clone());
        let is_optional = !absent.is_empty() || now.is_empty();
        let nothing = is_optional.then(|| view! { <option value="" selected=now.is_empty()>{if absent.is_empty() { "choose…".to_owned() } else { absent.clone() }}</option> });
        let missing = missing.map(|name| view! { <option value=name.clone() selected=true>{format!("{name} (not in the lab)")}</option> });
        let there = names
            .into_iter()
            .map(|name| {
                let is_now = name == now;
                view! { <option value=name.clone() selected=is_now>{name.clone()}</option> }
            })
            .collect_view();
        view! { {nothing} {missing} {there} }
    };
    view! {
        <label class="field">
            <span class="label">{label}</span>
            <select data-field=path.clone() on:change=move |event| choose(event_target_value(&event))>{choices}</select>
        </label>
        <Below form path error />
    }
}

/// The names of a kind's records; they follow the document.
pub fn names(form: Form, kind: Kind) -> Memo<Vec<String>> {
    let app = form.app;
    Memo::new(move |_| {
        app.doc.revision.track();
        app.doc.lab(|lab| records::names(lab, kind).into_iter().map(|(_, name)| name.to_string()).collect())
    })
}

/// A part of a form that can be folded.
#[component]
pub fn Section(title: &'static str, #[prop(optional)] closed: bool, children: Children) -> impl IntoView {
    view! {
        <details class="section" open=!closed>
            <summary><h4>{title}</h4></summary>
            {children()}
        </details>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn texts_become_values() {
        assert_eq!(Reads::Text.read("  16 GiB "), Ok(json!("16 GiB")));
        assert_eq!(Reads::Text.read(" "), Ok(Value::Null));
        assert_eq!(Reads::Count.read("12"), Ok(json!(12)));
        assert!(Reads::Count.read("-1").is_err());
        assert_eq!(Reads::Decimal.read("1.5"), Ok(json!(1.5)));
        assert_eq!(Reads::Lines.read("a\n\n b \n"), Ok(json!(["a", "b"])));
        assert_eq!(Reads::CountOrText.read("40"), Ok(json!(40)));
        assert_eq!(Reads::CountOrText.read("unlimited"), Ok(json!("unlimited")));
        assert_eq!(Reads::Counts.read("1\n 2"), Ok(json!([1, 2])));
        assert_eq!(Reads::Block.read("#cloud-config\n"), Ok(json!("#cloud-config\n")));
    }
}
