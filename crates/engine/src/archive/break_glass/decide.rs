//! Deciding, ending before the time is up, and the time's own end: each once, whoever else tries at the same moment.

use super::{BreakGlassView, LAPSES_AFTER, has_lapsed};
use crate::{
    Engine, Error, Result, Topic,
    access::{Actor, UseCase},
    alerts::BreakGlassNews,
};
use ledger::{LeafKind, Subject};
use model::{BreakGlassId, PrincipalId};
use serde_json::json;
use std::time::Duration;
use store::{BreakGlassRow, BreakGlassState, Tx};

impl Engine {
    /// Grants a request, or refuses it: somebody else than who asked.
    pub async fn decide_break_glass(
        &self,
        actor: &Actor,
        id: &BreakGlassId,
        grant: bool,
    ) -> Result<BreakGlassView> {
        let scope = actor.may(UseCase::DecideBreakGlass)?;
        let row = self.break_glass_row(actor, scope, id).await?;
        let now = self.clock.now();
        if row.asked_by == *actor.principal() {
            return Err(conflict("Somebody else has to decide than who asked."));
        }
        if has_lapsed(&row, now) {
            let days = LAPSES_AFTER.as_secs() / (24 * 60 * 60);
            let message = format!("This request waited for more than {days} days and has lapsed.");
            return Err(conflict(&format!("{message} Whoever still needs it asks again.")));
        }
        let to = if grant { BreakGlassState::Approved } else { BreakGlassState::Refused };
        let minutes = u64::try_from(row.minutes).unwrap_or(0);
        let until = grant.then(|| now.plus(Duration::from_secs(60 * minutes)));
        let mut tx = self.store.write().await?;
        if !tx.break_glass().decide(&row.id, to, actor.principal(), now, until).await? {
            return Err(conflict(already(tx.break_glass().get(id).await?.map(|row| row.state))));
        }
        let news = if grant { BreakGlassNews::Granted } else { BreakGlassNews::Refused };
        let row = self.turned(&mut tx, row, Some(actor.principal()), news).await?;
        let view = self.break_glass_view(&mut tx, actor, row).await?;
        tx.commit().await?;
        self.nudge.notify_one();
        Ok(view)
    }

    /// Ends one's own reading, or that of somebody else, before its time; withdraws one's own request.
    pub async fn end_break_glass(&self, actor: &Actor, id: &BreakGlassId) -> Result<BreakGlassView> {
        let scope = actor.may(UseCase::EndBreakGlass)?;
        let row = self.break_glass_row(actor, scope, id).await?;
        let mine = row.asked_by == *actor.principal();
        if !mine {
            actor.may(UseCase::DecideBreakGlass)?;
        }
        let now = self.clock.now();
        let mut tx = self.store.write().await?;
        let mut news = BreakGlassNews::Ended;
        let mut done =
            tx.break_glass().end(id, BreakGlassState::Approved, Some(actor.principal()), now).await?;
        if !done && mine {
            news = BreakGlassNews::Withdrawn;
            done = tx.break_glass().end(id, BreakGlassState::Asked, Some(actor.principal()), now).await?;
        }
        if !done {
            return Err(conflict(match tx.break_glass().get(id).await?.map(|row| row.state) {
                Some(BreakGlassState::Asked) => "This request is not granted yet. Refuse it instead.",
                state => already(state),
            }));
        }
        let row = self.turned(&mut tx, row, Some(actor.principal()), news).await?;
        let view = self.break_glass_view(&mut tx, actor, row).await?;
        tx.commit().await?;
        self.nudge.notify_one();
        Ok(view)
    }

    /// Ends what is granted and whose time is up. A reconciler: it may run as often as one likes, on each node. That
    /// nothing is read after the end does not depend on it.
    pub(crate) async fn end_expired_break_glass(&self) -> Result<()> {
        let now = self.clock.now();
        let expired = self.store.read().await?.break_glass().expired(now).await?;
        if expired.is_empty() {
            return Ok(());
        }
        let mut tx = self.store.write().await?;
        for row in expired {
            let at = row.until.unwrap_or(now);
            if tx.break_glass().end(&row.id, BreakGlassState::Approved, None, at).await? {
                self.turned(&mut tx, row, None, BreakGlassNews::Ended).await?;
            }
        }
        tx.commit().await?;
        self.nudge.notify_one();
        Ok(())
    }

    /// The request took a turn in this transaction: its leaf, its notice, and the request as it is now.
    async fn turned(
        &self,
        tx: &mut Tx,
        row: BreakGlassRow,
        by: Option<&PrincipalId>,
        news: BreakGlassNews,
    ) -> Result<BreakGlassRow> {
        let row = tx.break_glass().get(&row.id).await?.unwrap_or(row);
        let mut about = Subject::new().with("asked_by", &row.asked_by).with("break_glass", &row.id);
        if let Some(by) = by {
            about = about.with("principal", by);
        }
        let used = json!({
            "downloaded": row.used.downloaded, "listed": row.used.listed, "opened": row.used.opened,
        });
        let values = [
            ("state", json!(super::view::state_of(&row, self.clock.now()))),
            ("until", json!(row.until)),
            ("used", used),
        ];
        self.leaf(tx, LeafKind::BREAK_GLASS_DECIDED, about, &values).await?;
        self.tell_of_request(tx, &row, news).await?;
        self.changed(tx, Topic::Archive, None);
        Ok(row)
    }
}

fn conflict(message: &str) -> Error {
    Error::Conflict { field: None, message: message.to_owned() }
}

/// Why a request takes no further turn.
fn already(state: Option<BreakGlassState>) -> &'static str {
    match state {
        Some(BreakGlassState::Approved) => "Somebody has granted this request already.",
        Some(BreakGlassState::Refused) => "Somebody has refused this request already.",
        Some(BreakGlassState::Ended) => "This request has ended already.",
        Some(BreakGlassState::Asked) | None => {
            "Somebody changed this request at the same moment. Look again."
        }
    }
}
