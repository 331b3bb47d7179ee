//! The tail of the outbox: what changed, here or on another node, told to the pages open here.

use crate::{Change, Engine};
use std::{sync::Arc, time::Duration};
use tokio::sync::watch;

/// How long a change may wait before the open pages hear of it.
const PERIOD: Duration = Duration::from_millis(200);
/// Rows of one look.
const BATCH: u32 = 200;

pub(super) async fn run(engine: Arc<Engine>, mut stop: watch::Receiver<bool>) {
    let mut position = None;
    while !*stop.borrow() {
        if let Err(error) = follow(&engine, &mut position).await {
            tracing::error!(%error, "the outbox cannot be read");
        }
        tokio::select! {
            () = tokio::time::sleep(PERIOD) => {}
            _ = stop.changed() => {}
        }
    }
}

async fn follow(engine: &Engine, position: &mut Option<i64>) -> Result<(), store::StoreError> {
    let mut tx = engine.store.read().await?;
    let Some(after) = *position else {
        // Pages that open read everything: only what comes from now on is news to them.
        *position = Some(tx.outbox().latest().await?);
        return Ok(());
    };
    for row in tx.outbox().after(after, BATCH).await? {
        *position = Some(row.seq);
        match serde_json::from_value::<Change>(row.subject) {
            Ok(change) => engine.live.tell(change),
            Err(error) => tracing::error!(%error, seq = row.seq, "an outbox row is not a change"),
        }
    }
    Ok(())
}
