//! The address book: every prefix, range and address of all layers, with what collides and what is free.

use leptos::prelude::*;

use crate::{
    editor::book::{self, Row, Sort},
    state::app,
    ui::{icon, on::click},
};

use super::findings;

/// More rows than this are counted: a search leads to the rest.
const MOST: usize = 400;

#[component]
pub fn Addresses() -> impl IntoView {
    let app = app();
    let wanted = RwSignal::new(String::new());
    let sort = RwSignal::new(Sort::default());
    let rows = Memo::new(move |_| {
        app.doc.revision.track();
        app.host.with_facts(|facts| app.checks.report.with(|report| app.doc.lab(|lab| book::rows(lab, facts, report))))
    });
    let shown = Memo::new(move |_| rows.with(|rows| book::chosen(rows, &wanted.get(), sort.get())));
    let clashes = Memo::new(move |_| rows.with(|rows| rows.iter().filter(|row| row.clash.is_some()).count()));
    let head = move |of: Sort, words: &'static str| {
        let direction = move || if sort.get() == of { "ascending" } else { "none" };
        view! { <th aria-sort=direction><button class="sort" class:on=move || sort.get() == of on:click=click(move || sort.set(of))>{words}</button></th> }
    };
    view! {
        <div class="book" data-testid="address-book">
            <div class="book-bar">
                <input type="search" class="search" placeholder="Find an address, a name, a network…" aria-label="Find in the address book" data-testid="address-search" prop:value=wanted on:input=move |event| wanted.set(event_target_value(&event)) />
                <span class="soft" role="status">{move || format!("{} entries", rows.with(Vec::len))}</span>
                <span class:error-text=move || clashes.get() != 0 data-testid="address-clashes">{move || match clashes.get() { 0 if !app.checks.is_known() => "not checked yet".to_owned(), 0 => "no collisions".to_owned(), 1 => "1 collision".to_owned(), count => format!("{count} collide") }}</span>
            </div>
            <table class="grid">
                <thead><tr>{head(Sort::Address, "Address")}{head(Sort::Kind, "Kind")}{head(Sort::Who, "Held by")}{head(Sort::Segment, "Counts on")}{head(Sort::Clash, "Collides")}<th>"Next free"</th></tr></thead>
                <tbody>{move || shown.get().into_iter().take(MOST).map(|row| line(app, row)).collect_view()}</tbody>
            </table>
            {move || {
                let more = shown.with(Vec::len).saturating_sub(MOST);
                (more > 0).then(|| view! { <p class="empty">{format!("and {more} more: search for what you want to see")}</p> })
            }}
        </div>
    }
}

fn line(app: crate::state::App, row: Row) -> AnyView {
    let who = match row.subject.clone() {
        Some(subject) => {
            view! { <button class="link" title="Show it" on:click=click(move || findings::go_to(app, &subject))>{row.who}</button> }
                .into_any()
        }
        None => view! { <span>{row.who}</span> }.into_any(),
    };
    let clashes = row.clash.is_some();
    view! {
        <tr class:clash=clashes data-testid="address-row" data-clash=clashes.to_string()>
            <td><code>{row.what}</code></td>
            <td>{row.kind}</td>
            <td>{who}</td>
            <td>{row.segment}</td>
            <td class="clash-words">{row.clash.map(|clash| view! { <span class="clash-line">{icon::warning()}<span>{clash}</span></span> })}</td>
            <td>{row.free.map(|free| view! { <code>{free.to_string()}</code> })}</td>
        </tr>
    }
    .into_any()
}
