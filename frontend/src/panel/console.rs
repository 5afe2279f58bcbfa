//! A machine's serial console: xterm.js over a WebSocket. The terminal is loaded when the first console opens.

use labwright_shared::api::paths;
use leptos::{html, prelude::*};

use crate::ui::on::effect;

use crate::ui::on::click;
use wasm_bindgen::{JsCast, JsValue, prelude::Closure};
use web_sys::js_sys::{Array, ArrayBuffer, Function, Object, Promise, Reflect, Uint8Array};

use crate::{state::app, ui::promise};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Line {
    Loading,
    Connecting,
    Connected,
    Closed,
    /// The terminal's files could not be loaded.
    Missing,
}

#[component]
pub fn ConsoleView(machine: String) -> impl IntoView {
    let app = app();
    let place = NodeRef::<html::Div>::new();
    let line = RwSignal::new(Line::Loading);
    let session = StoredValue::new_local(None::<Session>);
    let of = machine.clone();
    let is_shown = Memo::new(move |_| app.consoles.shown.with(|shown| shown.as_deref() == Some(of.as_str())));
    let name = machine.clone();
    let connect = move || {
        let (Some(element), Some(lab)) = (place.get_untracked(), app.labs.current.get_untracked()) else { return };
        let path = paths::console(&lab, &name);
        session.set_value(None);
        line.set(Line::Loading);
        load_terminal(move |loaded| {
            if !loaded {
                line.try_set(Line::Missing);
                return;
            }
            if line.is_disposed() {
                return;
            }
            session.try_set_value(Session::open(&element, &path, line));
        });
    };
    let first = connect.clone();
    Effect::new(move |begun: Option<bool>| {
        if place.get().is_some() && begun != Some(true) {
            first();
            return true;
        }
        begun.unwrap_or(false)
    });
    // A terminal that was hidden does not know its size.
    effect(move || {
        app.ui.theme.track();
        if is_shown.get() {
            request_animation_frame(move || {
                session.try_with_value(|session| session.as_ref().map(Session::refresh));
            });
        }
    });
    on_cleanup(move || drop(session.try_set_value(None)));
    let status = move || match line.get() {
        Line::Loading => "Loading the terminal…",
        Line::Connecting => "Connecting…",
        Line::Connected => "Connected",
        Line::Closed => "The console is closed: the machine is off, or the server does not answer.",
        Line::Missing => "The terminal's files could not be loaded. Nothing else is affected.",
    };
    let can_retry = move || matches!(line.get(), Line::Closed | Line::Missing);
    let label = format!("Serial console of {machine}. F6 leaves it.");
    // All keys but this one are the guest's: without it the keyboard would never get out.
    let tab = format!("[data-testid=\"console-tab-{machine}\"]");
    let leave = move |event: leptos::ev::KeyboardEvent| {
        if event.key() != "F6" {
            return;
        }
        event.prevent_default();
        event.stop_propagation();
        let tab = document().query_selector(&tab).ok().flatten().and_then(|tab| tab.dyn_into::<web_sys::HtmlElement>().ok());
        if let Some(tab) = tab {
            drop(tab.focus());
        }
    };
    view! {
        <div class="console" class:shown=is_shown data-testid="console" data-machine=machine data-line=move || format!("{:?}", line.get()).to_lowercase()>
            <div class="console-status" role="status">
                <span class=move || format!("dot state-{}", if line.get() == Line::Connected { "running" } else { "absent" })></span>
                {status}
                {move || (line.get() == Line::Connected).then(|| view! { <span class="faint">"F6 leaves the terminal"</span> })}
                {move || {
                    let connect = connect.clone();
                    can_retry().then(|| view! { <button class="btn quiet small" on:click=click(connect)>"Connect again"</button> })
                }}
            </div>
            <div class="terminal" node_ref=place aria-label=label on:keydown:capture=leave></div>
        </div>
    }
}

/// A terminal joined to a socket.
struct Session {
    terminal: Object,
    socket: web_sys::WebSocket,
    _message: Closure<dyn FnMut(web_sys::MessageEvent)>,
    _open: Closure<dyn FnMut(JsValue)>,
    _close: Closure<dyn FnMut(JsValue)>,
    _typed: Closure<dyn FnMut(JsValue)>,
}

