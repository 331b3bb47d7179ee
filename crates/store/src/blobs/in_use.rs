//! Which segments this process may still commit, however long that takes.
//!
//! A segment's age is told by its id, which is made when writing begins; a big file from a slow source may take longer
//! than an orphan's grace. So what is being written, or was sealed and is still held, is no orphan.

use super::sweep::{GRACE, made_at};
use model::{Clock, SegmentId, Time};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

/// What was let go sooner than this after it was begun has nearly its whole grace before it, and need not be remembered.
const BRIEF: Duration = Duration::from_secs(3_600);

/// The segments in use. Clones share them.
#[derive(Clone)]
pub(super) struct InUse {
    clock: Arc<dyn Clock>,
    /// Since when nobody holds it any more, of what was held for long.
    held: Arc<Mutex<HashMap<SegmentId, Option<Time>>>>,
}

/// One segment in use, until this is dropped.
pub(super) struct Held {
    of: InUse,
    segment: SegmentId,
}

impl InUse {
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self { clock, held: Arc::default() }
    }

    pub fn hold(&self, segment: &SegmentId) -> Held {
        self.with(|held| held.insert(segment.clone(), None));
        Held { of: self.clone(), segment: segment.clone() }
    }

    /// Whether a transaction may still commit it.
    pub fn may_be_committed(&self, segment: &SegmentId, now: Time) -> bool {
        self.with(|held| match held.get(segment) {
            None => false,
            Some(None) => true,
            Some(Some(since)) if now.since(*since) < GRACE => true,
            Some(Some(_)) => held.remove(segment).is_none(),
        })
    }

    fn with<T>(&self, change: impl FnOnce(&mut HashMap<SegmentId, Option<Time>>) -> T) -> T {
        change(&mut self.held.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        let now = self.of.clock.now();
        let brief = made_at(&self.segment).is_some_and(|made| now.since(made) < BRIEF);
        self.of.with(|held| match brief {
            true => held.remove(&self.segment),
            false => held.insert(self.segment.clone(), Some(now)),
        });
    }
}
