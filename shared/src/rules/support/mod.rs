//! What several rules need.

pub mod bridges;
pub mod edit;
pub mod gather;
pub mod load;
pub mod pxe;
pub mod range;
pub mod renumber;
pub mod space;