impl Session {
    fn open(element: &web_sys::HtmlElement, path: &str, line: RwSignal<Line>) -> Option<Session> {
        let location = window().location();
        let scheme = if location.protocol().ok()? == "https:" { "wss" } else { "ws" };
        let socket = web_sys::WebSocket::new(&format!("{scheme}://{}{path}", location.host().ok()?)).ok()?;
        socket.set_binary_type(web_sys::BinaryType::Arraybuffer);
        element.set_inner_html("");
        let typing = socket.clone();
        let typed = Closure::<dyn FnMut(JsValue)>::new(move |bytes: JsValue| {
            if let Ok(bytes) = bytes.dyn_into::<Uint8Array>()
                && typing.ready_state() == web_sys::WebSocket::OPEN
            {
                drop(typing.send_with_array_buffer_view(&bytes));
            }
        });
        let make: Function = Reflect::get(&bundle()?, &"open".into()).ok()?.dyn_into().ok()?;
        let terminal: Object = make.call2(&JsValue::NULL, element, typed.as_ref()).ok()?.dyn_into().ok()?;
        let shown = terminal.clone();
        let message = Closure::<dyn FnMut(web_sys::MessageEvent)>::new(move |event: web_sys::MessageEvent| {
            let data = match event.data().dyn_into::<ArrayBuffer>() {
                Ok(buffer) => Uint8Array::new(&buffer).into(),
                Err(text) => text,
            };
            call(&shown, "write", &data);
        });
        let open = Closure::<dyn FnMut(JsValue)>::new(move |_| {
            line.try_set(Line::Connected);
        });
        let close = Closure::<dyn FnMut(JsValue)>::new(move |_| {
            line.try_set(Line::Closed);
        });
        socket.set_onmessage(Some(message.as_ref().unchecked_ref()));
        socket.set_onopen(Some(open.as_ref().unchecked_ref()));
        socket.set_onclose(Some(close.as_ref().unchecked_ref()));
        line.set(Line::Connecting);
        let session = Session { terminal, socket, _message: message, _open: open, _close: close, _typed: typed };
        session.refresh();
        Some(session)
    }

    /// Fits the terminal to its place, and gives it the keyboard.
    fn refresh(&self) {
        call(&self.terminal, "fit", &JsValue::UNDEFINED);
        call(&self.terminal, "focus", &JsValue::UNDEFINED);
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        self.socket.set_onclose(None);
        self.socket.set_onmessage(None);
        drop(self.socket.close());
        call(&self.terminal, "dispose", &JsValue::UNDEFINED);
    }
}

fn call(of: &Object, method: &str, argument: &JsValue) {
    if let Ok(Ok(function)) = Reflect::get(of, &method.into()).map(JsCast::dyn_into::<Function>) {
        drop(function.call1(of, argument));
    }
}

/// What the bundle puts into the window.
fn bundle() -> Option<JsValue> {
    Reflect::get(&window(), &"LabwrightTerminal".into()).ok().filter(|bundle| !bundle.is_undefined())
}

/// Loads script and styles of the terminal, unless they are there.
fn load_terminal(then: impl FnOnce(bool) + 'static) {
    if bundle().is_some() {
        then(true);
        return;
    }
    let document = document();
    let (Some(head), Ok(script), Ok(styles)) = (document.head(), document.create_element("script"), document.create_element("link")) else {
        then(false);
        return;
    };
    let (script, styles) = (script.unchecked_into::<web_sys::HtmlScriptElement>(), styles.unchecked_into::<web_sys::HtmlLinkElement>());
    styles.set_rel("stylesheet");
    styles.set_href("/static/vendor/xterm.css");
    // Both must be there: without its styles the terminal measures wrongly.
    let loaded = |element: web_sys::Element| {
        Promise::new(&mut move |resolve, reject| {
            let element: &web_sys::HtmlElement = element.unchecked_ref();
            element.set_onload(Some(&resolve));
            element.set_onerror(Some(&reject));
        })
    };
    let both = Promise::all(&Array::of2(&loaded(script.clone().into()), &loaded(styles.clone().into())));
    script.set_src("/static/vendor/xterm.js");
    drop(head.append_child(&styles));
    drop(head.append_child(&script));
    promise::then(&both, move |loaded| then(loaded.is_some()));
}
