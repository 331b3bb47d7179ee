//! Sending messages: at least once each, with the same id in each try; in growing pauses, and given up after a day.

use super::{
    message::Body,
    targets::{self, Place},
};
use crate::{
    Engine, Error, Result, Topic,
    crash::crash_point,
    jobs::{self, Claimed, Failure, Work},
};
use async_trait::async_trait;
use connect::notify::NotifyError;
use model::{DeliveryId, Random, Secret, TargetId};
use serde::{Deserialize, Serialize};
use std::{sync::Arc, time::Duration};
use store::{DeliveryRow, DeliveryState, TargetRow};

/// The pauses between tries, in seconds: a receiver that was down for a night gets its messages, and what was not
/// taken for a day is given up.
const PAUSES_S: &[u64] = &[5, 30, 120, 600, 1800, 3600, 7200, 14_400, 28_800, 28_800];
/// A pause is so many percent of what stands above, by chance, so that messages that failed together do not come
/// together again.
const JITTER_PERCENT: std::ops::RangeInclusive<u64> = 80..=120;

/// One try of one message.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Deliver {
    delivery: DeliveryId,
    target: TargetId,
    /// How many tries there were before it.
    attempts: u32,
}

impl Deliver {
    pub(super) fn of(row: &DeliveryRow) -> Self {
        Self { delivery: row.id.clone(), target: row.target.clone(), attempts: row.attempts }
    }
}

#[async_trait]
impl Work for Deliver {
    const KIND: &'static str = "deliver";

    fn dedupe_key(&self) -> String {
        format!("{}:{}", self.delivery, self.attempts)
    }

    /// One message to a target at a time, the earliest first.
    fn lane(&self) -> String {
        format!("target:{}", self.target)
    }

    async fn run(self, engine: &Arc<Engine>, job: &Claimed) -> Result<(), Failure> {
        let mut tx = engine.store.read().await?;
        let row = tx.notifications().get(&self.delivery).await?;
        let Some(mut row) =
            row.filter(|row| row.state == DeliveryState::Waiting && row.attempts == self.attempts)
        else {
            drop(tx);
            return job.complete_alone(engine).await;
        };
        let target = tx.notifications().target(&self.target).await?;
        drop(tx);
        let sent = match &target {
            Some(target) => engine.send(target, &row).await?,
            None => Err(NotifyError::Settings("The target was removed before the message was sent.".into())),
        };
        crash_point("deliver.sent");

        let now = engine.clock.now();
        let mut tx = job.write(engine).await?;
        row.attempts += 1;
        row.at = now;
        match sent {
            Ok(()) => (row.state, row.error) = (DeliveryState::Sent, None),
            Err(error) => {
                tracing::warn!(target = %row.target, delivery = %row.id, %error, "a message was not sent");
                row.error = Some(error.to_string());
                match pause(row.attempts, engine.random.as_ref()).filter(|_| !error.is_final()) {
                    Some(pause) => {
                        row.at = now.plus(pause);
                        jobs::enqueue(&mut tx, &Deliver::of(&row), row.at).await?;
                    }
                    None => row.state = DeliveryState::Dead,
                }
            }
        }
        tx.notifications().update(&row).await?;
        engine.changed(&mut tx, Topic::Alert, None);
        job.complete(&mut tx).await?;
        Ok(tx.commit().await?)
    }
}

impl Engine {
    /// One try. What our own store cannot give is an error; what the target does not take is the inner one.
    async fn send(&self, target: &TargetRow, row: &DeliveryRow) -> Result<Result<(), NotifyError>> {
        let body: Body = serde_json::from_value(row.body.clone()).map_err(|error| {
            Error::Internal(format!("a message is not in the form it was kept in: {error}"))
        })?;
        let secret = match &target.secret {
            Some(id) => Some(self.open_target_secret(id).await?),
            None => None,
        };
        let place = match self.place(target, secret.as_ref()) {
            Ok(place) => place,
            Err(problem) => return Ok(Err(NotifyError::Settings(problem))),
        };
        crash_point("deliver.sending");
        let id = row.id.as_str();
        Ok(match place {
            Place::Webhook(webhook, secret) => {
                webhook.send(&secret, id, self.clock.now(), body.payload(&row.what, row.created_at)).await
            }
            Place::Mail(smtp, from, to) => {
                let id = format!("{id}@{}", smtp.greeting);
                let (at, subject, text) = (row.created_at, body.subject, body.text);
                smtp.send(&connect::notify::Mail { id, at, from, to, subject, text }).await
            }
        })
    }

    async fn open_target_secret(&self, id: &model::SecretId) -> Result<Secret> {
        Ok(self.store.read().await?.vault().open(id).await?)
    }

    fn place(&self, target: &TargetRow, secret: Option<&Secret>) -> Result<Place, String> {
        targets::place(target, secret, &self.config)
    }
}

/// How long until the next try after so many; none when it is given up.
fn pause(attempts: u32, random: &dyn Random) -> Option<Duration> {
    let base_s = PAUSES_S.get(usize::try_from(attempts.checked_sub(1)?).ok()?)?;
    let mut bits = [0u8; 8];
    random.fill(&mut bits);
    let (low, high) = JITTER_PERCENT.into_inner();
    let percent = low + u64::from_le_bytes(bits) % (high - low + 1);
    Some(Duration::from_millis(base_s * 10 * percent))
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::SeededRandom;

    #[test]
    fn pauses_grow_scatter_and_end() {
        let random = SeededRandom::new(3);
        let mut seen = std::collections::BTreeSet::new();
        for attempts in 1..=PAUSES_S.len() {
            let base = Duration::from_secs(PAUSES_S[attempts - 1]);
            for _ in 0..50 {
                let pause = pause(u32::try_from(attempts).unwrap(), &random).unwrap();
                assert!(pause >= base * 4 / 5 && pause <= base * 6 / 5, "{attempts}: {pause:?}");
                seen.insert((attempts, pause));
            }
        }
        assert!(seen.len() > 200, "they scatter");
        assert_eq!(pause(0, &random), None);
        assert_eq!(pause(u32::try_from(PAUSES_S.len()).unwrap() + 1, &random), None);
        let day: u64 = PAUSES_S.iter().sum();
        assert!((20 * 3600..26 * 3600).contains(&day), "{day} s");
    }
}
