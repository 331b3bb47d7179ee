//! Asking.

use super::{BreakGlassView, has_lapsed};
use crate::{
    Engine, Error, FieldProblem, Result, Topic,
    access::{Actor, UseCase},
    alerts::BreakGlassNews,
};
use ledger::{LeafKind, Subject};
use model::BreakGlassId;
use serde::Deserialize;
use serde_json::json;
use std::collections::BTreeSet;
use store::{BreakGlassRow, BreakGlassState, BreakGlassUsed};
use utoipa::ToSchema;

/// The longest time that is granted, in minutes: a working day.
const MINUTES_MAX: u32 = 8 * 60;
/// Enough to say something, and to be read by who decides.
const REASON_CHARS: std::ops::RangeInclusive<usize> = 10..=1_000;
const MAILBOXES_MAX: usize = 20;
/// Requests of one person that wait at once: each is told to others.
const WAITING_MAX: usize = 10;

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

impl Engine {
    /// Asks for it; somebody else decides.
    pub async fn ask_break_glass(&self, actor: &Actor, wanted: BreakGlassRequest) -> Result<BreakGlassView> {
        let scope = actor.may(UseCase::AskBreakGlass)?;
        let now = self.clock.now();
        let mut problems = Vec::new();
        let reason = wanted.reason.trim().to_owned();
        if !REASON_CHARS.contains(&reason.chars().count()) {
            problems.push(FieldProblem::new(
                "reason",
                "Say why, in 10 to 1,000 characters: it is shown to who decides and to auditors.",
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
        for address in addresses.iter().take(MAILBOXES_MAX).filter(|address| !known.contains_key(*address)) {
            problems.push(FieldProblem::new("mailboxes", format!("There is no mailbox {address}.")));
        }
        if !problems.is_empty() {
            return Err(Error::Invalid(problems));
        }
        let own = tx.break_glass().list_of(scope, actor.principal()).await?;
        let waits = |row: &&BreakGlassRow| row.state == BreakGlassState::Asked && !has_lapsed(row, now);
        if own.iter().filter(waits).count() >= WAITING_MAX {
            let message = format!("{WAITING_MAX} requests of yours wait already. Withdraw one first.");
            return Err(Error::Conflict { field: None, message });
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
            ended_by: None,
            ended_at: None,
            used: BreakGlassUsed::default(),
        };
        tx.break_glass().insert(&row).await?;
        let about = Subject::new().with("break_glass", &row.id).with("principal", actor.principal());
        let values = [
            ("mailboxes", json!(row.mailboxes)),
            ("minutes", json!(row.minutes)),
            ("reason", json!(row.reason)),
        ];
        self.leaf(&mut tx, LeafKind::BREAK_GLASS_ASKED, about, &values).await?;
        self.tell_of_request(&mut tx, &row, BreakGlassNews::Asked).await?;
        self.changed(&mut tx, Topic::Archive, None);
        let view = self.break_glass_view(&mut tx, actor, row).await?;
        tx.commit().await?;
        self.nudge.notify_one();
        Ok(view)
    }
}
