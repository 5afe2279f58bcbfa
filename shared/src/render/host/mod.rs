//! What the host is set to beside what libvirt does.

mod firewall;
mod ifcfg;
mod nested;
mod open_vswitch;
mod sushy;
mod tune;
mod virtualbmc;

use super::Renderer;

pub const ALL: &[Renderer] =
    &[nested::RENDERER, tune::RENDERER, open_vswitch::RENDERER, ifcfg::RENDERER, virtualbmc::RENDERER, sushy::RENDERER, firewall::RENDERER];
