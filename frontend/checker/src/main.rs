//! The worker's program: follows the page's lab and asks the rules. `xtask/src/page/checker.rs` says how it is started.

use std::cell::RefCell;

use labwright_shared::{
    following::{Follower, Message, Reply},
    yaml,
};
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = performance)]
    fn now() -> f64;
    #[wasm_bindgen(js_namespace = console)]
    fn error(text: &str);
}

thread_local! {
    static FOLLOWER: RefCell<Follower> = RefCell::default();
}

/// The reply to a message, both as JSON.
///
/// # Panics
/// When the message is none of the page's, which ends the worker: the page then starts another.
#[wasm_bindgen]
pub fn answer(message: &str) -> String {
    let value = serde_json::from_str(message).expect("the page sends JSON");
    let reply = match yaml::from_json(&value).expect("the page sends messages") {
        Message::Follow(told) => FOLLOWER.with_borrow_mut(|follower| {
            follower.hear(told.news).expect("the page sends labs that can be read");
            let begun = now();
            follower.check();
            Reply::Found(Box::new(follower.answer(told.number, now() - begun)))
        }),
        Message::Settle { news, proposal } => FOLLOWER.with_borrow_mut(|follower| {
            follower.hear(news).expect("the page sends labs that can be read");
            Reply::Settled(follower.settle(proposal))
        }),
        Message::Report { lab, facts } => Reply::Report(Follower::report(&lab, facts.as_deref())),
    };
    serde_json::to_value(&reply).expect("replies serialise").to_string()
}

fn main() {
    std::panic::set_hook(Box::new(|defect| error(&defect.to_string())));
}
