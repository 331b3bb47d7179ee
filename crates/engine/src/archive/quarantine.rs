//! Quarantine: participants whom nobody knows a mailbox for. Nothing of theirs is lost; it waits until the mapping is
//! mended, and is delivered then.

use super::{Deliver, deliver::Mapper};
use crate::{
    Engine, Error, Result, Topic,
    access::{Actor, UseCase},
    jobs,
};
use archive::mapping::{Mapping, normalise};
use ledger::{LeafKind, Subject};
use model::InstanceId;
use serde::Serialize;
use serde_json::json;
use store::QuarantinedRow;
use utoipa::ToSchema;

/// Somebody whose messages wait.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct QuarantinedPerson {
    /// The user's id at the source.
    pub user: String,
    pub name: String,
    pub email: Option<String>,
    /// `no_address`, `not_an_address`, `no_mailbox`, `reused`.
    pub code: String,
    /// What is wrong and how to mend it.
    pub reason: String,
    /// Messages that wait.
    pub messages: u64,
    /// The mailbox that *Deliver now* would put all of them into, since the mapping was mended.
    pub mapped_now: Option<String>,
}

/// Whose messages wait: a thousand people, the most messages first.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct QuarantineView {
    /// Messages that wait, everybody's.
    pub messages: u64,
    pub people: Vec<QuarantinedPerson>,
}

impl Engine {
    /// Whose messages wait.
    pub async fn quarantine(&self, actor: &Actor, id: &InstanceId) -> Result<QuarantineView> {
        let scope = actor.may(UseCase::ReadArchive)?;
        let row = self.archive_row_ever(id).await?;
        let mut tx = self.store.read().await?;
        let waiting = tx.deliveries().quarantined_people(id).await?;
        let users: Vec<_> = waiting.iter().map(|row| row.user.clone()).collect();
        let mapper: Mapper = self.mapper(&mut tx, &row, &users).await?;
        // A rule counts from a date: a mailbox is named where it is that of all that waits.
        let mailbox = |row: &QuarantinedRow| match [row.first, row.last].map(|at| mapper.map(&row.user, at)) {
            [Mapping::Mapped { address, .. }, Mapping::Mapped { address: last, .. }] if address == last => {
                Some(address)
            }
            _ => None,
        };
        let person = |row: QuarantinedRow| {
            let known = mapper.people.get(&row.user);
            QuarantinedPerson {
                name: known
                    .map_or_else(|| "(not known at the source)".to_owned(), |person| person.name.clone()),
                email: known.and_then(|person| person.email.clone()),
                mapped_now: mailbox(&row),
                user: row.user,
                code: row.code,
                reason: row.reason,
                messages: row.count,
            }
        };
        let people: Vec<_> = waiting.into_iter().map(person).collect();
        let messages = tx.archive_lines().total(scope, id).await?.deliveries.quarantined;
        Ok(QuarantineView { messages, people })
    }

    /// *Deliver now*: what waits is tried again, of one user or of all. How many messages that are.
    pub async fn release_quarantine(
        &self,
        actor: &Actor,
        id: &InstanceId,
        user: Option<&str>,
    ) -> Result<u64> {
        actor.may(UseCase::ManageArchive)?;
        self.archive_row_ever(id).await?;
        let now = self.clock.now();
        let mut tx = self.store.write().await?;
        let released = tx.deliveries().release(id, user, now).await?;
        if released > 0 {
            let about = Subject::new().with("instance", id).with("principal", actor.principal());
            let values = [("deliveries", json!(released)), ("user", json!(user))];
            self.leaf(&mut tx, LeafKind::QUARANTINE_RELEASED, about, &values).await?;
            jobs::enqueue(&mut tx, &Deliver { instance: id.clone() }, now).await?;
            self.changed(&mut tx, Topic::Archive, Some(id));
        }
        tx.commit().await?;
        self.nudge.notify_one();
        Ok(released)
    }

    /// Confirms that an address that another user had is somebody's now, and has what waits delivered.
    pub async fn confirm_address(
        &self,
        actor: &Actor,
        id: &InstanceId,
        user: &str,
        address: &str,
    ) -> Result<u64> {
        actor.may(UseCase::ManageArchive)?;
        self.archive_row_ever(id).await?;
        let address = normalise(address)
            .ok_or_else(|| Error::field("address", "Enter the address as it stands in the list."))?;
        let now = self.clock.now();
        let mut tx = self.store.write().await?;
        if !tx.archive_people().confirm_address(id, &address, user, actor.principal(), now).await? {
            let message = format!("The source never showed {user} with the address {address}.");
            return Err(Error::field("user", message));
        }
        let about = Subject::new().with("instance", id).with("principal", actor.principal());
        let values = [("address", json!(address)), ("user", json!(user))];
        self.leaf(&mut tx, LeafKind::ADDRESS_CONFIRMED, about, &values).await?;
        tx.commit().await?;
        self.release_quarantine(actor, id, Some(user)).await
    }
}
