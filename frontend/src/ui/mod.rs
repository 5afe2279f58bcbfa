//! Small things that every part of the page uses.

pub mod bar;
pub mod clipboard;
pub mod each;
pub mod failure;
pub mod files;
pub mod host_pill;
pub mod icon;
pub mod lab_menu;
pub mod menu;
pub mod notices;
pub mod on;
pub mod primary;
pub mod promise;
