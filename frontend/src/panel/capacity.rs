//! What the lab needs over time: a step chart for one resource of one holder, and the same as a table.

use labwright_shared::{
    capacity::{
        account::{HolderKind, Quantity, Unit},
        profile::{Curve, Profile, profile},
    },
    value::Size,
};
use leptos::prelude::*;

use crate::{
    editor::chart::{self, Chart},
    state::app,
};

#[component]
pub fn Capacity() -> impl IntoView {
    let app = app();
    let found = Memo::new(move |_| {
        app.doc.revision.track();
        let instance = app.labs.instance.get();
        app.host.with_facts(|facts| app.doc.lab(|lab| profile(lab, facts, instance.as_ref())))
    });
    let wanted = RwSignal::new(None::<String>);
    let shown = Memo::new(move |_| {
        found.with(|found| {
            let named = wanted.get().and_then(|name| found.curves.iter().position(|curve| title(curve) == name));
            let memory = |curve: &Curve| curve.holder.kind == HolderKind::Host && curve.resource == Quantity::Memory;
            named.or_else(|| found.curves.iter().position(memory)).unwrap_or(0)
        })
    });
    let options = move || {
        let now = shown.get();
        found.with(|found| {
            let option = |(index, curve): (usize, &Curve)| {
                let name = title(curve);
                let words = if curve.is_over() { format!("{name}: too much") } else { name.clone() };
                view! { <option value=name selected=index == now>{words}</option> }
            };
            found.curves.iter().enumerate().map(option).collect_view()
        })
    };
    view! {
        <div class="capacity" data-testid="capacity">
            {move || {
                if found.with(|found| found.curves.is_empty()) {
                    return view! { <p class="empty">"Nothing is asked for yet: add a machine, and what it needs is drawn here over time."</p> }.into_any();
                }
                view! {
                    <div class="book-bar">
                        <label class="curve-choice"><span class="soft">"Show"</span><select aria-label="Which resource" data-testid="capacity-curve" on:change=move |event| wanted.set(Some(event_target_value(&event)))>{options}</select></label>
                        <span class="soft" role="status">{move || found.with(|found| found.curves.get(shown.get()).map(|curve| peak(found, curve)))}</span>
                    </div>
                    {move || found.with(|found| found.curves.get(shown.get()).map(|curve| picture(found, curve)))}
                }
                .into_any()
            }}
        </div>
    }
}

/// `newkvm: memory`.
fn title(curve: &Curve) -> String {
    let kind = curve.holder.kind.as_str();
    let of = match &curve.holder.cloud {
        Some(cloud) => format!("{kind} {} of {cloud}", curve.holder.name),
        None => format!("{kind} {}", curve.holder.name),
    };
    format!("{of}: {}", curve.resource.as_str())
}

fn say(curve: &Curve, amount: u64) -> String {
    match curve.unit {
        Unit::Count => amount.to_string(),
        Unit::Bytes => Size::from_bytes(amount).human(),
    }
}

fn peak(profile: &Profile, curve: &Curve) -> String {
    let when = profile.stages.get(curve.peak.stage).map(|stage| stage.title.as_str()).unwrap_or_default();
    let limit = match curve.limit {
        Some(limit) if curve.is_over() => {
            format!("; {} more than the {} that may be asked for", say(curve, curve.peak.amount - limit), say(curve, limit))
        }
        Some(limit) => format!(" of {}", say(curve, limit)),
        None => "; how much there is, is not known".to_owned(),
    };
    format!("Peak {} at “{when}”{limit}", say(curve, curve.peak.amount))
}

fn picture(profile: &Profile, curve: &Curve) -> AnyView {
    let Chart { line, area, limit, capacity } = chart::chart(profile, curve);
    let amounts = chart::amounts(profile, curve);
    let count = amounts.len();
    let is_over = move |amount: u64, limit: Option<u64>| limit.is_some_and(|limit| amount > limit);
    let rule = |down: f64, class: &'static str, words: String| {
        view! {
            <div class=format!("chart-rule {class}") style:top=format!("{down:.2}%")><span>{words}</span></div>
        }
    };
    let limit_line = limit.zip(curve.limit).map(|(down, limit)| rule(down, "limit", format!("{} may be asked for", say(curve, limit))));
    let there_line = capacity.zip(curve.capacity).map(|(down, there)| rule(down, "there", format!("{} there", say(curve, there))));
    let stages = profile.stages.iter().zip(&amounts).map(|(stage, amount)| {
        let title = format!("{}: {}. {}", stage.title, say(curve, *amount), stage.what);
        view! { <span class="clip" class:error-text=is_over(*amount, curve.limit) title=title>{stage.title.clone()}</span> }
    });
    let rows = profile.stages.iter().zip(&amounts).enumerate().map(|(index, (stage, amount))| {
        let before = index.checked_sub(1).map_or(0, |index| amounts[index]);
        let change = match amount.cmp(&before) {
            std::cmp::Ordering::Greater => format!("+{}", say(curve, amount - before)),
            std::cmp::Ordering::Less => format!("−{}", say(curve, before - amount)),
            std::cmp::Ordering::Equal => String::new(),
        };
        view! {
            <tr class:clash=is_over(*amount, curve.limit) data-testid="stage-row">
                <td>{stage.title.clone()}</td>
                <td class="number">{say(curve, *amount)}</td>
                <td class="number soft">{change}</td>
                <td class="soft">{stage.what.clone()}</td>
            </tr>
        }
    });
    view! {
        <div class="capacity-body">
            <figure class="chart" role="img" aria-label=peak(profile, curve)>
                <div class="chart-area" class:over=curve.is_over()>
                    <svg viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden="true">
                        <polygon points=area></polygon>
                        <polyline points=line></polyline>
                    </svg>
                    {limit_line}
                    {there_line}
                </div>
                <div class="chart-stages" style:grid-template-columns=format!("repeat({count}, minmax(0, 1fr))")>{stages.collect_view()}</div>
            </figure>
            <div class="capacity-table" tabindex="0" role="region" aria-label="The stages as a table">
                <table class="grid">
                    <thead><tr><th>"Stage"</th><th class="number">"Asked for"</th><th class="number">"Change"</th><th>"What comes and goes"</th></tr></thead>
                    <tbody>{rows.collect_view()}</tbody>
                </table>
            </div>
        </div>
    }
    .into_any()
}
