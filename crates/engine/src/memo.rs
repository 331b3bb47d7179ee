//! Figures over everything, kept until something changed: a thousand instances with hundreds of checks each are not
//! folded anew for every look at the same page.

use crate::Result;
use model::Time;
use std::{future::Future, sync::Arc, time::Duration};
use tokio::sync::Mutex;

/// How long a figure is kept where no notice says that something changed: verdicts go stale by time alone.
const KEPT_FOR: Duration = Duration::from_secs(5);

/// One figure. While it is made, others who ask for it wait for the same.
#[derive(Debug)]
pub(crate) struct Memo<T>(Mutex<Option<Kept<T>>>);

#[derive(Debug)]
struct Kept<T> {
    /// The latest notice before it was made.
    seq: i64,
    made_at: Time,
    value: Arc<T>,
}

impl<T> Memo<T> {
    pub fn new() -> Self {
        Self(Mutex::new(None))
    }

    /// The figure, made anew where a notice came since or it is older than 5 s. `seq` is the latest notice now: every
    /// change is one (the outbox), and what is made afterwards has seen it.
    pub async fn get(&self, seq: i64, now: Time, make: impl Future<Output = Result<T>>) -> Result<Arc<T>> {
        let mut kept = self.0.lock().await;
        if let Some(known) = kept.as_ref()
            && known.seq == seq
            && known.made_at <= now
            && now.since(known.made_at) < KEPT_FOR
        {
            return Ok(known.value.clone());
        }
        let value = Arc::new(make.await?);
        *kept = Some(Kept { seq, made_at: now, value: value.clone() });
        Ok(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Error;

    const START: Time = Time::from_ms(1_000_000);

    #[tokio::test]
    async fn it_is_made_anew_when_something_changed_or_time_passed() {
        let memo = Memo::new();
        let get = async |seq, after: u64, value: u32| {
            *memo.get(seq, START.plus(Duration::from_secs(after)), async move { Ok(value) }).await.unwrap()
        };
        assert_eq!(get(1, 0, 10).await, 10);
        assert_eq!(get(1, 4, 11).await, 10, "nothing changed");
        assert_eq!(get(2, 4, 12).await, 12, "a notice came");
        assert_eq!(get(2, 9, 13).await, 13, "five seconds passed");
        let earlier = memo.get(2, START, async { Ok(14) }).await.unwrap();
        assert_eq!(*earlier, 14, "a clock that was set back");
    }

    #[tokio::test]
    async fn a_failure_is_not_kept() {
        let memo = Memo::new();
        let failed = memo.get(1, START, async { Err::<u32, _>(Error::not_found("anything")) }).await;
        assert!(failed.is_err());
        assert_eq!(*memo.get(1, START, async { Ok(1) }).await.unwrap(), 1);
    }
}
