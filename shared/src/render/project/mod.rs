//! What prepares a cloud's projects, and how their users reach the cloud.

mod clouds_yaml;
pub(super) mod create;
mod external;
mod inside;
mod networks;
mod offer;
mod prepare;
mod secure_yaml;

use super::Renderer;

pub(super) use clouds_yaml::region;

pub const ALL: &[Renderer] = &[external::RENDERER, prepare::RENDERER, clouds_yaml::RENDERER, secure_yaml::RENDERER, inside::RENDERER];
