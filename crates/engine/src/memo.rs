//! Figures over everything, kept until something changed: a thousand instances with hundreds of checks each are not
//! folded anew for every look at the same page.

use crate::Result;
use model::Time;
use std::{
    future::Future,
    sync::{Arc, PoisonError, RwLock},
    time::Duration,
};
use tokio::sync::Mutex;

/// How long a figure is kept where no notice says that something changed: verdicts go stale by time alone.
const KEPT_FOR: Duration = Duration::from_secs(5);
/// How old a figure may be that is given while another is made.
const GIVEN_FOR: Duration = Duration::from_secs(60);

/// One figure. While it is made after a change, others who ask for it wait for the same; while it is made anew only
/// because time passed, they get the one before.
#[derive(Debug)]
pub(crate) struct Memo<T> {
    kept: RwLock<Option<Kept<T>>>,
    making: Mutex<()>,
}

#[derive(Debug, Clone)]
struct Kept<T> {
    /// The latest notice before it was made.
    seq: i64,
    made_at: Time,
    value: Arc<T>,
}

impl<T> Memo<T> {
    pub fn new() -> Self {
        Self { kept: RwLock::new(None), making: Mutex::new(()) }
    }

    /// The figure, made anew where a notice came since or it is older than 5 s. `seq` is the latest notice now: every
    /// change is one (the outbox), and what is made afterwards has seen it.
    pub async fn get(&self, seq: i64, now: Time, make: impl Future<Output = Result<T>>) -> Result<Arc<T>> {
        let making = match self.of(seq, now) {
            Some((value, true)) => return Ok(value),
            Some((value, false)) => match self.making.try_lock() {
                Ok(making) => making,
                Err(_) => return Ok(value),
            },
            None => self.making.lock().await,
        };
        // Who was waited for may have made it.
        if let Some((value, true)) = self.of(seq, now) {
            return Ok(value);
        }
        let value = Arc::new(make.await?);
        let kept = Kept { seq, made_at: now, value: value.clone() };
        *self.kept.write().unwrap_or_else(PoisonError::into_inner) = Some(kept);
        drop(making);
        Ok(value)
    }

    /// The figure that was made after that notice, if there is one that may still be given, and whether it is fresh.
    fn of(&self, seq: i64, now: Time) -> Option<(Arc<T>, bool)> {
        let kept = self.kept.read().unwrap_or_else(PoisonError::into_inner);
        let known = kept.as_ref().filter(|known| known.seq == seq && known.made_at <= now)?;
        let age = now.since(known.made_at);
        (age < GIVEN_FOR).then(|| (known.value.clone(), age < KEPT_FOR))
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
    async fn who_asks_while_it_is_made_waits_after_a_change_and_not_because_time_passed() {
        let memo = Memo::new();
        let later = START.plus(Duration::from_secs(9));
        assert_eq!(*memo.get(1, START, async { Ok(1) }).await.unwrap(), 1);
        let (begun, end) = (tokio::sync::Notify::new(), tokio::sync::Notify::new());
        let slow = async |value: u32| {
            begun.notify_one();
            end.notified().await;
            Ok(value)
        };
        let another = async {
            begun.notified().await;
            let meanwhile = *memo.get(1, later, async { Ok(3) }).await.unwrap();
            end.notify_one();
            meanwhile
        };
        let (made, meanwhile) = tokio::join!(memo.get(1, later, slow(2)), another);
        assert_eq!((*made.unwrap(), meanwhile), (2, 1), "only time passed");

        let others = async |seq, now, other: u32| {
            begun.notified().await;
            end.notify_one();
            *memo.get(seq, now, async move { Ok(other) }).await.unwrap()
        };
        let (made, waited) = tokio::join!(memo.get(2, later, slow(4)), others(2, later, 5));
        assert_eq!((*made.unwrap(), waited), (4, 4), "a notice came");
        let much_later = later.plus(Duration::from_secs(60));
        let (made, waited) = tokio::join!(memo.get(2, much_later, slow(6)), others(2, much_later, 7));
        assert_eq!((*made.unwrap(), waited), (6, 6), "what there was is too old to be given");
    }

    #[tokio::test]
    async fn a_failure_is_not_kept() {
        let memo = Memo::new();
        let failed = memo.get(1, START, async { Err::<u32, _>(Error::not_found("anything")) }).await;
        assert!(failed.is_err());
        assert_eq!(*memo.get(1, START, async { Ok(1) }).await.unwrap(), 1);
    }
}
