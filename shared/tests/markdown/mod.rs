//! The rules' Markdown tests: read and run.

pub mod cases;
pub mod run;
