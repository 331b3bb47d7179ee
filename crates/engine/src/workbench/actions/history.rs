//! What was said of an action, by whom and when.

use super::Tracked;
use crate::{
    Engine, Result,
    access::{Actor, UseCase},
    standings::When,
};
use model::{ActionId, GroupId, ImplementationStatus, PrincipalId, TestStatus, Time};
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// Statuses that one page lists.
const STATUSES_LISTED: u32 = 200;

/// How long a status stood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct StatusEntry {
    pub recorded_at: Time,
    /// When another took its place; none while it stands.
    pub closed_at: Option<Time>,
    /// Name of the principal.
    pub by: String,
    pub implementation_status: ImplementationStatus,
    pub implementation_date: Option<Time>,
    pub test_status: TestStatus,
    pub test_date: Option<Time>,
    pub notes: String,
}

impl Engine {
    /// The statuses that people gave an action, newest first: in the whole organisation for a technical one,
    /// in one group for another.
    pub async fn status_history(
        &self,
        actor: &Actor,
        id: &ActionId,
        group: Option<&GroupId>,
    ) -> Result<Vec<StatusEntry>> {
        let scope = actor.may(UseCase::ReadActions)?;
        let action = self.known_action(id)?;
        let mut tx = self.store.read().await?;
        let known = self.as_of(&mut tx, scope, When::now(self.clock.as_ref())).await?;
        let tracked = Tracked::of(&self.catalog, &known);
        let within = self.within(&known, &tracked, action, group, None)?;
        let rows = tx.statuses().history(scope, within.group(action), id, STATUSES_LISTED).await?;
        let mut names: BTreeMap<PrincipalId, String> = BTreeMap::new();
        for row in &rows {
            if !names.contains_key(&row.by) {
                let name = tx.principals().get(&row.by).await?.map_or("(removed)".into(), |p| p.name);
                names.insert(row.by.clone(), name);
            }
        }
        let entry = |row: store::StatusRow| StatusEntry {
            recorded_at: row.recorded_at,
            closed_at: row.closed_at,
            by: names.get(&row.by).cloned().unwrap_or_default(),
            implementation_status: row.implementation,
            implementation_date: row.implementation_date,
            test_status: row.test,
            test_date: row.test_date,
            notes: row.notes,
        };
        Ok(rows.into_iter().map(entry).collect())
    }
}
