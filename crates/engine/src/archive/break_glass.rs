//! Break-glass reading: two people, a reason, a time limit, a leaf and a notice.

use super::{
    custodians::MailboxView,
    reading::{ArchivedMessageView, By, MessagePage},
};
use crate::{
    Engine, Error, FieldProblem, Result, Topic,
    access::{Actor, UseCase},
};
use ledger::{LeafKind, Subject};
use model::{BreakGlassId, MailboxId, Time};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::{collections::BTreeSet, time::Duration};
use store::{BreakGlassRow, BreakGlassState};
use utoipa::ToSchema;

/// The longest time that is granted, in minutes: a working day.
const MINUTES_MAX: u32 = 8 * 60;
const REASON_CHARS: std::ops::RangeInclusive<usize> = 10..=1_000;
const MAILBOXES_MAX: usize = 20;

/// What somebody asks for.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BreakGlassRequest {
    /// Addresses of the mailboxes.
    pub mailboxes: Vec<String>,
    pub reason: String,
    /// For how long, once it is granted.
    pub minutes: u32,
}

/// A request.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct BreakGlassView {
    pub id: BreakGlassId,
    pub asked_by: String,
    /// Whether it is one's own.
    pub mine: bool,
    pub asked_at: Time,
    pub reason: String,
    pub mailboxes: Vec<MailboxView>,
    pub minutes: u32,
    /// `asked`, `approved`, `refused`, `ended`, `expired`.
    pub state: String,
    pub decided_by: Option<String>,
    pub decided_at: Option<Time>,
    pub until: Option<Time>,
}

impl Engine {
    /// Asks for it; somebody else decides.
    pub async fn ask_break_glass(&self, actor: &Actor, wanted: BreakGlassRequest) -> Result<BreakGlassView> {
        actor.may(UseCase::AskBreakGlass)?;
        let now = self.clock.now();
        let mut problems = Vec::new();
        let reason = wanted.reason.trim().to_owned();
        if !REASON_CHARS.contains(&reason.chars().count()) {
            problems.push(FieldProblem::new(
                "reason",
                "Say why, in 10 to 1,000 characters: it is kept for ever.",
            ));
        }
        if !(1..=MINUTES_MAX).contains(&wanted.minutes) {
            problems.push(FieldProblem::new("minutes", format!("Enter 1 to {MINUTES_MAX} minutes.")));
        }
        let addresses: BTreeSet<String> =
            wanted.mailboxes.iter().map(|address| address.trim().to_lowercase()).collect();
        if addresses.is_empty() || addresses.len() > MAILBOXES_MAX {
            problems.push(FieldProblem::new("mailboxes", format!("Name 1 to {MAILBOXES_MAX} mailboxes.")));
        }
        let mut tx = self.store.write().await?;
        let known = tx
            .mailboxes()
            .by_address(&addresses.iter().take(MAILBOXES_MAX).cloned().collect::<Vec<_>>())
            .await?;
        for address in addresses.iter().filter(|address| !known.contains_key(*address)).take(MAILBOXES_MAX) {
            problems.push(FieldProblem::new("mailboxes", format!("There is no mailbox {address}.")));
        }
        if !problems.is_empty() {
            return Err(Error::Invalid(problems));
        }
        let row = BreakGlassRow {
            id: BreakGlassId::make(self.clock.as_ref(), self.random.as_ref()),
            asked_by: actor.principal().clone(),
            asked_at: now,
            reason,
            mailboxes: known.into_values().map(|mailbox| mailbox.id).collect(),
            minutes: wanted.minutes.into(),
            decided_by: None,
            decided_at: None,
            state: BreakGlassState::Asked,
            until: None,
        };
        tx.break_glass().insert(&row).await?;
        let about = Subject::new().with("break_glass", &row.id).with("principal", actor.principal());
        let values = [
            ("mailboxes", json!(row.mailboxes)),
            ("minutes", json!(row.minutes)),
            ("reason", json!(row.reason)),
        ];
        self.leaf(&mut tx, LeafKind::BREAK_GLASS_ASKED, about, &values).await?;
        self.changed(&mut tx, Topic::Archive, None);
        let view = self.break_glass_view(&mut tx, actor, row).await?;
        tx.commit().await?;
        Ok(view)
    }

    /// Grants a request, or refuses it: somebody else than who asked.
    pub async fn decide_break_glass(
        &self,
        actor: &Actor,
        id: &BreakGlassId,
        grant: bool,
    ) -> Result<BreakGlassView> {
        actor.may(UseCase::DecideBreakGlass)?;
        let row = self.break_glass_row(id).await?;
        if row.asked_by == *actor.principal() {
            let message = "Somebody else has to decide than who asked.".to_owned();
            return Err(Error::Conflict { field: None, message });
        }
        let to = if grant { BreakGlassState::Approved } else { BreakGlassState::Refused };
        let minutes = u64::try_from(row.minutes).unwrap_or(0);
        let until = grant.then(|| self.clock.now().plus(Duration::from_secs(60 * minutes)));
        self.move_break_glass(actor, row, (BreakGlassState::Asked, to), until).await
    }

