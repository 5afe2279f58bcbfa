//! What a rule is and why: its documentation, loaded when it is first asked for.

use std::{collections::BTreeMap, sync::Arc};

use gloo::net::http::Method;
use leptos::{prelude::*, task::spawn_local};
use serde::Deserialize;

use crate::state::api;

#[derive(Clone, Debug, Deserialize, PartialEq)]
pub struct Rule {
    pub id: String,
    #[serde(default)]
    pub severity: String,
    pub summary: String,
    layers: Vec<String>,
    catalogue: Vec<String>,
    sections: Vec<SectionText>,
    example: Example,
}

/// A lab in which the rule finds something, on a host that may matter.
#[derive(Clone, Debug, Deserialize, PartialEq)]
struct Example {
    lab: String,
    facts: Option<String>,
    finding: String,
}

#[derive(Clone, Debug, Deserialize, PartialEq)]
struct SectionText {
    heading: String,
    text: String,
}

#[derive(Clone)]
pub enum Rules {
    Loading,
    Loaded(Arc<BTreeMap<String, Rule>>),
    Failed,
}

thread_local! {
    /// Loaded once for the page.
    static RULES: std::cell::RefCell<Option<ArcRwSignal<Rules>>> = const { std::cell::RefCell::new(None) };
}

/// Every rule's text, by the rule's name.
pub fn rules() -> ArcRwSignal<Rules> {
    if let Some(signal) = RULES.with_borrow(Clone::clone) {
        return signal;
    }
    let signal = ArcRwSignal::new(Rules::Loading);
    RULES.with_borrow_mut(|rules| *rules = Some(signal.clone()));
    let loaded = signal.clone();
    spawn_local(async move {
        let read = api::call(Method::GET, "/static/generated/rules.json", api::Body::None).await.and_then(api::typed::<Vec<Rule>>);
        if read.is_err() {
            // Not kept, so that the next one to ask tries again.
            RULES.with_borrow_mut(|rules| *rules = None);
        }
        loaded.set(match read {
            Ok(list) => Rules::Loaded(Arc::new(list.into_iter().map(|rule| (rule.id.clone(), rule)).collect())),
            Err(_) => Rules::Failed,
        });
    });
    signal
}

#[component]
pub fn RuleHelp(
    rule: String,
    /// Whether it stands on the rule's own page.
    #[prop(optional)]
    whole: bool,
) -> impl IntoView {
    let app = crate::state::app();
    let rules = rules();
    let open = {
        let rule = rule.clone();
        move || {
            app.ui.rule.set(rule.clone());
            app.ui.tab.set(crate::state::ui::Tab::Rules);
        }
    };
    move || {
        match rules.get() {
        Rules::Loading => view! { <p class="soft">"Loading what the rule says…"</p> }.into_any(),
        Rules::Failed => view! { <p class="soft">"The rule's text could not be loaded. Close and open this row to try again."</p> }.into_any(),
        Rules::Loaded(rules) => match rules.get(&rule).cloned() {
            None => view! { <p class="soft">"No text on this rule."</p> }.into_any(),
            Some(found) => view! {
                <div class="rule-help" data-testid="rule-help">
                    <p><b>{found.summary.clone()}</b></p>
                    <p class="soft">{place(&found)}</p>
                    <dl>
                        {found.sections.into_iter().map(|section| view! { <dt>{section.heading}</dt><dd>{section.text}</dd> }).collect_view()}
                        <dt>"Example"</dt>
                        <dd>
                            <pre>{found.example.lab}</pre>
                            {found.example.facts.map(|facts| view! { <p>"On a host with"</p><pre>{facts}</pre> })}
                            <pre>{found.example.finding}</pre>
                        </dd>
                    </dl>
                    {(!whole).then(|| { let open = open.clone(); view! { <button class="link" data-testid="rule-page" on:click=crate::ui::on::click(open)>"The rule's page"</button> } })}
                </div>
            }
            .into_any(),
        },
    }
    }
}

/// The layers that the rule looks at, and its rows in the catalogue.
fn place(rule: &Rule) -> String {
    let layers = rule.layers.join(", ");
    if rule.catalogue.is_empty() { layers } else { format!("{layers} · catalogue {}", rule.catalogue.join(", ")) }
}
