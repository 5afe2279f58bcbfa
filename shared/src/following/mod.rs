//! A lab that is edited in one place and checked in another, as the page does with a worker: what the one tells the other, and is answered.
//!
//! The follower is told the lab's text once and then each edit. It answers with what differs from its last answer, so that neither an edit nor an
//! answer costs more in a large lab than in a small one. Both sides must take every message, in order.

mod edit;
mod follower;
mod message;
mod proposal;
mod report_change;

pub use edit::Edit;
pub use follower::Follower;
pub use message::{Answer, Message, News, Reply, Told};
pub use proposal::Proposal;
pub use report_change::{Piece, ReportChange};
