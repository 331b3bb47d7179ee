//! What changed, told to the pages that are open.
//!
//! A change is written to the outbox in the transaction that makes it; each node tails the outbox and
//! broadcasts what it finds, so that a page follows a change that another node made.

use model::{InstanceId, Time};
use serde::{Deserialize, Serialize};
use tokio::sync::broadcast;

/// Changes that a slow page may fall behind by before it is told to read everything again.
const BACKLOG_CHANGES: usize = 256;

/// What kind of thing changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Topic {
    Outcome,
    Run,
    Instance,
    Assessment,
    Status,
    Event,
    /// A verdict went stale: time passed a boundary.
    Stale,
    /// An alert, or what was told of one.
    Alert,
    /// An archive connector, or what it archived.
    Archive,
}

impl Topic {
    pub fn as_str(self) -> &'static str {
        match self {
            Topic::Outcome => "outcome",
            Topic::Run => "run",
            Topic::Instance => "instance",
            Topic::Assessment => "assessment",
            Topic::Status => "status",
            Topic::Event => "event",
            Topic::Stale => "stale",
            Topic::Alert => "alert",
            Topic::Archive => "archive",
        }
    }
}

/// One change, without its content: a page reads again what it shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    pub topic: Topic,
    pub instance: Option<InstanceId>,
    pub at: Time,
}

#[derive(Debug)]
pub(crate) struct Live(broadcast::Sender<Change>);

impl Live {
    pub fn new() -> Self {
        Self(broadcast::Sender::new(BACKLOG_CHANGES))
    }
    /// Tells every open page of this node; nobody listening is no error.
    pub fn tell(&self, change: Change) {
        let _ = self.0.send(change);
    }
    pub fn listen(&self) -> broadcast::Receiver<Change> {
        self.0.subscribe()
    }
}
