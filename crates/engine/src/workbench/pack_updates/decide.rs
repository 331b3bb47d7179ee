//! Accepting updates, and putting them off.

use super::{
    PackUpdateSummary,
    pending::{Pending, made_of},
    show::not_pending,
};
use crate::{
    Engine, Error, Result, Topic,
    accepted::new_row,
    access::{Actor, UseCase},
    workbench::parameters::why_problem,
};
use ledger::{LeafKind, Subject};
use model::{CheckId, ContentHash};
use serde::Deserialize;
use serde_json::json;
use store::{DeferralRow, InstanceRow};
use utoipa::ToSchema;

/// Updates that are accepted at once at most: all the checks of some packs.
const UPDATES_MAX: usize = 5_000;

/// The version of one check that was looked at.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AcceptedUpdate {
    pub check: CheckId,
    /// Of the file that is offered; none for a check that is no longer brought.
    #[schema(value_type = Option<String>)]
    pub hash: Option<ContentHash>,
}

/// What is to count from now on.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UpdateAcceptance {
    pub updates: Vec<AcceptedUpdate>,
}

/// Why an update is put off.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Deferral {
    /// Of the file that is offered; none for a check that is no longer brought.
    #[schema(value_type = Option<String>)]
    pub hash: Option<ContentHash>,
    pub why: String,
}

impl Engine {
    /// Has offered versions count from now on, all of them or none: every instance is judged by them in the same
    /// transaction. What still waits afterwards.
    ///
    /// # Errors
    /// `NotFound` where one of them does not wait; `Conflict` where another version is offered than was looked at.
    pub async fn accept_pack_updates(
        &self,
        actor: &Actor,
        acceptance: &UpdateAcceptance,
    ) -> Result<Vec<PackUpdateSummary>> {
        actor.may(UseCase::ManagePackUpdates)?;
        let count = acceptance.updates.len();
        if !(1..=UPDATES_MAX).contains(&count) {
            let message = format!("{count} updates are named; name 1 to {UPDATES_MAX}.");
            return Err(Error::field("updates", message));
        }
        let now = self.clock.now();
        let mut tx = self.store.write().await?;
        let packs = self.known_packs(&mut tx).await?;
        let pending = self.pending(&packs);
        let mut taken = Vec::new();
        for update in &acceptance.updates {
            taken.push(looked_at(&pending, &update.check, update.hash.as_ref())?);
        }
        let ids: Vec<&CheckId> = taken.iter().map(|one| one.check).collect();
        let files = self.files_after(&mut tx, &packs, &pending, &ids).await?;
        let version = self.version_of(packs.version.generation + 1, &files);
        if let Some(problem) =
            version.problems.iter().find(|problem| !packs.version.problems.contains(problem))
        {
            let message =
                format!("This cannot count beside what does: {problem}. Accept what goes with it too.");
            return Err(Error::Conflict { field: Some("updates".into()), message });
        }
        let gone: Vec<CheckId> = taken.iter().filter_map(|one| Some(one.accepted?.check.clone())).collect();
        let new: Vec<_> = taken.iter().filter_map(|one| Some(new_row(one.check, one.offered?))).collect();
        let by = Some(actor.principal());
        let next = tx.pack_checks().change(packs.version.generation, &gone, &new, by, now).await?;
        if next != Some(version.generation) {
            let message = "Somebody else accepted an update meanwhile; look at the list again.".to_owned();
            return Err(Error::Conflict { field: None, message });
        }
        for one in &taken {
            let before = one.accepted.map(|row| &row.hash);
            let about = Subject::new().with("check", one.check).with("principal", actor.principal());
            let values = [("accepted", json!(one.hash())), ("before", json!(before))];
            self.leaf(&mut tx, LeafKind::PACK_UPDATE_ACCEPTED, about, &values).await?;
        }
        let concerned: Vec<_> =
            taken.iter().flat_map(|one| made_of(&version.catalog, Some(one.check))).collect();
        let instances: Vec<InstanceRow> = tx.instances().list(actor.may(UseCase::ReadConnectors)?).await?;
        // In one order, so that two that hold several wait for each other in turn instead of crosswise.
        let mut instances: Vec<_> = instances.into_iter().map(|row| (row.id.clone(), row)).collect();
        instances.sort_by(|(one, _), (other, _)| one.cmp(other));
        for (id, row) in instances {
            let its = concerned.iter().filter(|check| check.service == row.service);
            let checks: Vec<CheckId> = its.map(|check| check.id.clone()).collect();
            if !checks.is_empty() && tx.instances().lock(&id).await? {
                self.judge_now(&mut tx, &version, &row, &checks, None).await?;
            }
        }
        self.changed(&mut tx, Topic::Status, None);
        tx.commit().await?;
        self.nudge.notify_one();
        self.pack_updates(actor).await
    }

    /// Puts an update off: what counts goes on to count. It can be accepted later; another version of the file
    /// waits anew.
    ///
    /// # Errors
    /// `NotFound` where it does not wait; `Invalid` at `why`; `Conflict` where another version is offered than was
    /// looked at.
    pub async fn defer_pack_update(
        &self,
        actor: &Actor,
        check: &CheckId,
        deferral: Deferral,
    ) -> Result<PackUpdateSummary> {
        let scope = actor.may(UseCase::ManagePackUpdates)?;
        if let Some(problem) = why_problem(&deferral.why) {
            return Err(Error::Invalid(vec![problem]));
        }
        let mut tx = self.store.write().await?;
        let packs = self.known_packs(&mut tx).await?;
        let pending = self.pending(&packs);
        let one = looked_at(&pending, check, deferral.hash.as_ref())?;
        let row = DeferralRow {
            check: check.clone(),
            hash: one.hash().cloned(),
            why: deferral.why.trim().to_owned(),
            by: actor.principal().clone(),
            at: self.clock.now(),
        };
        tx.pack_checks().defer(&row).await?;
        let about = Subject::new().with("check", check).with("principal", actor.principal());
        let values = [("deferred", json!(row.hash)), ("why", json!(row.why))];
        self.leaf(&mut tx, LeafKind::PACK_UPDATE_DEFERRED, about, &values).await?;
        self.changed(&mut tx, Topic::Status, None);
        let summaries = self.summaries(&mut tx, scope, &packs, std::slice::from_ref(one)).await?;
        tx.commit().await?;
        summaries.into_iter().next().ok_or_else(|| not_pending(check))
    }
}

/// The update that waits under this id, where it is the version that was looked at.
fn looked_at<'a, 'b>(
    pending: &'b [Pending<'a>],
    check: &CheckId,
    hash: Option<&ContentHash>,
) -> Result<&'b Pending<'a>> {
    let one = pending.iter().find(|one| one.check == check).ok_or_else(|| not_pending(check))?;
    if one.hash() == hash {
        return Ok(one);
    }
    let message = format!("Another version of “{check}” is offered than was looked at; look at it again.");
    Err(Error::Conflict { field: Some("hash".into()), message })
}
