//! Which work could not be kept because a disk is full. Known to this process alone: the database may be what has no
//! room, and then cannot say so.

use crate::Error;
use model::InstanceId;
use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard, PoisonError},
};
use store::StoreError;

/// What is said where the database itself has no room.
const DATABASE: &str = "the disk that holds the database is full: nothing more is kept until there is room, and nothing \
     that was is lost; make room, and it goes on by itself";

/// The lanes whose work met a full disk last, and what was said. As many as there are lanes at most.
#[derive(Debug, Default)]
pub(crate) struct FullDisk(Mutex<BTreeMap<String, String>>);

impl FullDisk {
    /// Whether a failure is of a full disk; it is remembered until the lane's work ends otherwise.
    pub fn met(&self, lane: &str, error: &Error) -> bool {
        let Error::Store(error) = error else { return false };
        let full = error.is_disk_full();
        if full {
            let why = match error {
                StoreError::DiskFull { .. } => error.to_string(),
                _ => DATABASE.to_owned(),
            };
            self.lanes().insert(lane.to_owned(), why);
        }
        full
    }

    /// Work of that lane ended, with success or for another reason; whether it had met a full disk before.
    pub fn passed(&self, lane: &str) -> bool {
        self.lanes().remove(lane).is_some()
    }

    /// Whether the last work of that lane met a full disk.
    pub fn has(&self, lane: &str) -> bool {
        self.lanes().contains_key(lane)
    }

    /// What is said of an instance any of whose lanes met one.
    pub fn of(&self, instance: &InstanceId) -> Option<String> {
        let lanes = self.lanes();
        let mut of = lanes.iter().filter(|(lane, _)| {
            lane.strip_prefix(instance.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with(':'))
        });
        of.next().map(|(_, why)| why.clone())
    }

    fn lanes(&self) -> MutexGuard<'_, BTreeMap<String, String>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
