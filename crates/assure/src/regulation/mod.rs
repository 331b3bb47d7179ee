//! Regulations: templates of families → controls → actions, one file each.
//!
//! Which actions a control has, the regulation's file decides; the ids that a check `maps` to are facts about
//! other catalogues and decide nothing here.

mod parse;
mod types;

pub use parse::parse;
pub use types::{Control, Family, Regulation};
