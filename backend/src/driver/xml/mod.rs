//! Readers of libvirt's XML: a small tree, and one reader per kind of object.

mod capabilities;
mod domain;
mod element;
mod mark;
mod network;
mod pool;
mod volume;

pub use capabilities::{Capabilities, Cell, nested_in_domain_capabilities, uefi_in_domain_capabilities};
pub use domain::{DomainXml, SerialLog};
pub use element::{Element, XmlError};
pub use mark::mark_in;
pub use network::NetworkXml;
pub use pool::PoolXml;
pub use volume::VolumeXml;
