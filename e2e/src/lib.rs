//! What browser and live tests are written with: a real Chromium, the built back end, a libvirt of their own.
//!
//! Each file in `tests/` is one journey. A test calls [`journey`], which gives it a deadline, takes a screenshot if
//! it fails and fails it if the page reported an error that the test did not expect. Tests that start guests begin
//! with [`live::host`] and run only inside `cargo xtask lab`; `cargo xtask test` puts each test into one.

pub mod browser;
pub mod canvas;
pub mod console;
pub mod daemon;
pub mod disk;
pub mod files;
mod journey;
pub mod labwright;
pub mod live;
pub mod open_vswitch;
pub mod picture;
pub mod rendered;
pub mod server;
mod slow;
pub mod ssh;
pub mod virsh;
pub mod wait;
pub mod web;

pub use browser::page::Page;
pub use journey::{Journey, journey};
pub use labwright::Labwright;
pub use server::Server;
