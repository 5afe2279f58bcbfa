//! What one copies from: where the machines are, how to reach them, where the host differs.

use labwright_shared::{
    plan::Purpose,
    status::{Address, Drift, LabStatus, MachineStatus},
    value::Name,
};
use leptos::{prelude::*, task::spawn_local};

use crate::ui::each::each;

use crate::ui::on::click;

use crate::{
    canvas::card::state_words,
    state::{App, app, live, runs::action_class, ui::Tab},
    ui::{clipboard::CopyButton, failure::FailureNote, icon, primary},
};

#[component]
pub fn Results() -> impl IntoView {
    let app = app();
    let names = Memo::new(move |_| {
        app.live.status.with(|status| {
            status
                .as_ref()
                .map(|status| status.machines.iter().map(|machine| machine.machine.clone()).collect::<Vec<_>>())
                .unwrap_or_default()
        })
    });
    let is_built = Memo::new(move |_| app.live.is_built());
    let part = move |look: fn(&LabStatus) -> String| {
        Memo::new(move |_| app.live.status.with(|status| status.as_ref().map(look).unwrap_or_default()))
    };
    let (ssh, hosts) = (part(|status| status.ssh_config.clone()), part(|status| status.hosts.clone()));
    view! {
        <div class="results-page" data-testid="results">
            <Actions is_built />
            <div class="page-column wide">
                {move || (!primary::is_attached(app)).then(|| view! { <div class="page-empty"><h2>"Nothing to look at"</h2><p>{primary::NO_HOST}</p></div> })}
                {move || app.live.failure.get().filter(|_| primary::is_attached(app)).map(|failure| view! { <FailureNote failure /> })}
                {move || (app.live.status.with(Option::is_none) && app.live.failure.with(Option::is_none)).then(|| view! { <div class="skeleton" role="status"><p>"Asking the host how the machines stand…"</p></div> })}
                {move || (app.live.status.with(Option::is_some) && !is_built.get() && primary::is_attached(app)).then(|| view! { <Nothing /> })}
                {move || is_built.get().then(|| view! {
                    <section aria-label="Machines">
                        <h4 class="layer-head"><span class="layer">"L1"</span>"Machines"</h4>
                        <div class="table" role="table">
                            <div class="table-row head" role="row">
                                <span role="columnheader">"Machine"</span><span role="columnheader">"State"</span><span role="columnheader">"Addresses"</span><span role="columnheader">"Domain"</span><span role="columnheader" class="right">"Do"</span>
                            </div>
                            {each(move || names.get(), |name| view! { <MachineRow name /> })}
                        </div>
                    </section>
                    <DriftList />
                    <div class="texts">
                        <CopyText title="SSH configuration" note="For ~/.ssh/config" text=ssh id="ssh-config" />
                        <CopyText title="Hosts entries" note="For /etc/hosts" text=hosts id="hosts-entries" />
                    </div>
                })}
            </div>
        </div>
    }
}

/// What can be done with the lab as a whole.
#[component]
fn Actions(is_built: Memo<bool>) -> impl IntoView {
    let app = app();
    let is_off = move || !is_built.get() || app.runs.is_running() || !app.server.is_connected();
    let ask = move |purpose: Purpose| app.power.ask(app, purpose, Vec::new());
    view! {
        <div class="page-bar">
            <h3>"Results"</h3>
            <button class="btn quiet small" on:click=click(move || spawn_local(live::look(app)))>"Look again"</button>
            <span class="spacer"></span>
            <button class="btn quiet small" data-testid="start-all" disabled=is_off on:click=click(move || ask(Purpose::Start))>"Start all"</button>
            <button class="btn quiet small" data-testid="stop-all" disabled=is_off on:click=click(move || ask(Purpose::Stop))>"Stop all"</button>
            <button class="btn quiet small" data-testid="reboot-all" disabled=is_off on:click=click(move || ask(Purpose::Reboot))>"Reboot all"</button>
            <button class="btn quiet small danger-text" data-testid="destroy-button" disabled=is_off on:click=click(move || { app.ui.tab.set(Tab::Plan); app.plan.ask(app, Purpose::Destroy, Vec::new()); })>"Destroy…"</button>
        </div>
    }
}

#[component]
fn Nothing() -> impl IntoView {
    let app = app();
    view! {
        <div class="page-empty">
            <h2>"Nothing is built"</h2>
            <p>"Once a plan has run, the machines' addresses, SSH lines and hosts entries stand here to copy."</p>
            <button class="btn quiet" on:click=click(move || app.ui.tab.set(Tab::Plan))>"To the plan"</button>
        </div>
    }
}

fn machine(app: App, name: &Name) -> Option<MachineStatus> {
    app.live
        .status
        .with(|status| status.as_ref().and_then(|status| status.machines.iter().find(|machine| machine.machine == *name).cloned()))
}

