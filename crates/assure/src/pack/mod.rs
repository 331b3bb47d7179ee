//! Packs: folders of YAML that say what a service's connector reads, what is checked and what can be done.
//!
//! `PACK/connector.yaml` is the connector, `PACK/checks/*.yaml` one check each, `PACK/actions/*.yaml` one
//! improvement action each. A file that is wrong is left out and its problems are named by file and line; the
//! others load.

pub(crate) mod action;
mod archive;
mod catalog;
mod connector;
mod keys;
mod load;
mod sign_in;
mod source;
pub(crate) mod yaml;

pub use action::{Action, OWN_POINTS};
pub use archive::{ArchiveInfo, ArchivePolling, ConnectorKind, KindInfo, MessagesInfo};
pub use catalog::Catalog;
pub use connector::{
    BaselinesInfo, CallInfo, ConnectorInfo, EventsInfo, NamesInfo, PeopleInfo, Polling, ReadInfo, RightInfo,
    SignalInfo, Terms,
};
pub use keys::{KnownKeys, UnknownKey};
pub use load::load;
pub use sign_in::{AuthMethod, Choice, Field, Generated};
pub use source::{Loaded, Problem, SourceFile};
pub use yaml::FILE_BYTES_MAX;
