//! What lies below the page: findings, and the consoles that are open.

use leptos::prelude::*;

use crate::ui::each::each;

use crate::ui::on::effect;

use crate::ui::on::click;

use crate::{
    state::{app, ui::Tab},
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
    let findings_tab = move || {
        has_findings.get().then(|| {
            view! {
                <button
                    class="drawer-tab"
                    class:on=move || !shows_console.get()
                    data-testid="drawer-findings"
                    on:click=click(move || { if shows_console.get_untracked() { consoles.shown.set(None); open.set(true); } else { open.update(|open| *open = !*open); } })
                ><b>"Findings"</b></button>
                {app.desk.view_later(|desk| (desk.counts)())}
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
                <section class="drawer" class:open=open class:tall=shows_console aria-label="Findings and consoles" data-testid="drawer">
                    <header class="drawer-head">
                        {findings_tab}
                        {console_tabs}
                        <button class="icon-btn fold" class:open=open title="Show or hide" aria-label="Show or hide the drawer" aria-expanded=move || open.get().to_string() on:click=click(move || open.update(|open| *open = !*open))>{icon::chevron()}</button>
                    </header>
                    {move || open.get().then(|| view! {
                        <div class="drawer-body">
                            {move || (has_findings.get() && !shows_console.get()).then(|| app.desk.view(|desk| (desk.findings)()))}
                            {each(move || consoles.open.get(), move |machine| app.views.view(move |views| (views.console)(machine.clone())))}
                        </div>
                    })}
                </section>
            }
        })
    }
}
