//! Clusters that Magnum makes.

mod cluster;

use super::Renderer;

pub const ALL: &[Renderer] = &[cluster::RENDERER];
