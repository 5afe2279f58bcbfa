//! Labwright's back end.

pub mod app;
pub mod cli;
pub mod driver;
pub mod http;
pub mod run;
pub mod step;
pub mod store;
