//! The rules: each with what it looks at, why, and what helps. One rule has an address of its own: `#LAB/rules/FAMILY/NAME`.

use leptos::prelude::*;

use crate::{
    panel::{
        findings,
        rule_help::{self, Rule, RuleHelp, Rules},
    },
    state::{App, app},
    ui::on::click,
};

#[component]
pub fn RulesPage() -> impl IntoView {
    let app = app();
    let wanted = RwSignal::new(String::new());
    let rules = rule_help::rules();
    let shown = app.ui.rule;
    view! {
        <div class="rules-page" data-testid="rules-page">
            <nav class="panel rules-list" aria-label="Rules">
                <input type="search" class="search" placeholder="Find a rule…" aria-label="Find a rule" data-testid="rule-search" prop:value=wanted on:input=move |event| wanted.set(event_target_value(&event)) />
                {move || match rules.get() {
                    Rules::Loading => view! { <p class="soft pad">"Loading the rules…"</p> }.into_any(),
                    Rules::Failed => view! { <p class="soft pad">"The rules could not be loaded. Leave this page and come back to try again."</p> }.into_any(),
                    Rules::Loaded(rules) => {
                        let words = wanted.get().to_lowercase();
                        let fits = |rule: &&Rule| words.is_empty() || rule.id.contains(&words) || rule.summary.to_lowercase().contains(&words);
                        let found: Vec<&Rule> = rules.values().filter(fits).collect();
                        if found.is_empty() { return view! { <p class="soft pad">"No rule says that."</p> }.into_any(); }
                        view! { <ul>{found.into_iter().map(|rule| line(app, rule)).collect_view()}</ul> }.into_any()
                    }
                }}
            </nav>
            <article class="rule-page">
                {move || {
                    let rule = shown.get();
                    if rule.is_empty() {
                        return view! { <p class="soft">"Choose a rule to read what it looks at, why, and what helps."</p> }.into_any();
                    }
                    view! {
                        <h2><code data-testid="rule-name">{rule.clone()}</code></h2>
                        <RuleHelp rule=rule.clone() whole=true />
                        <Here rule />
                    }
                    .into_any()
                }}
            </article>
        </div>
    }
}

fn line(app: App, rule: &Rule) -> AnyView {
    let (id, own) = (rule.id.clone(), rule.id.clone());
    let is_shown = Memo::new(move |_| app.ui.rule.with(|shown| *shown == own));
    let open = id.clone();
    view! {
        <li><button class="rule-line" class:on=is_shown title=rule.summary.clone() on:click=click(move || app.ui.rule.set(open.clone()))><span class=format!("severity {}", rule.severity)></span><code>{id}</code></button></li>
    }
    .into_any()
}

/// What the rule finds in the lab that is open.
#[component]
fn Here(rule: String) -> impl IntoView {
    let app = app();
    let found = Memo::new(move |_| {
        app.checks.report.with(|report| report.diagnostics.iter().filter(|one| one.rule == rule).take(50).cloned().collect::<Vec<_>>())
    });
    move || {
        let found = found.get();
        if !app.checks.is_known() {
            return view! { <p class="soft">"This lab is not checked yet."</p> }.into_any();
        }
        if found.is_empty() {
            return view! { <p class="soft">"It finds nothing in this lab."</p> }.into_any();
        }
        let rows = found.into_iter().map(|one| {
            let subject = one.subject.clone();
            view! { <li><button class="link" on:click=click(move || findings::go_to(app, &subject))>{one.message}</button></li> }
        });
        view! { <h4>"In this lab"</h4><ul>{rows.collect_view()}</ul> }.into_any()
    }
}
