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
    /// Every archive connector that is not paused has its next round waiting, and every step that has rows to drain its
    /// job: a job that was given up is there again.
    pub(crate) async fn schedule_archives(&self) -> Result<()> {
        let now = self.clock.now();
        let mut tx = self.store.read().await?;
        let rounds = tx.jobs().waiting_of(Capture::KIND).await?;
        let compared = tx.jobs().waiting_of(Reconcile::KIND).await?;
        let mut missing = Vec::new();
        for row in tx.archive_instances().list_all(&house()).await? {
            let id = row.id.clone();
            let live = row.deleted_at.is_none() && row.paused_at.is_none();
            let capture = live && !rounds.contains_key(&Capture { instance: id.clone() }.dedupe_key());
            let compare = live && !compared.contains_key(&Reconcile { instance: id.clone() }.dedupe_key());
            let fetch = live && tx.revisions().queued(&id, RevisionState::Fetching).await?.0 > 0;
            let stage = tx.revisions().queued(&id, RevisionState::Captured).await?.0 > 0;
            let deliver = tx.revisions().queued(&id, RevisionState::Staged).await?.0 > 0
                || !tx.deliveries().due_again(&id, now, 1).await?.is_empty();
            if capture || compare || fetch || stage || deliver {
                missing.push((id, [capture, compare, fetch, stage, deliver]));
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