    /// Ends one's own reading, or that of somebody else, before its time.
    pub async fn end_break_glass(&self, actor: &Actor, id: &BreakGlassId) -> Result<BreakGlassView> {
        let row = self.break_glass_row(id).await?;
        if row.asked_by == *actor.principal() {
            actor.may(UseCase::AskBreakGlass)?;
        } else {
            actor.may(UseCase::DecideBreakGlass)?;
        }
        let now = self.clock.now();
        self.move_break_glass(actor, row, (BreakGlassState::Approved, BreakGlassState::Ended), Some(now))
            .await
    }

    async fn move_break_glass(
        &self,
        actor: &Actor,
        row: BreakGlassRow,
        (from, to): (BreakGlassState, BreakGlassState),
        until: Option<Time>,
    ) -> Result<BreakGlassView> {
        let now = self.clock.now();
        let mut tx = self.store.write().await?;
        if !tx.break_glass().decide(&row.id, (from, to), actor.principal(), now, until).await? {
            let message = "Somebody has decided on this request already.".to_owned();
            return Err(Error::Conflict { field: None, message });
        }
        let about = Subject::new()
            .with("asked_by", &row.asked_by)
            .with("break_glass", &row.id)
            .with("principal", actor.principal());
        let values = [("state", json!(to.as_str())), ("until", json!(until))];
        self.leaf(&mut tx, LeafKind::BREAK_GLASS_DECIDED, about, &values).await?;
        self.changed(&mut tx, Topic::Archive, None);
        let row = tx.break_glass().get(&row.id).await?.unwrap_or(row);
        let view = self.break_glass_view(&mut tx, actor, row).await?;
        tx.commit().await?;
        Ok(view)
    }

    /// Every request, the latest first, for those who decide or audit; one's own, for who asks.
    pub async fn break_glass(&self, actor: &Actor) -> Result<Vec<BreakGlassView>> {
        let scope = actor.may(UseCase::ReadArchive)?;
        let mut tx = self.store.read().await?;
        let mut views = Vec::new();
        for row in tx.break_glass().list(scope).await? {
            views.push(self.break_glass_view(&mut tx, actor, row).await?);
        }
        Ok(views)
    }

    /// A page of a mailbox, by a request that was granted.
    pub async fn break_glass_messages(
        &self,
        actor: &Actor,
        id: &BreakGlassId,
        mailbox: &MailboxId,
        query: &str,
        after: Option<&str>,
    ) -> Result<MessagePage> {
        self.messages(actor, mailbox, By::BreakGlass(id), query, after).await
    }

    /// A message, by a request that was granted.
    pub async fn break_glass_message(
        &self,
        actor: &Actor,
        id: &BreakGlassId,
        mailbox: &MailboxId,
        uid: i64,
    ) -> Result<ArchivedMessageView> {
        self.message(actor, mailbox, uid, By::BreakGlass(id)).await
    }

    async fn break_glass_row(&self, id: &BreakGlassId) -> Result<BreakGlassRow> {
        let found = self.store.read().await?.break_glass().get(id).await?;
        found.ok_or_else(|| Error::not_found(format!("request {id}")))
    }

    async fn break_glass_view(
        &self,
        tx: &mut store::Tx,
        actor: &Actor,
        row: BreakGlassRow,
    ) -> Result<BreakGlassView> {
        let now = self.clock.now();
        let asked_by = tx.principals().get(&row.asked_by).await?.map_or("(removed)".into(), |p| p.name);
        let decided_by = match &row.decided_by {
            Some(by) => Some(tx.principals().get(by).await?.map_or("(removed)".into(), |p| p.name)),
            None => None,
        };
        let mut mailboxes = Vec::new();
        for mailbox in &row.mailboxes {
            mailboxes.extend(tx.mailboxes().get(mailbox).await?.map(MailboxView::of));
        }
        let expired = row.state == BreakGlassState::Approved && row.until.is_some_and(|until| until <= now);
        Ok(BreakGlassView {
            mine: row.asked_by == *actor.principal(),
            state: if expired { "expired" } else { row.state.as_str() }.to_owned(),
            id: row.id,
            asked_by,
            asked_at: row.asked_at,
            reason: row.reason,
            mailboxes,
            minutes: u32::try_from(row.minutes).unwrap_or(0),
            decided_by,
            decided_at: row.decided_at,
            until: row.until,
        })
    }
}
