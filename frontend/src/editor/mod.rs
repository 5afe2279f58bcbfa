//! The editor's logic without a browser: where things are, what a gesture means, which commands it makes. Tested natively.

pub mod band;
pub mod book;
pub mod camera;
pub mod chart;
pub mod choices;
pub mod connect;
pub mod defaults;
pub mod free;
pub mod geometry;
pub mod hue;
pub mod inside;
pub mod json;
pub mod keys;
pub mod layers;
pub mod layout;
pub mod palette;
pub mod references;
pub mod route;
pub mod scene;
pub mod shape;
pub mod text;
pub mod tool;
pub mod whole;
