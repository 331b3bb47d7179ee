//! The vault's keys: sealing, and the file of the master key.

mod key;
mod seal;

pub(crate) use key::{MasterKey, make_private_file};
pub(crate) use seal::{Key, open, seal};
