//! Labs, rules, plans and runs: the pure core that browser, server and command line share.
//!
//! No input or output, no clock, no randomness, no threads: the same input gives the same bytes out.

pub mod addresses;
pub mod advisor;
pub mod api;
pub mod capacity;
pub mod diagnostic;
pub mod document;
pub mod facts;
pub mod figures;
pub mod following;
pub mod model;
pub mod parameters;
pub mod plan;
pub mod render;
pub mod resilience;
pub mod rules;
pub mod run;
pub mod status;
pub mod topology;
pub mod value;
pub mod yaml;
