//! What time, or a death at a bad moment, makes necessary. A reconciler: it takes no input and may run as often as one
//! likes.

use super::{Capture, Deliver, Fetch, Reconcile, Stage};
use crate::{
    Engine, Result,
    access::house,
    jobs::{self, Work},
};
use store::RevisionState;

impl Engine {
    /// Every archive connector that is not paused has its next round waiting or under way, and every step that has rows to
    /// drain its job: a job that was given up is there again.
    pub(crate) async fn schedule_archives(&self) -> Result<()> {
        let now = self.clock.now();
        let mut tx = self.store.read().await?;
        let archives = tx.archive_instances().list_all(&house()).await?;
        if archives.is_empty() {
            return Ok(());
        }
        let mut under_way = Vec::new();
        for kind in [Capture::KIND, Reconcile::KIND, Fetch::KIND, Stage::KIND, Deliver::KIND] {
            under_way.push(tx.jobs().unfinished_of(kind).await?);
        }
        let mut missing = Vec::new();
        for row in archives {
            let id = row.id;
            let live = row.deleted_at.is_none() && row.paused_at.is_none();
            let fetching = tx.revisions().first_queued(&id, RevisionState::Fetching).await?.is_some();
            let captured = tx.revisions().first_queued(&id, RevisionState::Captured).await?.is_some();
            let staged = tx.revisions().first_queued(&id, RevisionState::Staged).await?.is_some()
                || !tx.deliveries().due_again(&id, now, 1).await?.is_empty();
            // In the order of the kinds above; of each, the instance is the key.
            let mut steps = [live, live, live && fetching, captured, staged];
            for (step, keys) in steps.iter_mut().zip(&under_way) {
                *step &= !keys.contains(id.as_str());
            }
            if steps.contains(&true) {
                missing.push((id, steps));
            }
        }
        drop(tx);
        if missing.is_empty() {
            return Ok(());
        }
        let mut tx = self.store.write().await?;
        for (instance, [capture, compare, fetch, stage, deliver]) in missing {
            if capture {
                jobs::enqueue(&mut tx, &Capture { instance: instance.clone() }, now).await?;
            }
            if compare {
                jobs::enqueue(&mut tx, &Reconcile { instance: instance.clone() }, now).await?;
            }
            if fetch {
                jobs::enqueue(&mut tx, &Fetch { instance: instance.clone() }, now).await?;
            }
            if stage {
                jobs::enqueue(&mut tx, &Stage { instance: instance.clone() }, now).await?;
            }
            if deliver {
                jobs::enqueue(&mut tx, &Deliver { instance }, now).await?;
            }
        }
        tx.commit().await?;
        self.nudge.notify_one();
        Ok(())
    }
}
