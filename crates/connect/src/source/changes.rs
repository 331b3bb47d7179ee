//! What a service's own log says of changes, for services and accounts that push nothing.

use super::{Allowance, Cursor, Notice};
use model::Absence;

/// What asking for changes came to.
#[derive(Debug, Clone, PartialEq)]
pub enum Changes {
    /// This service keeps no log that could be asked.
    NotSupported,
    /// It does, but not for these credentials.
    Absent(Absence),
    /// One page of entries, in the service's order. An entry that is given twice has the same digest.
    Page(ChangesPage),
}

/// One page of a log of changes.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ChangesPage {
    pub notices: Vec<Notice>,
    /// `None` when there is no more.
    pub next: Option<Cursor>,
    pub allowance: Option<Allowance>,
}
