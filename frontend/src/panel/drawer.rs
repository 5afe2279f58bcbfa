//! What lies below the page: findings, and the consoles that are open.

use leptos::prelude::*;

use crate::ui::each::each;

use crate::ui::on::effect;

use crate::ui::on::click;

use crate::{
    state::{
        app,
        ui::{Lower, Tab},
    },
    ui::icon,
};

#[component]
pub fn Drawer() -> impl IntoView {
    let app = app();
    let open = app.ui.drawer_open;
    let consoles = app.consoles;
    // On the pages that have findings of their own the drawer is there for consoles only.
    let has_findings = Memo::new(move |_| matches!(app.ui.tab.get(), Tab::Design));
    let is_there = Memo::new(move |_| has_findings.get() || consoles.open.with(|open| !open.is_empty()));
    let shows_console = Memo::new(move |_| consoles.shown.with(Option::is_some));
    // A console that is asked for is to be seen.
    effect(move || {
        if consoles.shown.with(Option::is_some) {
            open.set(true);
        }
    });
    let view_tab = move |of: Lower, words: &'static str, id: &'static str| {
        let is_on = Memo::new(move |_| !shows_console.get() && app.ui.lower.get() == of);
        // A press on what is shown folds the drawer.
        let press = move || {
            let stays = is_on.get_untracked() && open.get_untracked();
            consoles.shown.set(None);
            app.ui.lower.set(of);
            open.set(!stays);
        };
        view! { <button class="drawer-tab" class:on=is_on data-testid=id on:click=click(press)><b>{words}</b></button> }
    };
    let is_tall = Memo::new(move |_| shows_console.get() || has_findings.get() && app.ui.lower.get() != Lower::Findings);
    let lower = Memo::new(move |_| (has_findings.get() && !shows_console.get()).then(|| app.ui.lower.get()));
    let findings_tab = move || {
        has_findings.get().then(|| {
            view! {
                {view_tab(Lower::Findings, "Findings", "drawer-findings")}
                {app.desk.view_later(|desk| (desk.counts)())}
                {view_tab(Lower::Addresses, "Addresses", "drawer-addresses")}
                {view_tab(Lower::Capacity, "Capacity over time", "drawer-capacity")}
            }
        })
    };
    let console_tabs = move || {
        consoles.open.get().into_iter().map(|machine| {
            let (of, show, close) = (machine.clone(), machine.clone(), machine.clone());
            let is_shown = Memo::new(move |_| consoles.shown.with(|shown| shown.as_deref() == Some(of.as_str())));
            view! {
                <span class="drawer-tab console-tab" class:on=is_shown>
                    <button class="link" data-testid=format!("console-tab-{machine}") on:click=click(move || { consoles.show(&show); open.set(true); })>{icon::terminal()}{machine.clone()}</button>
                    <button class="icon-btn" title="Close the console; the machine goes on" aria-label=format!("Close the console of {machine}") on:click=click(move || consoles.close(&close))>{icon::close()}</button>
                </span>
            }
        }).collect_view()
    };
    move || {
        is_there.get().then(|| {
            view! {
                <section class="drawer" class:open=open class:tall=is_tall aria-label="Findings and consoles" data-testid="drawer">
                    <header class="drawer-head">
                        {findings_tab}
                        {console_tabs}
                        <button class="icon-btn fold" class:open=open title="Show or hide" aria-label="Show or hide the drawer" aria-expanded=move || open.get().to_string() on:click=click(move || open.update(|open| *open = !*open))>{icon::chevron()}</button>
                    </header>
                    {move || open.get().then(|| view! {
                        <div class="drawer-body">
                            {move || lower.get().map(|lower| match lower {
                                Lower::Findings => app.desk.view(|desk| (desk.findings)()),
                                Lower::Addresses => app.views.view(|views| (views.addresses)()),
                                Lower::Capacity => app.views.view(|views| (views.capacity)()),
                            })}
                            {each(move || consoles.open.get(), move |machine| app.views.view(move |views| (views.console)(machine.clone())))}
                        </div>
                    })}
                </section>
            }
        })
    }
}
