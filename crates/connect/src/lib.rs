//! Everything outside: the only room that opens connections to sources.
//!
//! [`source`] is the contract of compliance connectors, [`http`] the one client that they call services with.
//!
//! # Adding a connector
//! 1. A folder `source/<service>/` with a type that implements [`source::Source`] and one that implements
//!    [`source::Account`].
//! 2. A pack `packs/<service>/connector.yaml` that declares its fields, rights and texts.
//!
//! A connector has no loop over pages, no sleep and no retry: it answers for one page, and the engine decides
//! what follows.

pub mod http;
pub mod source;
