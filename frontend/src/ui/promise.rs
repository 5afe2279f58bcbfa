//! What the browser promises.

use wasm_bindgen::{JsCast, JsValue, prelude::Closure};
use web_sys::js_sys::{Function, Promise, Reflect};

/// Calls `then` with what comes, or with nothing when the promise is broken.
pub fn then(promise: &Promise, then: impl FnOnce(Option<JsValue>) + 'static) {
    // Whichever of the two is called, the other is not.
    let then = std::rc::Rc::new(std::cell::Cell::new(Some(then)));
    let other = then.clone();
    let call = |then: &std::rc::Rc<std::cell::Cell<Option<_>>>, value: Option<JsValue>| {
        if let Some(then) = then.take() {
            finish(then, value);
        }
    };
    let kept = Closure::once_into_js(move |value: JsValue| call(&then, Some(value)));
    let broken = Closure::once_into_js(move |_: JsValue| call(&other, None));
    if let Ok(Ok(method)) = Reflect::get(promise, &"then".into()).map(JsCast::dyn_into::<Function>) {
        drop(method.call2(promise, &kept, &broken));
    }
}

fn finish(then: impl FnOnce(Option<JsValue>), value: Option<JsValue>) {
    then(value);
}