#[component]
fn MachineRow(name: Name) -> impl IntoView {
    let app = app();
    let of = name.clone();
    let status = Memo::new(move |_| machine(app, &of));
    let state = Memo::new(move |_| status.with(|status| status.as_ref().and_then(|status| status.state)));
    let addresses = Memo::new(move |_| status.with(|status| status.as_ref().map(|status| status.addresses.clone()).unwrap_or_default()));
    let domain = Memo::new(move |_| status.with(|status| status.as_ref().map(|status| status.domain.clone()).unwrap_or_default()));
    let is_on = Memo::new(move |_| state.get().is_some_and(|state| state.is_active()));
    let is_there = Memo::new(move |_| state.get().is_some());
    let text = name.to_string();
    let (console, of_button) = (text.clone(), text.clone());
    let kept = StoredValue::new(name);
    let ask = move |purpose: Purpose| app.power.ask(app, purpose, vec![kept.get_value()]);
    view! {
        <div class="table-row" role="row" data-testid="result-row" data-machine=text.clone() data-state=move || state_words(state.get(), None).0>
            <b role="cell" class="clip" title=text.clone()>{text.clone()}</b>
            <span role="cell" class="cell-state"><span class=move || format!("dot state-{}", state_words(state.get(), None).0)></span>{move || state_words(state.get(), None).1}</span>
            <span role="cell" class="addresses">
                {move || addresses.with(Vec::is_empty).then(|| view! { <span class="soft">"none seen yet"</span> })}
                <For each=move || addresses.get() key=|address| (address.port.clone(), address.address, address.seen) children=|address| view! { <AddressView address /> } />
            </span>
            <code role="cell" class="clip" title=domain>{domain}</code>
            <span role="cell" class="row-actions">
                {move || is_there.get().then(|| if is_on.get() {
                    view! {
                        <button class="btn plain small" on:click=click(move || ask(Purpose::Stop))>"Stop"</button>
                        <button class="btn plain small" on:click=click(move || ask(Purpose::Reboot))>"Reboot"</button>
                    }.into_any()
                } else {
                    view! { <button class="btn plain small" on:click=click(move || ask(Purpose::Start))>"Start"</button> }.into_any()
                })}
                <button class="btn quiet small" data-testid="console-open" data-machine=of_button disabled=move || !is_there.get() on:click=click(move || app.consoles.show(&console))>{icon::terminal()}"Console"</button>
            </span>
        </div>
    }
}

#[component]
fn AddressView(address: Address) -> impl IntoView {
    let text = address.address.to_string();
    let network = address.network.map(|network| format!(" · {network}")).unwrap_or_default();
    let title = format!("{}{network} · {}", address.port, address.mac);
    view! {
        <span class="address" title=title data-testid="address" data-seen=address.seen.to_string()>
            <code>{text.clone()}</code>
            <span class="soft">{format!("{}{network}", address.port)}{(!address.seen).then_some(" · asked for, not seen yet")}</span>
            <CopyButton text=Signal::stored(text) label="Copy the address" wordless=true />
        </span>
    }
}

/// Where the host differs from the document.
#[component]
fn DriftList() -> impl IntoView {
    let app = app();
    let found = Memo::new(move |_| {
        app.live
            .status
            .with(|status| status.as_ref().map(|status| (status.drift.clone(), status.not_comparable.clone())).unwrap_or_default())
    });
    move || {
        let (drift, not_comparable) = found.get();
        view! {
            <section aria-label="Drift" data-testid="drift">
                <h4 class="layer-head">"Against the document"</h4>
                {if !not_comparable.is_empty() {
                    let reasons = not_comparable.into_iter().map(|reason| view! { <li>{reason}</li> }).collect_view();
                    view! {
                        <p class="soft">"The lab can't be applied as it is, so whether the host differs from it is not known:"</p>
                        <ul>{reasons}</ul>
                    }.into_any()
                } else if drift.is_empty() {
                    view! { <p class="soft">"The host is as the lab says: applying again would do nothing."</p> }.into_any()
                } else {
                    view! {
                        <p class="soft">"Applying again would:"</p>
                        <ul class="drift">{drift.into_iter().map(row).collect_view()}</ul>
                        <button class="btn quiet small" on:click=click(move || { app.ui.tab.set(Tab::Plan); app.plan.ask(app, Purpose::Apply, Vec::new()); })>"Plan it"</button>
                    }.into_any()
                }}
            </section>
        }
    }
}

fn row(drift: Drift) -> AnyView {
    view! {
        <li>
            <span class=format!("sign {}", action_class(drift.action))>{drift.action.sign()}</span>
            <span>{format!("{} {}", drift.action.as_str(), drift.resource)}</span>
            <span class="soft">{drift.reason}</span>
        </li>
    }
    .into_any()
}

#[component]
fn CopyText(title: &'static str, note: &'static str, text: Memo<String>, id: &'static str) -> impl IntoView {
    view! {
        <section aria-label=title>
            <h4 class="layer-head">{title}<span class="soft note-inline">{note}</span><CopyButton text label="Copy it all" /></h4>
            <pre tabindex="0" data-testid=id>{move || if text.with(String::is_empty) { "No addresses are known yet.".to_owned() } else { text.get() }}</pre>
        </section>
    }
}
