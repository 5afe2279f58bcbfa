//! The panels around the canvas.

pub mod accept;
pub mod addresses;
pub mod capacity;
pub mod console;
pub mod drawer;
pub mod findings;
pub mod fix;
pub mod inspector;
pub mod palette;
pub mod rule_help;
pub mod shortcuts;
