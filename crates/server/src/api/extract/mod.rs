//! What comes in, read into types; what cannot be read is answered in our words, naming the field.

mod body;
mod caller;
mod path;
mod query;
mod words;

pub use body::{Input, Raw, Upload};
pub use caller::{Caller, Peer};
pub use path::Id;
pub use query::Params;
