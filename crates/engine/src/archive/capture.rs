//! Capturing: the source's streams are drained one after another, page by page; each page commits with the moved
//! position.

use super::{Deliver, Stage, settings::ArchiveSettings};
use crate::{
    Engine, Topic,
    crash::crash_point,
    jobs::{self, Claimed, Failure, Work},
    posture::{SetFailure, quota::Permits, read_set::RetryAt},
};
use async_trait::async_trait;
use connect::source::{
    Cursor,
    archive::{ArchiveAccount, CapturePage, Stream},
};
use model::{InstanceId, Time};
use serde::{Deserialize, Serialize};
use std::{sync::Arc, time::Duration};
use store::{ArchiveInstanceRow, PositionRow, RevisionState};

/// Pages of one stream in one round; what is left is read in the next, which follows at once.
const PAGES_MAX: usize = 400;
/// Tries of one page before the round is given up until later.
const TRIES_MAX: u32 = 4;
/// The longest wait within a round that a service may ask for.
const WAIT_MAX: Duration = Duration::from_secs(10);
/// Between two rounds of the streams that are nets under the others.
const DAILY: Duration = Duration::from_secs(24 * 60 * 60);
/// The first pause after a round that failed in passing.
const AGAIN_AFTER: Duration = Duration::from_secs(30);
/// The pause after a round that fails until somebody mends something.
const REST_AFTER_FAILURE: Duration = Duration::from_secs(15 * 60);
/// Revisions that may wait to be staged before no more are captured: what they take lies in the database meanwhile.
const BACKLOG_MAX: u64 = 20_000;
/// How soon it is looked again whether there is room.
const BACKLOG_PAUSE: Duration = Duration::from_secs(2);
/// How soon it is looked again whether the disk has room.
const STALLED_PAUSE: Duration = Duration::from_secs(15);

/// One round over an archive connector's streams.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Capture {
    pub instance: InstanceId,
}

/// How a round ended.
enum Round {
    /// All streams are at their ends.
    Whole,
    /// There is more.
    More,
    /// No room for more at present.
    Full(Duration),
}

#[async_trait]
impl Work for Capture {
    const KIND: &'static str = "archive_capture";

    fn dedupe_key(&self) -> String {
        self.instance.to_string()
    }

    fn lane(&self) -> String {
        format!("{}:capture", self.instance)
    }

    async fn run(self, engine: &Arc<Engine>, job: &Claimed) -> Result<(), Failure> {
        let Some(row) = engine.store.read().await?.archive_instances().get(&self.instance).await? else {
            return job.complete_alone(engine).await;
        };
        if row.paused_at.is_some() {
            return job.complete_alone(engine).await;
        }
        let settings = ArchiveSettings::of_row(&row)?;
        let round = engine.capture_round(&row, &settings, job).await?;
        let now = engine.clock.now();
        let mut tx = job.write(engine).await?;
        let next = match &round {
            Ok(Round::Whole) => {
                tx.archive_instances().set_asked(&row.id, now).await?;
                now.plus(Duration::from_secs(settings.every_s.into()))
            }
            Ok(Round::More) => {
                tx.archive_instances().set_asked(&row.id, now).await?;
                now
            }
            Ok(Round::Full(pause)) => now.plus(*pause),
            Err(failure) => {
                tracing::warn!(instance = %row.id, detail = failure.detail, "the archive's source could not be asked");
                tx.archive_instances().set_failing(&row.id, now, &failure.detail).await?;
                match failure.retry {
                    Some(RetryAt::Told(at)) => at.max(now.plus(AGAIN_AFTER)),
                    Some(RetryAt::Backoff) => now.plus(AGAIN_AFTER),
                    None => now.plus(REST_AFTER_FAILURE),
                }
            }
        };
        jobs::enqueue(&mut tx, &self, next).await?;
        if row.failure.is_some() != round.is_err() || row.asked_at.is_none() {
            engine.changed(&mut tx, Topic::Archive, Some(&row.id));
        }
        job.complete(&mut tx).await?;
        tx.commit().await?;
        engine.nudge.notify_one();
        Ok(())
    }
}

impl Engine {
    async fn capture_round(
        &self,
        row: &ArchiveInstanceRow,
        settings: &ArchiveSettings,
        job: &Claimed,
    ) -> Result<Result<Round, SetFailure>, Failure> {
        let account = match self.archive_account(row).await? {
            Ok(account) => account,
            Err(failure) => return Ok(Err(failure)),
        };
        let mut permits = self.archive_permits(row)?;
        let mut asking = Asking { engine: self, row, settings, account, job };
        let mut round = Ok(Round::Whole);
        for stream in Stream::ALL {
            if stream == Stream::Messages && !settings.has_messages() {
                continue;
            }
            match asking.drain(stream, &mut permits).await? {
                Ok(Round::Whole) => {}
                ended => {
                    round = ended;
                    break;
                }
            }
        }
        permits.settle().await;
        Ok(round)
    }

