//! The sequencer: numbers leaves and signs the log's head, in batches, within a second.
//!
//! Of all processes on one database one sequences at a time: the lease carries a fence, and a head that is
//! signed under an older fence is refused by the store.

use crate::{Engine, Error, Result, chain};
use ledger::{Checkpoint, Frontier, SigningKey};
use std::{sync::Arc, time::Duration};
use store::CheckpointRow;
use tokio::sync::watch;

/// How often unsequenced leaves are looked for.
const PERIOD: Duration = Duration::from_millis(400);
/// How long a sequencer that fell silent is waited for.
const LEASE: Duration = Duration::from_secs(10);
/// Leaves of one batch.
const BATCH: u32 = 500;

pub(super) async fn run(engine: Arc<Engine>, mut stop: watch::Receiver<bool>) {
    while !*stop.borrow() {
        match engine.sequence().await {
            Ok(count) if count == BATCH as usize => continue,
            Ok(_) => {}
            Err(error) => tracing::error!(error = chain(&error), "the ledger could not be sequenced"),
        }
        tokio::select! {
            () = tokio::time::sleep(PERIOD) => {}
            _ = stop.changed() => {}
        }
    }
}

impl Engine {
    /// Numbers one batch of leaves and signs the head over them. Returns how many there were.
    pub(crate) async fn sequence(&self) -> Result<usize> {
        if self.store.read().await?.ledger().unsequenced(1).await?.is_empty() {
            return Ok(0);
        }
        let mut tx = self.store.write().await?;
        let Some(fence) = tx.ledger().lease(&self.config.node, LEASE).await? else { return Ok(0) };
        let leaves = tx.ledger().unsequenced(BATCH).await?;
        let mut frontier = match tx.ledger().latest_checkpoint().await? {
            Some(row) => Frontier::from_bytes(&row.frontier)
                .map_err(|error| Error::Internal(format!("the ledger's frontier is damaged: {error}")))?,
            None => Frontier::new(),
        };
        let first = frontier.size();
        let numbered: Vec<_> = leaves.iter().map(|leaf| leaf.id.clone()).collect();
        for leaf in &leaves {
            frontier.append(leaf.leaf_hash);
        }
        tx.ledger().assign(fence, first, &numbered).await?;
        let (origin, key) = self.log_key(&mut tx).await?;
        let checkpoint = Checkpoint { origin, size: frontier.size(), root: frontier.root() };
        let note = ledger::sign(&checkpoint, &key)
            .map_err(|error| Error::Internal(format!("the head could not be signed: {error}")))?;
        let row = CheckpointRow {
            size: checkpoint.size,
            root: checkpoint.root,
            frontier: frontier.to_bytes(),
            note,
            at: self.clock.now(),
        };
        tx.ledger().put_checkpoint(fence, &row).await?;
        tx.commit().await?;
        Ok(leaves.len())
    }

    async fn log_key(&self, tx: &mut store::Tx) -> Result<(String, SigningKey)> {
        let installation = tx.installation().get().await?;
        let Some(key) = &installation.signing_key else {
            return Err(Error::Internal("this installation has no key to sign its log with".into()));
        };
        let sealed = tx.vault().open(key).await?;
        let key = SigningKey::from_secret(&sealed)
            .map_err(|error| Error::Internal(format!("the log's key cannot be used: {error}")))?;
        Ok((installation.origin, key))
    }
}
