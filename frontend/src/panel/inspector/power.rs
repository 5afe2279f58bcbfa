//! What the machine does on the host, and its switch.

use labwright_shared::{plan::Purpose, value::Name};
use leptos::prelude::*;

use crate::ui::on::click;

use crate::{canvas::card::state_words, ui::icon};

use super::form::Form;

/// Shown once the machine is on the host.
#[component]
pub fn Power(form: Form) -> impl IntoView {
    let app = form.app;
    let name = form.text("name");
    let live = Memo::new(move |_| app.live.machine(&name.get()));
    let ask = move |purpose: Purpose| {
        if let Ok(machine) = name.get_untracked().parse::<Name>() {
            app.power.ask(app, purpose, vec![machine]);
        }
    };
    move || {
        live.get().map(|state| {
            let is_on = state.is_active();
            let (class, words) = state_words(Some(state), None);
            view! {
                <div class="power" role="toolbar" aria-label="On the host">
                    <span class=format!("dot state-{class}")></span>
                    <span class="power-state">{words}</span>
                    {if is_on {
                        view! {
                            <button class="btn plain small" on:click=click(move || ask(Purpose::Stop))>"Stop"</button>
                            <button class="btn plain small" on:click=click(move || ask(Purpose::Reboot))>"Reboot"</button>
                        }.into_any()
                    } else {
                        view! { <button class="btn quiet small" on:click=click(move || ask(Purpose::Start))>"Start"</button> }.into_any()
                    }}
                    <button class="btn quiet small" data-testid="console-open-form" on:click=click(move || app.consoles.show(&name.get_untracked()))>{icon::terminal()}"Console"</button>
                </div>
            }
        })
    }
}
