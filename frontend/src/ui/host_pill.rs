//! The host in a few words; more on a press.

use labwright_shared::{api::HostAnswer, facts::HostFacts};
use leptos::{ev, html, prelude::*};

use super::on::click;
use wasm_bindgen::JsCast;

use crate::{
    editor::text,
    state::{
        app,
        host::{self, HostState},
        server::Connection,
    },
};

#[component]
pub fn HostPill() -> impl IntoView {
    let app = app();
    let is_open = RwSignal::new(false);
    let pill = NodeRef::<html::Div>::new();
    let button = NodeRef::<html::Button>::new();
    let pressed = window_event_listener(ev::pointerdown, move |event| {
        let inside =
            pill.get_untracked().zip(event.target()).is_some_and(|(pill, target)| pill.contains(target.dyn_ref::<web_sys::Node>()));
        if is_open.get_untracked() && !inside {
            is_open.set(false);
        }
    });
    let escaped = window_event_listener(ev::keydown, move |event| {
        if event.key() == "Escape" && is_open.get_untracked() {
            is_open.set(false);
            if let Some(button) = button.get_untracked() {
                drop(button.focus());
            }
        }
    });
    on_cleanup(move || {
        pressed.remove();
        escaped.remove();
    });
    let words = move || {
        app.host.state.with(|state| match state {
            HostState::Loading if app.server.connection.get() == Connection::SignedOut => ("absent", "Host unknown".to_owned()),
            HostState::Loading => ("absent", "looking at the host…".to_owned()),
            HostState::Answer(HostAnswer::Attached { facts, .. }) => ("running", summary(facts)),
            HostState::Answer(HostAnswer::Unattached { .. }) => ("paused", "No host attached".to_owned()),
            HostState::Failed(_) => ("failed", "Host unknown".to_owned()),
        })
    };
    view! {
        <div class="host-pill-place" node_ref=pill>
            <button class="pill" node_ref=button data-testid="host-pill" aria-expanded=move || is_open.get().to_string() on:click=click(move || is_open.update(|open| *open = !*open))>
                <span class=move || format!("dot state-{}", words().0)></span>
                <span class="clip">{move || words().1}</span>
            </button>
            {move || is_open.get().then(|| view! {
                <div class="menu host-details" role="dialog" aria-label="Host">
                    {app.views.view(move |views| app.host.state.with(views.host_details))}
                    <div class="fixes">
                        <button class="btn quiet small" disabled=move || app.host.is_asking.get() on:click=click(move || host::load(app, true))>
                            {move || if app.host.is_asking.get() { "Looking…" } else { "Look again" }}
                        </button>
                    </div>
                </div>
            })}
        </div>
    }
}

/// `newkvm · 32 CPU · 160 GiB · nested on`.
fn summary(facts: &HostFacts) -> String {
    let virtualization = match (facts.kvm.works.or(facts.kvm.offered), facts.kvm.nested) {
        (Some(true), Some(true)) => "nested on",
        (Some(true), Some(false)) => "KVM, nested off",
        (Some(true), None) => "KVM",
        (Some(false), _) => "no KVM: emulated",
        (None, _) => "KVM unknown",
    };
    format!("{} · {} CPU · {} · {virtualization}", text::middle(&facts.name, 18), facts.cpu.threads, facts.memory.total.human())
}

/// What is known of the host, or why nothing is.
pub fn details(state: &HostState) -> AnyView {
    match state {
        HostState::Loading => view! { <p class="soft">"Waiting for the server to look at the host."</p> }.into_any(),
        HostState::Failed(failure) => view! { <p>{failure.message()}</p> }.into_any(),
        HostState::Answer(HostAnswer::Unattached { reason }) => view! {
            <p><b>"No host is attached."</b></p>
            <p>{reason.clone()}</p>
            <p class="soft">"Labs can be drawn and checked; what needs the host's figures is unknown, and nothing can be planned or run. Start libvirtd on this machine, or name another host with --host, then look again."</p>
        }
        .into_any(),
        HostState::Answer(HostAnswer::Attached { uri, facts }) => {
            let row = |name: &'static str, value: Option<String>| value.filter(|value| !value.is_empty()).map(|value| view! { <dt>{name}</dt><dd>{value}</dd> });
            let cpu = &facts.cpu;
            let cores = format!("{} threads: {} × {} cores × {}", cpu.threads, cpu.numa_cells * cpu.sockets, cpu.cores_per_socket, cpu.threads_per_core);
            let memory = format!("{}{}", facts.memory.total.human(), facts.memory.free.map(|free| format!(", {} free", free.human())).unwrap_or_default());
            let running = facts.domains.iter().filter(|domain| domain.state.is_active()).count();
            let versions = [facts.libvirt_version.as_ref().map(|version| format!("libvirt {version}")), facts.qemu_version.as_ref().map(|version| format!("QEMU {version}"))];
            view! {
                <dl class="facts">
                    {row("URI", Some(uri.clone()))}
                    {row("CPU", cpu.model.clone())}
                    {row("Cores", Some(cores))}
                    {row("Memory", Some(memory))}
                    {row("KVM", facts.kvm.detail.clone())}
                    {row("Domains", Some(format!("{}, {running} running", facts.domains.len())))}
                    {row("Networks", Some(facts.networks.iter().map(|network| network.name.as_str()).collect::<Vec<_>>().join(", ")))}
                    {row("Pools", Some(facts.pools.iter().map(|pool| pool.name.as_str()).collect::<Vec<_>>().join(", ")))}
                    {row("Versions", Some(versions.into_iter().flatten().collect::<Vec<_>>().join(", ")))}
                    {row("Read at", facts.read_at.clone())}
                </dl>
            }
            .into_any()
        }
    }
}
