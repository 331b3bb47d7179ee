//! What every check found on one instance, whether or not an assessment covers it.

use super::actions::{CheckResultView, check_result};
use crate::{
    Engine, Result,
    access::{Actor, UseCase},
    standings::{Look, When},
};
use assure::status::rank;
use model::{ActionId, InstanceId};
use serde::Serialize;
use std::cmp::Reverse;
use utoipa::ToSchema;

/// A check on the instance, and the action that it tests.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct InstanceCheckView {
    pub action: ActionId,
    pub result: CheckResultView,
}

impl Engine {
    /// All checks of the instance's service, the worst first.
    pub async fn instance_checks(&self, actor: &Actor, id: &InstanceId) -> Result<Vec<InstanceCheckView>> {
        let scope = actor.may(UseCase::ReadActions)?;
        let row = self.instance_row(id).await?;
        let when = When::now(self.clock.as_ref());
        let mut tx = self.store.read().await?;
        let standings =
            self.standings(&mut tx, scope, std::slice::from_ref(&row), when, Look::Outcomes).await?;
        let catalog = standings.catalog.clone();
        let settings = self.settings_of(&mut tx, scope, catalog.checks_of(&row.service), when).await?;
        let mut views: Vec<_> = catalog
            .checks_of(&row.service)
            .filter_map(|check| {
                let result = check_result(check, &standings, &row, &settings)?;
                Some(InstanceCheckView { action: check.action.clone(), result })
            })
            .collect();
        views
            .sort_by_cached_key(|view| (Reverse(rank(view.result.verdict)), view.result.check.title.clone()));
        Ok(views)
    }
}
