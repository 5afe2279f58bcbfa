//! The list of findings: a row selects its subject, its fixes are buttons, and it can be accepted with a reason.

use labwright_shared::{
    diagnostic::{Diagnostic, Group, Likeness, Severity, about, groups},
    model::Kind,
};
use leptos::prelude::*;

use crate::{
    canvas::gesture,
    editor::{references, text},
    state::{App, app, checker, checks::Standing, ui::Tab},
    ui::on::click,
};

use super::{
    accept::{Accept, AcceptedFindings},
    fix::{FixButtons, severity_class},
    rule_help::RuleHelp,
};

/// More rows than this are counted and not shown.
const MOST: usize = 200;

/// "1 error · 3 warnings · 2 hints · 41 rules in 4 ms".
#[component]
pub fn Counts() -> impl IntoView {
    let app = app();
    move || {
        if app.labs.current.with(Option::is_none) {
            return ().into_any();
        }
        let is_late = move || app.checks.is_late.get();
        match app.checks.standing.get() {
            Standing::Unknown => {
                return view! { <span class="counts" role="status">{move || is_late().then_some("Checking…")}</span> }.into_any();
            }
            Standing::Stopped => return view! { <span class="counts"><span class="error-text">"Not checked"</span></span> }.into_any(),
            Standing::Known => {}
        }
        let effort = move || match app.checks.effort.get() {
            _ if is_late() => " · checking…".to_owned(),
            (rules, took) => format!(" · {rules} rules in {:.0} ms", took.max(1.0)),
        };
        let count = |severity| app.checks.report.with(|report| report.count(severity));
        let (errors, warnings, infos) = (count(Severity::Error), count(Severity::Warning), count(Severity::Info));
        let accepted = app.checks.report.with(|report| report.accepted.len());
        view! {
            <span class="counts" data-testid="finding-counts">
                <span class:error-text=move || errors != 0>{text::count(errors, "error", "errors")}</span>
                " · "
                <span class:warning-text=move || warnings != 0>{text::count(warnings, "warning", "warnings")}</span>
                {(infos > 0).then(|| format!(" · {}", text::count(infos, "hint", "hints")))}
                {(accepted > 0).then(|| format!(" · {accepted} accepted"))}
                <span class="faint">{effort}</span>
            </span>
        }
        .into_any()
    }
}

/// A line of the list.
#[derive(Clone, PartialEq)]
enum Line {
    One(Diagnostic),
    /// Like findings of a rule, folded.
    Many(Likeness<'static>),
}

/// Lines are kept by what they say, so that an open one stays open while others come and go.
type Key = (String, String, String, usize);

impl Line {
    fn key(&self) -> Key {
        match self {
            Line::One(one) => (one.rule.clone(), one.subject.to_string(), one.message.clone(), one.fixes.len()),
            Line::Many(like) => {
                let field = like.field.as_deref().unwrap_or_default();
                (like.rule.to_string(), like.severity.to_string(), field.to_owned(), 0)
            }
        }
    }
}

#[component]
pub fn Findings() -> impl IntoView {
    let app = app();
    let lines = Memo::new(move |_| {
        if app.labs.current.with(Option::is_none) {
            return Vec::new();
        }
        app.checks.report.with(|report| {
            let line = |group: Group<'_>| match group.others.is_empty() {
                true => Line::One(group.first.clone()),
                false => Line::Many(Likeness::of(group.first).into_owned()),
            };
            first_ones(groups(&report.diagnostics).into_iter().map(line))
        })
    });
    let more = move || app.checks.report.with(|report| groups(&report.diagnostics).len().saturating_sub(MOST));
    let knows_host = Memo::new(move |_| app.host.with_facts(|facts| facts.is_some()));
    let none = move || match (app.labs.current.with(Option::is_some), knows_host.get()) {
        (false, _) => "Open or make a lab: what the rules find in it stands here.",
        (true, true) => "Nothing found: every rule holds for this lab on this host.",
        (true, false) => "Nothing found. Without a host, what needs its figures (memory, pools, names in use) is not known.",
    };
    view! {
        <div class="findings" role="list" aria-label="Findings">
            {move || match app.checks.standing.get() {
                _ if app.labs.current.with(Option::is_none) => Some(view! { <p class="empty" data-testid="no-findings">{none}</p> }.into_any()),
                Standing::Unknown => app.checks.is_late.get().then(|| view! { <p class="empty">"Checking…"</p> }.into_any()),
                Standing::Stopped => Some(stopped(app)),
                Standing::Known => lines.with(Vec::is_empty).then(|| view! { <p class="empty" data-testid="no-findings">{none}</p> }.into_any()),
            }}
            <For each=move || lines.get() key=Line::key children=|line| match line {
                Line::One(diagnostic) => view! { <Row diagnostic /> }.into_any(),
                Line::Many(like) => view! { <Fold like /> }.into_any(),
            } />
            {move || (more() > 0).then(|| view! { <p class="empty">{format!("and {} more", more())}</p> })}
            <AcceptedFindings />
        </div>
    }
}

