//! Regulations: templates of families → controls → actions, one file each.
//!
//! Which actions a control has, the regulation's file decides; the ids that a check `maps` to are facts about
//! other catalogues and decide nothing here. [`load`] reads the files; each problem is named by file and line.

mod file;
mod load;
mod parse;
mod types;

pub use load::load;
pub use parse::{Parsed, parse};
pub use types::{Control, Family, Regulation};
