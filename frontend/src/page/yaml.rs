//! The document as text: to read, to type into, to carry away.

use labwright_shared::{
    diagnostic::Severity,
    document::{self, Document},
    yaml::{Position, SourceMap, YamlError},
};
use leptos::{html, prelude::*};

use crate::ui::on::{click, effect};

use crate::{
    editor::text,
    state::{App, app, yaml},
    ui::{clipboard::CopyButton, files},
};

/// A line's height, as in the style sheet.
const LINE: f64 = 19.0;

/// What reading the text gave.
#[derive(Clone, Debug, Default, PartialEq)]
struct Read {
    errors: Vec<YamlError>,
    source: SourceMap,
}

#[component]
pub fn Yaml() -> impl IntoView {
    let app = app();
    let area = NodeRef::<html::Textarea>::new();
    let own = Memo::new(move |_| {
        app.doc.revision.track();
        app.doc.with(Document::to_yaml)
    });
    let shown = Memo::new(move |_| app.yaml.text.get().unwrap_or_else(|| own.get()));
    let read = RwSignal::new(Read::default());
    read_soon(shown, read);
    let (scroll, aside) = (RwSignal::new(0.0), RwSignal::new(0.0));
    go_to_sought(app, area, read);
    let apply = move || {
        if let Some(text) = app.yaml.text.get_untracked()
            && let Err(errors) = yaml::apply(app, &text)
        {
            if let Some(first) = errors.first() {
                go_to(area, first.position);
            }
            read.update(|read| read.errors = errors);
        }
    };
    let is_typed = move || app.yaml.text.with(Option::is_some);
    view! {
        <div class="yaml">
            <Toolbar shown apply=move || apply() />
            <div class="yaml-editor">
                <Gutter shown read scroll />
                <textarea
                    class="yaml-text"
                    node_ref=area
                    spellcheck="false"
                    autocomplete="off"
                    wrap="off"
                    aria-label="The lab as YAML"
                    data-testid="yaml-text"
                    prop:value=shown
                    on:input=move |event| app.yaml.typed(app, event_target_value(&event))
                    on:scroll=move |_| if let Some(area) = area.try_get_untracked().flatten() { scroll.set(f64::from(area.scroll_top())); aside.set(f64::from(area.scroll_left())) }
                    on:keydown=move |event| if event.key() == "Enter" && (event.ctrl_key() || event.meta_key()) { event.prevent_default(); apply(); }
                ></textarea>
                <LineNotes shown read scroll aside />
                <Errors read area is_typed=Signal::derive(is_typed) />
            </div>
        </div>
    }
}

/// Reads the text a moment after it changed.
fn read_soon(shown: Memo<String>, read: RwSignal<Read>) {
    let timer = StoredValue::new(None::<TimeoutHandle>);
    Effect::new(move |before: Option<()>| {
        shown.track();
        if let Some(timer) = timer.get_value() {
            timer.clear();
        }
        let look = move || {
            let Some(now) = shown.try_with_untracked(|text| document::read(text)) else { return };
            let now = match now {
                Ok(found) => Read { errors: Vec::new(), source: found.source },
                Err(errors) => Read { errors, source: SourceMap::default() },
            };
            read.try_update(|read| *read = now);
        };
        match before {
            None => look(),
            Some(()) => timer.set_value(set_timeout_with_handle(look, std::time::Duration::from_millis(200)).ok()),
        }
    });
}

#[component]
fn Toolbar(shown: Memo<String>, apply: impl Fn() + 'static) -> impl IntoView {
    let app = app();
    let file = NodeRef::<html::Input>::new();
    let is_typed = Memo::new(move |_| app.yaml.text.with(Option::is_some));
    let changed_meanwhile = move || {
        app.doc.revision.track();
        is_typed.get() && app.yaml.base.with_value(|base| base.as_ref().is_some_and(|base| *base != app.doc.with(Document::to_yaml)))
    };
    let read_file = move |_| {
        let Some(input) = file.get_untracked() else { return };
        files::read(&input, move |text| match text {
            Ok(text) => app.yaml.typed(app, text),
            Err(message) => app.ui.notice.set(Some(message)),
        });
    };
    let save_file = move |_| {
        let name = app.labs.current.get_untracked().unwrap_or_else(|| "lab".to_owned());
        files::save(&format!("{name}.lab.yaml"), &shown.get_untracked());
    };
    view! {
        <div class="page-bar">
            <input type="file" class="hidden" accept=".yaml,.yml" node_ref=file tabindex="-1" aria-hidden="true" data-testid="yaml-file" on:change=read_file />
            <button class="btn quiet small" data-testid="yaml-open-file" title="The file's text is put here to look at; nothing is applied yet" on:click=click(move || if let Some(input) = file.get_untracked() { input.click() })>"Open file…"</button>
            <button class="btn quiet small" data-testid="yaml-save-file" on:click=save_file>"Save file"</button>
            <CopyButton text=shown label="Copy the text" />
            <span class="spacer"></span>
            {move || is_typed.get().then(|| view! {
                <span class="soft" role="status">
                    {move || if changed_meanwhile() { "The lab has changed elsewhere since you began to type. Applying replaces it by this text, as one step that undo takes back." } else { "Typed, not applied yet." }}
                </span>
                <button class="btn quiet small" data-testid="yaml-discard" on:click=click(move || app.yaml.drop_draft())>"Discard"</button>
            })}
            <button class="btn primary small" data-testid="yaml-apply" title="Ctrl+Enter" disabled=move || !is_typed.get() on:click=click(apply)>"Apply"</button>
        </div>
    }
}

