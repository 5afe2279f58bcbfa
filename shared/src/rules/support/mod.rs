//! What several rules need.

pub mod bridges;
pub mod ceph;
pub mod edit;
pub mod gather;
pub mod inside;
pub mod layers;
pub mod load;
pub mod magnum;
pub mod nodes;
pub mod pools;
pub mod parts;
pub mod pxe;
pub mod quota;
pub mod range;
pub mod renumber;
pub mod space;
