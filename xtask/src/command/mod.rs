//! The commands that are short enough to need no folder of their own.

pub mod bench;
pub mod build;
pub mod fuzz;
pub mod generate;
pub mod run;
