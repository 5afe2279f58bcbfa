//! The server's answers, good and bad, without a host and without a socket.

#[path = "http_support/mod.rs"]
mod support;

#[path = "http_api/guard.rs"]
mod guard;
#[path = "http_api/labs.rs"]
mod labs;
#[path = "http_api/plans.rs"]
mod plans;
#[path = "http_api/runs.rs"]
mod runs;
