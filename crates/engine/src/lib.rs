//! The use-cases: what people, programs and the clock may make the house do.
//!
//! One file per use-case, in the rooms of the people who need them: [`posture`] (connectors, refreshes,
//! verdicts), [`workbench`] (assessments, actions, scores), [`archive`] (items into mailboxes) and [`access`] (who may do
//! what). API, command
//! line and [`jobs`] call the same methods of [`Engine`]. Nothing here speaks HTTP or SQL: `connect` opens
//! connections, `store` keeps, `assure` decides.

mod accepted;
pub mod access;
mod accounts;
pub mod alerts;
pub mod archive;
mod catalog;
mod config;
mod crash;
mod error;
pub mod jobs;
mod leaves;
mod live;
mod memo;
mod names;
pub mod posture;
mod standings;
mod start;
pub mod workbench;

pub use catalog::{LoadedPacks, PackFiles, load_packs, read_folder, shipped_packs, shipped_regulations};
pub use config::{Config, PERSONAL_DATA_DAYS};
pub use error::{Error, FieldProblem, Result, chain};
pub use live::{Change, Topic};
pub use start::{Installation, Parts};

use connect::source::{
    Account, Source,
    archive::{ArchiveAccount, ArchiveSource},
};
use model::{Clock, ConnectorId, Random};
use std::{collections::BTreeMap, sync::Arc};
use store::Store;

/// Everything that a use-case needs, made once at the start.
pub struct Engine {
    pub(crate) store: Store,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) random: Arc<dyn Random>,
    /// What is loaded, with the checks that count.
    pub(crate) catalog: accepted::Accepted,
    /// Files of packs and regulations that were refused: a check that is not there may have failed.
    pub(crate) pack_problems: Vec<String>,
    pub(crate) sources: BTreeMap<ConnectorId, Arc<dyn Source>>,
    pub(crate) accounts: accounts::Accounts<dyn Account>,
    pub(crate) archive_sources: BTreeMap<ConnectorId, Arc<dyn ArchiveSource>>,
    pub(crate) archive_accounts: accounts::Accounts<dyn ArchiveAccount>,
    pub(crate) config: Config,
    pub(crate) live: live::Live,
    /// Wakes the job runner as soon as something was enqueued here; polling is the safety net.
    pub(crate) nudge: tokio::sync::Notify,
    /// Work that met a full disk.
    pub(crate) full_disk: jobs::FullDisk,
    /// What many open pages ask for at once.
    pub(crate) figures: memo::Memo<workbench::Figures>,
}