    /// Why nothing more can be captured for now, as the pause until it is looked at again.
    async fn no_room(&self, instance: &InstanceId) -> Result<Option<Duration>, Failure> {
        let mut tx = self.store.read().await?;
        let Some(row) = tx.archive_instances().get(instance).await? else { return Ok(None) };
        if row.stalled.is_some() {
            return Ok(Some(STALLED_PAUSE));
        }
        let waiting = tx.revisions().queued(instance, RevisionState::Captured).await?;
        let fetching = tx.revisions().queued(instance, RevisionState::Fetching).await?;
        Ok((waiting + fetching > BACKLOG_MAX).then_some(BACKLOG_PAUSE))
    }
}

struct Asking<'a> {
    engine: &'a Engine,
    row: &'a ArchiveInstanceRow,
    settings: &'a ArchiveSettings,
    account: Arc<dyn ArchiveAccount>,
    job: &'a Claimed,
}

impl Asking<'_> {
    /// Reads a stream to its end, keeping each page.
    async fn drain(
        &mut self,
        stream: Stream,
        permits: &mut Permits<'_>,
    ) -> Result<Result<Round, SetFailure>, Failure> {
        let engine = self.engine;
        let mut at =
            engine.store.read().await?.archive_instances().position(&self.row.id, stream.as_str()).await?;
        let daily = matches!(stream, Stream::Groups | Stream::Deletions);
        let now = engine.clock.now();
        if daily && at.position.is_some() && at.done_at.is_some_and(|done| now.since(done) < DAILY) {
            return Ok(Ok(Round::Whole));
        }
        for _ in 0..PAGES_MAX {
            if let Some(pause) = engine.no_room(&self.row.id).await? {
                return Ok(Ok(Round::Full(pause)));
            }
            let begun = engine.clock.now();
            let page = match self.page(stream, &at, permits).await {
                Ok(page) => page,
                Err(failure) => return Ok(Err(failure)),
            };
            if let Some(other) = page.account.as_ref().filter(|other| **other != self.row.account_id) {
                return Ok(Err(SetFailure::other_account(other, &self.row.account_id)));
            }
            if !page.done && page.position.as_ref().map(Cursor::as_str) == at.position.as_deref() {
                let detail =
                    "The source gave a page again that it had given before; it is asked again later.";
                return Ok(Err(SetFailure {
                    detail: detail.to_owned(),
                    retry: Some(RetryAt::Backoff),
                    refused: false,
                }));
            }
            let done = page.done;
            at = PositionRow {
                position: page.position.as_ref().map(|position| position.as_str().to_owned()),
                // The next round of a daily stream is a day after this one began.
                done_at: if done { Some(begun) } else { None },
                absent: page.absent.clone(),
            };
            self.keep(stream, page, &at).await?;
            if done {
                return Ok(Ok(Round::Whole));
            }
        }
        Ok(Ok(Round::More))
    }

    /// One page, tried again while it fails in passing.
    async fn page(
        &self,
        stream: Stream,
        at: &PositionRow,
        permits: &mut Permits<'_>,
    ) -> Result<CapturePage, SetFailure> {
        let wanted = self.settings.wanted();
        let cursor = at.position.as_deref().map(Cursor::new);
        let class = self.account.class();
        let mut pause = self.engine.config.retry_pause;
        for tried in 1.. {
            permits.one(class).await?;
            let error = match self.account.page(stream, &wanted, cursor.as_ref()).await {
                Ok(page) => {
                    permits.said(class, page.allowance);
                    return Ok(page);
                }
                Err(error) => error,
            };
            permits.failed(class, &error).await;
            let now = self.engine.clock.now();
            let wait = error.retry_at(now).map_or(pause, |until| until.since(now));
            if !error.is_transient() || tried >= TRIES_MAX || wait > WAIT_MAX {
                return Err(SetFailure::of(&error, now));
            }
            tokio::time::sleep(wait).await;
            pause *= 2;
        }
        unreachable!("the loop returns at its last try")
    }

    /// Keeps a page with its position, and has what it makes necessary done.
    async fn keep(&self, stream: Stream, page: CapturePage, to: &PositionRow) -> Result<(), Failure> {
        let engine = self.engine;
        crash_point("archive.capture.read");
        let now: Time = engine.clock.now();
        for warning in &page.warnings {
            tracing::warn!(instance = %self.row.id, stream = stream.as_str(), warning, "said while capturing");
        }
        let mut tx = self.job.write(engine).await?;
        let kept = engine.keep_page(&mut tx, self.row, self.settings, page, now).await?;
        tx.archive_instances().set_position(&self.row.id, stream.as_str(), to).await?;
        crash_point("archive.capture.kept");
        if kept.fetching {
            jobs::enqueue(&mut tx, &super::Fetch { instance: self.row.id.clone() }, now).await?;
        }
        if kept.captured {
            jobs::enqueue(&mut tx, &Stage { instance: self.row.id.clone() }, now).await?;
        }
        if kept.released {
            jobs::enqueue(&mut tx, &Deliver { instance: self.row.id.clone() }, now).await?;
        }
        tx.commit().await?;
        crash_point("archive.capture.committed");
        if kept.fetching || kept.captured || kept.released {
            engine.nudge.notify_one();
        }
        Ok(())
    }
}