fn stopped(app: App) -> AnyView {
    view! {
        <div class="note error" role="alert" data-testid="checker-stopped">
            <p><b>"This lab is not checked."</b>" The browser could not run the checker, or it broke off twice. Whether the lab has findings is not known here; editing and saving go on, and a plan is checked by the server before anything is built."</p>
            <div class="fixes"><button class="btn quiet small" data-testid="checker-again" on:click=click(move || checker::start_again(app))>"Try again"</button></div>
        </div>
    }
    .into_any()
}

/// As many as are shown, each once.
fn first_ones(lines: impl Iterator<Item = Line>) -> Vec<Line> {
    let mut seen = std::collections::BTreeSet::new();
    lines.take(MOST).filter(|line| seen.insert(line.key())).collect()
}

/// Like findings: the first one's message and how many there are; opened, each of them.
#[component]
fn Fold(like: Likeness<'static>) -> impl IntoView {
    let app = app();
    let (rule, severity) = (like.rule.to_string(), like.severity);
    let is_open = RwSignal::new(false);
    let toggle = move || is_open.update(|open| *open = !*open);
    let of = StoredValue::new(like);
    let with_group = move |say: fn(&Group<'_>) -> String| {
        app.checks.report.with(|report| {
            let groups = groups(&report.diagnostics);
            let group = of.with_value(|like| groups.iter().find(|group| Likeness::of(group.first) == *like).map(say));
            group.unwrap_or_default()
        })
    };
    let message = move || with_group(|group| format!("{}; the same of {}", group.first.message, about(&group.others)));
    let about = move || with_group(|group| group.about());
    let all = Memo::new(move |_| {
        app.checks.report.with(|report| {
            let like = report.diagnostics.iter().filter(|one| of.with_value(|like| Likeness::of(one) == *like));
            (like.clone().count(), first_ones(like.cloned().map(Line::One)))
        })
    });
    let more = move || all.with(|(count, _)| count.saturating_sub(MOST));
    view! {
        <div class="finding" role="listitem" data-testid="finding-group" data-rule=rule.clone()>
            <div class="finding-line">
                <button
                    class="icon-btn expand"
                    class:open=is_open
                    aria-expanded=move || is_open.get().to_string()
                    aria-label="Show each"
                    title="Show each"
                    data-testid="group-expand"
                    on:click=click(toggle)
                >{crate::ui::icon::chevron()}</button>
                <span class=format!("severity {}", severity_class(severity)) title=severity.as_str() role="img" aria-label=severity.as_str()></span>
                <button class="finding-main" on:click=click(toggle) title="Show each">
                    <span class="finding-message">{message}</span>
                </button>
                <span class="finding-fixes"></span>
                <span class="finding-place clip" title=about data-testid="group-about">{about}</span>
                <code class="finding-rule clip" title=rule.clone()>{rule.clone()}</code>
                <span class="finding-acts"></span>
            </div>
            {move || is_open.get().then(|| view! {
                <div class="finding-each" role="list" aria-label="Each of them">
                    <For each=move || all.with(|(_, lines)| lines.clone()) key=Line::key children=|line| match line {
                        Line::One(diagnostic) => view! { <Row diagnostic /> }.into_any(),
                        Line::Many(_) => ().into_any(),
                    } />
                    {move || (more() > 0).then(|| view! { <p class="empty">{format!("and {} more", more())}</p> })}
                </div>
            })}
        </div>
    }
}

