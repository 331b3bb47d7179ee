//! Break-glass reading: two people, a reason, a time limit, a leaf and a notice.
//!
//! Somebody asks ([`ask`]), somebody else decides, anybody of the two ends it, or its time does ([`decide`]). What is read
//! by it goes through `reading/`, which writes a leaf and a line of the request's own list before it shows anything.
//! Each turn is told to whoever takes notices of it (`alerts/break_glass`); single openings are not.

mod ask;
mod decide;
mod view;

pub use ask::BreakGlassRequest;
pub use view::{BreakGlassDetail, BreakGlassUseView, BreakGlassUsedView, BreakGlassView};

use crate::{
    Engine, Error, Result,
    access::{Actor, UseCase},
};
use model::{BreakGlassId, Time};
use std::time::Duration;
use store::{BreakGlassRow, BreakGlassState, Scope};

/// How long a request waits for a second person: who decides should know the matter that it was asked for.
const LAPSES_AFTER: Duration = Duration::from_secs(7 * 24 * 60 * 60);

impl Engine {
    /// Requests, the latest first: all for those who decide or audit, as far as they reach the mailboxes; else one's own.
    pub async fn break_glass(&self, actor: &Actor) -> Result<Vec<BreakGlassView>> {
        let scope = actor.may(UseCase::ReadBreakGlass)?;
        let mut tx = self.store.read().await?;
        let rows = match sees_all(actor) {
            true => tx.break_glass().list(scope).await?,
            false => tx.break_glass().list_of(scope, actor.principal()).await?,
        };
        let mut views = Vec::new();
        for row in rows.into_iter().filter(|row| is_shown(actor, scope, row)) {
            views.push(self.break_glass_view(&mut tx, actor, row).await?);
        }
        Ok(views)
    }

    /// One request with all that was read by it, and who was told.
    pub async fn break_glass_detail(&self, actor: &Actor, id: &BreakGlassId) -> Result<BreakGlassDetail> {
        let scope = actor.may(UseCase::ReadBreakGlass)?;
        let row = self.break_glass_row(actor, scope, id).await?;
        let mut tx = self.store.read().await?;
        self.break_glass_detail_view(&mut tx, actor, row).await
    }

    /// The request, where this actor may see it.
    async fn break_glass_row(
        &self,
        actor: &Actor,
        scope: &Scope,
        id: &BreakGlassId,
    ) -> Result<BreakGlassRow> {
        let found = self.store.read().await?.break_glass().get(id).await?;
        let seen = found.filter(|row| {
            is_shown(actor, scope, row) && (row.asked_by == *actor.principal() || sees_all(actor))
        });
        seen.ok_or_else(|| Error::not_found(format!("request {id} that you may see")))
    }
}

/// Whether requests of others are shown too.
fn sees_all(actor: &Actor) -> bool {
    actor.may(UseCase::AuditBreakGlass).is_ok()
}

/// One's own; of others those whose mailboxes one reaches.
fn is_shown(actor: &Actor, scope: &Scope, row: &BreakGlassRow) -> bool {
    row.asked_by == *actor.principal() || row.mailboxes.iter().all(|mailbox| scope.reaches(mailbox))
}

/// Whether nobody has decided for too long.
fn has_lapsed(row: &BreakGlassRow, now: Time) -> bool {
    row.state == BreakGlassState::Asked && now.since(row.asked_at) >= LAPSES_AFTER
}
