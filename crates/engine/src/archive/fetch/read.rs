//! Reading one file from the source: into memory where it is small, sealed as it comes where it is not.

use crate::{
    Engine,
    crash::crash_point,
    jobs::Failure,
    posture::{SetFailure, quota::Permits, read_set::RetryAt},
};
use connect::source::archive::{ArchiveAccount, FileAnswer, FileBytes};
use model::Time;
use store::{ArchiveFileRow, Digests, Sealed};
use tokio::sync::{Mutex, Semaphore};

/// Bytes of the largest file that is held in memory, to be packed with others.
pub(super) const SMALL_BYTES_MAX: usize = 1 << 20;
/// Larger files that come at the same time: each takes about ten MiB of memory, however large it is.
const LARGE_IN_FLIGHT: usize = 2;
/// Bytes by which an image is told.
const HEAD_BYTES: usize = 16;

/// What became of one file.
pub(super) enum Ended {
    Whole {
        digests: Digests,
        image: Option<&'static str>,
        body: Body,
    },
    /// The source says definitely that it cannot be had.
    Gone {
        why: String,
    },
    Later {
        why: String,
        at: Option<Time>,
    },
}

/// A file's bytes.
pub(super) enum Body {
    Small(Vec<u8>),
    /// They lie in the blob store, uncommitted.
    Sealed(Sealed),
}

/// Reads files of one account, several at a time.
pub(super) struct Reader<'a> {
    engine: &'a Engine,
    account: &'a dyn ArchiveAccount,
    permits: Mutex<Permits<'a>>,
    large: Semaphore,
}

impl<'a> Reader<'a> {
    pub fn new(engine: &'a Engine, account: &'a dyn ArchiveAccount, permits: Permits<'a>) -> Self {
        Self { engine, account, permits: Mutex::new(permits), large: Semaphore::new(LARGE_IN_FLIGHT) }
    }

    /// Gives back the permits that were not used.
    pub async fn settle(self) {
        self.permits.into_inner().settle().await;
    }

    /// One file.
    ///
    /// # Errors
    /// What is wrong here; what is wrong at the source is [`Ended::Later`].
    pub async fn read(&self, file: &ArchiveFileRow) -> Result<Ended, Failure> {
        // Before it is asked for: a source does not wait long for somebody who does not read.
        let is_small = file.attachment.size.is_some_and(|size| size <= SMALL_BYTES_MAX as u64);
        let large = if is_small { None } else { self.large.acquire().await.ok() };
        let class = self.account.class();
        if let Err(failure) = self.permits.lock().await.one(class).await {
            return Ok(later(failure));
        }
        match self.account.file(&file.attachment).await {
            Ok(FileAnswer::Bytes(bytes)) => {
                let ended = self.body(bytes).await;
                drop(large);
                ended
            }
            Ok(FileAnswer::Gone(absence)) => Ok(Ended::Gone { why: absence.message }),
            Err(error) => {
                self.permits.lock().await.failed(class, &error).await;
                Ok(later(SetFailure::of(&error, self.engine.clock.now())))
            }
        }
    }

    async fn body(&self, mut bytes: Box<dyn FileBytes>) -> Result<Ended, Failure> {
        let mut held = Vec::new();
        let mut writer = None;
        loop {
            let some = match bytes.next().await {
                Ok(Some(some)) => some,
                Ok(None) => break,
                Err(error) => return Ok(later(SetFailure::of(&error, self.engine.clock.now()))),
            };
            let rest = HEAD_BYTES.saturating_sub(held.len());
            match &mut writer {
                None if held.len() + some.len() <= SMALL_BYTES_MAX => held.extend_from_slice(&some),
                None => {
                    let mut begun = self.engine.store.blobs().stream().await?;
                    begun.write(&held).await?;
                    begun.write(&some).await?;
                    held.extend(some.iter().take(rest));
                    held.truncate(HEAD_BYTES);
                    held.shrink_to_fit();
                    writer = Some(begun);
                }
                Some(writer) => writer.write(&some).await?,
            }
        }
        let image = archive::image_type(held.get(..HEAD_BYTES).unwrap_or(&held));
        let Some(writer) = writer else {
            crash_point("archive.fetch.read");
            return Ok(Ended::Whole { digests: Digests::of(&held), image, body: Body::Small(held) });
        };
        let digests = writer.digests()?;
        crash_point("archive.fetch.read");
        let sealed = writer.finish().await?;
        Ok(Ended::Whole { digests, image, body: Body::Sealed(sealed) })
    }
}

fn later(failure: SetFailure) -> Ended {
    let at = match failure.retry {
        Some(RetryAt::Told(at)) => Some(at),
        _ => None,
    };
    Ended::Later { why: failure.detail, at }
}
