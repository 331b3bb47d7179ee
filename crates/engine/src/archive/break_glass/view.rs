//! A request as people see it.

use super::has_lapsed;
use crate::{
    Engine, Result,
    access::{Actor, house},
    alerts::{MessageView, message_view},
    archive::custodians::MailboxView,
};
use model::{BreakGlassId, MailboxId, PrincipalId, Time};
use serde::Serialize;
use std::collections::BTreeMap;
use store::{BreakGlassRow, BreakGlassState, Tx};
use utoipa::ToSchema;

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
    /// `asked`, `approved`, `refused`, `ended`, `expired`; `withdrawn` before anybody decided, `lapsed` where nobody did.
    pub state: String,
    pub decided_by: Option<String>,
    pub decided_at: Option<Time>,
    /// Until when it is, or was, granted.
    pub until: Option<Time>,
    /// Who ended it before its time, or withdrew it.
    pub ended_by: Option<String>,
    pub ended_at: Option<Time>,
    pub used: BreakGlassUsedView,
}

/// How often something was read by a request.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
pub struct BreakGlassUsedView {
    /// Lists of messages.
    pub listed: u32,
    /// Messages.
    pub opened: u32,
    /// Messages in their own form, and files.
    pub downloaded: u32,
}

/// One thing that was read by a request.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct BreakGlassUseView {
    pub at: Time,
    /// `listed`, `opened` or `downloaded`.
    pub what: String,
    pub mailbox: MailboxId,
    pub address: String,
    /// The message's UID; null for a list.
    pub uid: Option<i64>,
    /// The file's number in the message; null for the message itself.
    pub file: Option<i64>,
}

/// A request with all that was read by it, and who was told.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct BreakGlassDetail {
    pub request: BreakGlassView,
    /// The latest first, 1,000 at most; `request.used` counts all.
    pub uses: Vec<BreakGlassUseView>,
    /// Notices of it, the first first.
    pub messages: Vec<MessageView>,
}

impl Engine {
    pub(super) async fn break_glass_view(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        row: BreakGlassRow,
    ) -> Result<BreakGlassView> {
        let now = self.clock.now();
        let asked_by = name_of(tx, &row.asked_by).await?;
        let decided_by = optional_name(tx, row.decided_by.as_ref()).await?;
        let ended_by = optional_name(tx, row.ended_by.as_ref()).await?;
        let mut mailboxes = Vec::new();
        for mailbox in &row.mailboxes {
            mailboxes.extend(tx.mailboxes().get(mailbox).await?.map(MailboxView::of));
        }
        Ok(BreakGlassView {
            mine: row.asked_by == *actor.principal(),
            state: state_of(&row, now).to_owned(),
            id: row.id,
            asked_by,
            asked_at: row.asked_at,
            reason: row.reason,
            mailboxes,
            minutes: u32::try_from(row.minutes).unwrap_or(0),
            decided_by,
            decided_at: row.decided_at,
            until: row.until,
            ended_by,
            ended_at: row.ended_at,
            used: BreakGlassUsedView {
                listed: row.used.listed,
                opened: row.used.opened,
                downloaded: row.used.downloaded,
            },
        })
    }

    pub(super) async fn break_glass_detail_view(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        row: BreakGlassRow,
    ) -> Result<BreakGlassDetail> {
        let addresses: BTreeMap<_, _> = tx.mailboxes().addresses(&row.mailboxes).await?;
        let uses = tx.break_glass().uses(&row.id).await?.into_iter().map(|one| BreakGlassUseView {
            at: one.at,
            what: one.what.as_str().to_owned(),
            address: addresses.get(&one.mailbox).cloned().unwrap_or_default(),
            mailbox: one.mailbox,
            uid: one.uid,
            file: one.file,
        });
        let uses = uses.collect();
        let messages = tx.notifications().about_break_glass(&house(), &row.id).await?;
        let messages = messages.into_iter().map(|(target, row)| message_view(target, row)).collect();
        Ok(BreakGlassDetail { request: self.break_glass_view(tx, actor, row).await?, uses, messages })
    }
}

/// What a request is at this moment, in one word.
pub(super) fn state_of(row: &BreakGlassRow, now: Time) -> &'static str {
    match row.state {
        BreakGlassState::Asked if has_lapsed(row, now) => "lapsed",
        BreakGlassState::Approved if row.until.is_none_or(|until| until <= now) => "expired",
        BreakGlassState::Ended if row.until.is_none() => "withdrawn",
        BreakGlassState::Ended if row.ended_by.is_none() => "expired",
        state => state.as_str(),
    }
}

async fn name_of(tx: &mut Tx, id: &PrincipalId) -> Result<String> {
    Ok(tx.principals().get(id).await?.map_or_else(|| "(removed)".to_owned(), |principal| principal.name))
}

async fn optional_name(tx: &mut Tx, id: Option<&PrincipalId>) -> Result<Option<String>> {
    Ok(match id {
        Some(id) => Some(name_of(tx, id).await?),
        None => None,
    })
}
