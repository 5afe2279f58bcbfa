//! Pure renderers: what libvirt and guests are given, from the model alone.

mod domain;
mod mark;
mod network;
mod pool;
mod seed;
mod xml;

pub use domain::{DomainParts, DomainType, PortParts, domain_xml};
pub use network::{NetworkParts, network_xml};
pub use pool::pool_xml;
pub use seed::{SeedParts, seed_files};
