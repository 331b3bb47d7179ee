//! A delivery of a service's events: verified, kept as evidence, answered at once. What it says decides no
//! verdict: it only means that some sets are to be read again.

use super::{
    Refresh,
    personal::{PERSONAL, withheld},
};
use crate::{Engine, Error, Result, Topic, jobs};
use connect::source::{Delivery, DeliveryError, Notice, RawDelivery};
use ledger::{LeafKind, Subject};
use model::{ConnectorId, EventId, InstanceId, SetName, SignalName, Time};
use serde_json::{Value, json};
use std::{collections::BTreeSet, time::Duration};
use store::{EventRow, InstanceRow, Tx};

/// How long a run waits for more events of the same change before it reads.
const SETTLE: Duration = Duration::from_millis(1_500);

/// What to answer the service.
#[derive(Debug, Clone, PartialEq)]
pub enum Received {
    /// Answer 200 with this JSON.
    Answer(Value),
    /// Answer 204: taken, or taken before.
    Taken,
}

impl Engine {
    /// Takes one delivery for an instance. Needs no sign-in: the signature is the proof.
    ///
    /// # Errors
    /// `NotFound` for an unknown instance or one without a secret, `Unauthenticated` when the sender could not
    /// be verified, `Invalid` for what is verified but not usable or about another account. Nothing is read again
    /// after any of them.
    pub async fn receive_delivery(
        &self,
        connector: &ConnectorId,
        instance: &InstanceId,
        delivery: RawDelivery,
    ) -> Result<Received> {
        let row = self.instance_row(instance).await?;
        if row.connector != *connector {
            return Err(Error::not_found(format!("{connector} connector {instance}")));
        }
        let Some(secret) = &row.event_secret else { return Err(Error::not_found("event subscription")) };
        let secret = self.store.read().await?.vault().open(secret).await?;
        let now = self.clock.now();
        let notice = match self.source(&row.connector)?.receive(&secret, &delivery, now) {
            Ok(Delivery::Challenge { answer }) => return Ok(Received::Answer(answer)),
            Ok(Delivery::Event(notice)) => notice,
            Err(error) => {
                tracing::warn!(%instance, %error, "delivery refused");
                return Err(refusal(&error));
            }
        };
        if notice.account_id != row.account_id {
            tracing::warn!(%instance, "delivery for another account refused");
            return Err(Error::field(
                "payload.account_id",
                "the event is about another account than this instance's",
            ));
        }
        self.keep_event(&row, notice).await?;
        Ok(Received::Taken)
    }

    async fn keep_event(&self, row: &InstanceRow, notice: Notice) -> Result<()> {
        let now = self.clock.now();
        let mut tx = self.store.write().await?;
        let Some(sets) = self.record_event(&mut tx, row, notice, false, now).await? else {
            // Delivered before: the first delivery did all there is to do.
            return Ok(());
        };
        tx.instances().mark_event(&row.id, now).await?;
        if !sets.is_empty() {
            let work = Refresh::after_event(&row.id, sets);
            jobs::enqueue(&mut tx, &work, now.plus(SETTLE)).await?;
        }
        tx.commit().await?;
        self.nudge.notify_one();
        Ok(())
    }

    /// Keeps what a service told of a change, or what its log says of one, with its leaf, and gives the sets to read
    /// again; `None` when it was told of before.
    pub(super) async fn record_event(
        &self,
        tx: &mut Tx,
        row: &InstanceRow,
        notice: Notice,
        from_log: bool,
        now: Time,
    ) -> Result<Option<BTreeSet<SetName>>> {
        let event = EventRow {
            id: EventId::make(self.clock.as_ref(), self.random.as_ref()),
            instance: row.id.clone(),
            name: notice.name,
            occurred_at: notice.occurred_at,
            received_at: now,
            operator: notice.operator,
            old: notice.old,
            new: notice.new,
            digest: notice.digest,
            sets: notice.sets.clone(),
            run: None,
            erased_at: None,
            from_log,
        };
        if !tx.events().insert(&event).await? {
            return Ok(None);
        }
        // What can be shown to have been told after people were erased from it, and people.
        let keys = self.personal_keys(&row.connector);
        let kept = |value: &Option<Value>| value.as_ref().map(|value| withheld(value, &keys));
        let (old, new) = (kept(&event.old), kept(&event.new));
        let whole = |value: &Option<Value>, kept: &Option<Value>| value.clone().filter(|_| value != kept);
        let told = json!({ "name": event.name, "old": old, "new": new });
        let personal = json!({
            "operator": event.operator,
            "old": whole(&event.old, &old),
            "new": whole(&event.new, &new),
        });
        let about = Subject::new().with("instance", &row.id).with("event", &event.id);
        self.leaf(tx, LeafKind::EVENT_RECEIVED, about, &[("told", told), (PERSONAL, personal)]).await?;
        self.changed(tx, Topic::Event, Some(&row.id));
        Ok(Some(self.with_their_companions(row, notice.sets)?))
    }

    /// The sets, and the other sets that their checks read: a verdict over two sets is to rest on both as
    /// they are now.
    fn with_their_companions(&self, row: &InstanceRow, touched: Vec<SetName>) -> Result<BTreeSet<SetName>> {
        let specs = self.source(&row.connector)?.sets();
        let set_of =
            |signal: &SignalName| specs.iter().find(|spec| spec.signals.contains(signal)).map(|s| &s.name);
        let mut sets: BTreeSet<SetName> = touched.into_iter().collect();
        for check in self.catalog.checks_of(&row.service) {
            let reads: BTreeSet<_> = check.signals().filter_map(set_of).cloned().collect();
            if !reads.is_disjoint(&sets) {
                sets.extend(reads);
            }
        }
        Ok(sets)
    }
}

fn refusal(error: &DeliveryError) -> Error {
    if error.is_unverified() { Error::Unauthenticated } else { Error::field("body", error.to_string()) }
}
