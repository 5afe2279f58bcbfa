//! What several rules need.

pub mod arguments;
pub mod balancer;
pub mod bridges;
pub mod ceph;
pub mod cluster;
pub mod edit;
pub mod gather;
pub mod inside;
pub mod layers;
pub mod load;
pub mod magnum;
pub mod nodes;
pub mod openshift;
pub(crate) use crate::model::parts;
pub mod pools;
pub mod prefixes;
pub mod public;
pub mod pxe;
pub mod quota;
pub mod range;
pub mod renumber;
pub mod space;
pub mod twins;
pub mod vlans;
pub mod zone;
