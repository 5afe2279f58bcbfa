//! What fuzzing found is found no more. `cargo xtask fuzz` looks for more.

#[path = "fuzz/mod.rs"]
mod fuzz;

use std::panic::{AssertUnwindSafe, catch_unwind};

#[test]
fn every_seed_and_every_lab_is_survived() {
    let hosts = fuzz::hosts();
    let texts: Vec<_> = fuzz::seeds().into_iter().chain(fuzz::labs()).collect();
    let falls = |(_, text): &&(String, String)| catch_unwind(AssertUnwindSafe(|| fuzz::survive::survive(text, &hosts))).is_err();
    let fallen: Vec<&str> = texts.iter().filter(falls).map(|(name, _)| name.as_str()).collect();
    assert!(fallen.is_empty() && texts.len() > 15, "{} texts, not survived: {fallen:?}", texts.len());
}
