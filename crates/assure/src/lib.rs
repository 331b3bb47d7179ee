//! The room that judges: what was read → checks → outcomes → statuses → scores. Pure: it opens no file and
//! no connection, reads no clock, and says the same for the same input every time.
//!
//! - [`pack`]: texts of packs and regulations → a [`Catalog`], with every problem named by file and line.
//! - [`check`]: one check's format, its lints, its evaluation ([`Judge`]).
//! - [`status`]: an outcome as it stands at a moment, and the fold to an action's test status.
//! - [`score`]: points, percentages and coverage of assessments and of the organisation.
//! - [`baseline`]: a customer's own baseline → parameters that it would set.
//! - [`regulation`]: families → controls → actions.

pub mod baseline;
pub mod check;
pub mod drift;
pub mod pack;
pub mod regulation;
pub mod score;
pub mod status;

pub use check::{Check, Judge, Read, ReadType, SignalPath, affected};
pub use pack::{Action, Catalog, ConnectorInfo, Loaded, Problem, RightInfo, SourceFile, load};