#[component]
fn Row(diagnostic: Diagnostic) -> impl IntoView {
    let app = app();
    let is_open = RwSignal::new(false);
    let is_accepting = RwSignal::new(false);
    let subject = diagnostic.subject.clone();
    let go = {
        let subject = subject.clone();
        move |_| go_to(app, &subject)
    };
    let name = app
        .doc
        .lab(|lab| references::name_of(lab, &subject.record))
        .map_or_else(|| subject.record.kind.singular().to_owned(), |name| name.to_string());
    let place = match &subject.field {
        Some(field) => format!("{name} · {field}"),
        None => name,
    };
    let (rule, help, changed) = (diagnostic.rule.clone(), diagnostic.help.clone(), diagnostic.changed.clone());
    let of = diagnostic.clone();
    let line = subject.to_string();
    view! {
        <div class="finding" role="listitem" data-testid="finding-row" data-rule=diagnostic.rule.clone() data-subject=subject.to_string()>
            <div class="finding-line">
                <button
                    class="icon-btn expand"
                    class:open=is_open
                    aria-expanded=move || is_open.get().to_string()
                    aria-label="What the rule says"
                    title="What the rule says"
                    data-testid="rule-expand"
                    on:click=click(move || is_open.update(|open| *open = !*open))
                >{crate::ui::icon::chevron()}</button>
                <span class=format!("severity {}", severity_class(diagnostic.severity)) title=diagnostic.severity.as_str() role="img" aria-label=diagnostic.severity.as_str()></span>
                <button class="finding-main" on:click=go title="Show it">
                    <span class="finding-message">{diagnostic.message.clone()}</span>
                </button>
                <span class="finding-fixes"><FixButtons diagnostic=diagnostic.clone() /></span>
                <span class="finding-place clip" title=place.clone()>{place.clone()}</span>
                <code class="finding-rule clip" title=diagnostic.rule.clone()>{diagnostic.rule.clone()}</code>
                <span class="finding-acts">
                    <button class="btn plain small" title="Show the line in the YAML" data-testid="finding-line" on:click=click(move || app.yaml.seek(app, line.clone()))>"Line"</button>
                    <button class="btn plain small" data-testid="accept" on:click=click(move || is_accepting.update(|accepting| *accepting = !*accepting))>"Accept…"</button>
                </span>
            </div>
            {move || is_accepting.get().then(|| view! { <Accept diagnostic=of.clone() is_accepting /> })}
            {move || is_open.get().then(|| view! {
                <div class="finding-more">
                    <p>{help.clone()}</p>
                    {changed.clone().map(|changed| view! { <p class="soft">{format!("{} elsewhere, changed here because {}", changed.from, changed.reason)}</p> })}
                    <RuleHelp rule=rule.clone() />
                </div>
            })}
        </div>
    }
}

/// Selects a finding's subject, shows it and goes to its field.
pub fn go_to(app: App, subject: &labwright_shared::diagnostic::Subject) {
    app.ui.tab.set(Tab::Design);
    app.ui.select(Some(subject.record.clone()).filter(|record| record.kind != Kind::Metadata && record.kind != Kind::Settings));
    gesture::reveal(app, &subject.record);
    if subject.field.is_some() {
        app.ui.go_to_field(subject.field.clone());
    }
}
