//! The list of findings: a row selects its subject, its fixes are buttons, and it can be accepted with a reason.

use labwright_shared::{
    diagnostic::{Diagnostic, Severity},
    model::Kind,
    rules::RULES,
};
use leptos::prelude::*;

use crate::{
    canvas::gesture,
    editor::{references, text},
    state::{App, app, ui::Tab},
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
                <span class="faint">{move || format!(" · {} rules in {:.0} ms", RULES.len(), app.checks.took_ms.get().max(1.0))}</span>
            </span>
        }
    }
}

#[component]
pub fn Findings() -> impl IntoView {
    let app = app();
    // Rows are kept by what they say, so that an open one stays open while others come and go.
    let rows = Memo::new(move |_| {
        app.checks.report.with(|report| {
            let mut seen = std::collections::BTreeSet::new();
            report.diagnostics.iter().take(MOST).filter(|one| seen.insert(key(one))).cloned().collect::<Vec<_>>()
        })
    });
    let more = move || app.checks.report.with(|report| report.diagnostics.len().saturating_sub(MOST));
    let knows_host = Memo::new(move |_| app.host.with_facts(|facts| facts.is_some()));
    view! {
        <div class="findings" role="list" aria-label="Findings">
            {move || rows.with(Vec::is_empty).then(|| view! {
                <p class="empty" data-testid="no-findings">
                    {move || if knows_host.get() { "Nothing found: every rule holds for this lab on this host." } else { "Nothing found. Without a host, what needs its figures (memory, pools, names in use) is not known." }}
                </p>
            })}
            <For each=move || rows.get() key=|one| (key(one), one.fixes.len()) children=|diagnostic| view! { <Row diagnostic /> } />
            {move || (more() > 0).then(|| view! { <p class="empty">{format!("and {} more", more())}</p> })}
            <AcceptedFindings />
        </div>
    }
}

fn key(diagnostic: &Diagnostic) -> (String, String, String) {
    (diagnostic.rule.clone(), diagnostic.subject.to_string(), diagnostic.message.clone())
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
                <button class="btn plain small" title="Show the line in the YAML" data-testid="finding-line" on:click=click(move || app.yaml.seek(app, line.clone()))>"Line"</button>
                <span class="finding-accept">
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