/// Line numbers, with the lines marked on which something was found.
#[component]
fn Gutter(shown: Memo<String>, read: RwSignal<Read>, scroll: RwSignal<f64>) -> impl IntoView {
    let app = app();
    let numbers = Memo::new(move |_| {
        let count = shown.with(|text| text.lines().count().max(1) + usize::from(text.ends_with('\n')));
        (1..=count).map(|number| number.to_string()).collect::<Vec<_>>().join("\n")
    });
    let marks = move || {
        marks(app, &read.get()).into_iter().map(|(line, class, title)| {
        view! { <span class=format!("line-mark {class}") style:top=format!("{}px", (line.saturating_sub(1)) as f64 * LINE + 8.0) title=title></span> }
    }).collect_view()
    };
    view! {
        <div class="gutter" aria-hidden="true">
            <div class="gutter-inner" style:transform=move || format!("translateY({}px)", -scroll.get())>
                <pre>{numbers}</pre>
                {marks}
            </div>
        </div>
    }
}

/// What was found, at the end of its line.
#[component]
fn LineNotes(shown: Memo<String>, read: RwSignal<Read>, scroll: RwSignal<f64>, aside: RwSignal<f64>) -> impl IntoView {
    let app = app();
    let notes = move || {
        let text = shown.get();
        let lines: Vec<&str> = text.lines().collect();
        let note = |(line, class, words): (usize, &'static str, String)| {
            let width = lines.get(line.saturating_sub(1)).map_or(0, |line| line.chars().count());
            let place = format!("translateY({}px)", line.saturating_sub(1) as f64 * LINE);
            view! { <span class=format!("line-note {class}") data-testid="line-note" data-line=line.to_string() style:left=format!("{}ch", width + 3) style:transform=place>{words}</span> }
        };
        marks(app, &read.get()).into_iter().map(note).collect_view()
    };
    view! {
        <div class="line-notes" aria-hidden="true">
            <div style:transform=move || format!("translate({}px, {}px)", -aside.get(), -scroll.get())>{notes}</div>
        </div>
    }
}

/// Goes to the line that was asked for, as soon as the text is read.
fn go_to_sought(app: App, area: NodeRef<html::Textarea>, read: RwSignal<Read>) {
    effect(move || {
        let Some((place, _)) = app.yaml.sought.get() else { return };
        let position = read.with(|read| read.source.find(&place));
        if let (Some(position), Some(_)) = (position, area.get()) {
            app.yaml.sought.set(None);
            request_animation_frame(move || go_to(area, position));
        }
    });
}

/// Errors of the text, or the findings on the document that it is: line, class, words.
fn marks(app: App, read: &Read) -> Vec<(usize, &'static str, String)> {
    if !read.errors.is_empty() {
        return read.errors.iter().map(|error| (error.position.line, "error", error.message.clone())).collect();
    }
    app.checks.report.with(|report| {
        let found = report.diagnostics.iter().filter_map(|diagnostic| {
            let position = read.source.find(&diagnostic.subject.to_string())?;
            let class = match diagnostic.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
                Severity::Info => "info",
            };
            Some((position.line, class, diagnostic.message.clone()))
        });
        // The report has the worst first: it is the one that marks a line.
        let mut lines = std::collections::BTreeSet::new();
        found.filter(|(line, ..)| lines.insert(*line)).take(500).collect()
    })
}

#[component]
fn Errors(read: RwSignal<Read>, area: NodeRef<html::Textarea>, is_typed: Signal<bool>) -> impl IntoView {
    let errors = Memo::new(move |_| read.with(|read| read.errors.clone()));
    move || {
        let errors = errors.get();
        (!errors.is_empty()).then(|| {
            let head = format!("{}. {}", text::count(errors.len(), "place can't be read", "places can't be read"), if is_typed.get() { "The lab is as it was." } else { "" });
            view! {
                <div class="yaml-errors" role="alert" data-testid="yaml-errors">
                    <p><b>{head}</b></p>
                    <ul>
                        {errors.into_iter().take(100).map(|error| {
                            let position = error.position;
                            view! {
                                <li><button class="link" data-testid="yaml-error" on:click=click(move || go_to(area, position))>
                                    <code>{position.to_string()}</code>
                                    <span>{if error.path.is_empty() { error.message.clone() } else { format!("{}: {}", error.path, error.message) }}</span>
                                </button></li>
                            }
                        }).collect_view()}
                    </ul>
                </div>
            }
        })
    }
}

/// Puts the cursor to a place of the text and shows it.
fn go_to(area: NodeRef<html::Textarea>, position: Position) {
    let Some(area) = area.get_untracked() else { return };
    let text = area.value();
    let line_start: usize = text.split_inclusive('\n').take(position.line.saturating_sub(1)).map(|line| line.encode_utf16().count()).sum();
    let line = text.lines().nth(position.line.saturating_sub(1)).unwrap_or_default();
    let column: usize = line.chars().take(position.column.saturating_sub(1)).map(char::len_utf16).sum();
    let (start, end) = (line_start + column, line_start + line.encode_utf16().count());
    drop(area.focus());
    drop(area.set_selection_range(start as u32, end.max(start) as u32));
    area.set_scroll_top(((position.line as f64 - 6.0) * LINE).max(0.0) as i32);
    area.set_scroll_left(0);
}
