//! Which tokens there are. Never the tokens themselves.

use crate::{
    Engine, Result,
    access::{Actor, UseCase},
};
use model::{ApiTokenId, PrincipalId, Time};
use serde::Serialize;
use std::collections::BTreeMap;
use store::{ApiTokenRow, PrincipalRow};
use utoipa::ToSchema;

/// One token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct TokenView {
    pub id: ApiTokenId,
    pub name: String,
    pub owner: TokenOwner,
    /// What it may do at most; its owner's roles decide at each request too.
    pub scopes: Vec<String>,
    pub created_at: Time,
    pub expires_at: Time,
    pub expired: bool,
    /// To the minute.
    pub used_at: Option<Time>,
}

/// Whose token it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct TokenOwner {
    pub id: PrincipalId,
    pub name: String,
}

impl TokenView {
    pub(super) fn of(row: ApiTokenRow, owner: &PrincipalRow, now: Time) -> Self {
        Self {
            id: row.id,
            name: row.name,
            owner: TokenOwner { id: owner.id.clone(), name: owner.name.clone() },
            scopes: row.scopes,
            created_at: row.created_at,
            expires_at: row.expires_at,
            expired: row.expires_at <= now,
            used_at: row.used_at,
        }
    }
}

impl Engine {
    /// The actor's tokens, the latest first.
    pub async fn tokens(&self, actor: &Actor) -> Result<Vec<TokenView>> {
        let scope = actor.may(UseCase::OwnTokens)?;
        let mut tx = self.store.read().await?;
        let owners = tx.principals().list(scope).await?;
        let rows = tx.api_tokens().of_principal(&actor.principal).await?;
        Ok(self.views(rows, owners))
    }

    /// Everybody's tokens, the latest first.
    pub async fn all_tokens(&self, actor: &Actor) -> Result<Vec<TokenView>> {
        let scope = actor.may(UseCase::ManageTokens)?;
        let mut tx = self.store.read().await?;
        let owners = tx.principals().list(scope).await?;
        let rows = tx.api_tokens().list(scope).await?;
        Ok(self.views(rows, owners))
    }

    fn views(&self, rows: Vec<ApiTokenRow>, owners: Vec<PrincipalRow>) -> Vec<TokenView> {
        let now = self.clock.now();
        let owners: BTreeMap<_, _> = owners.into_iter().map(|row| (row.id.clone(), row)).collect();
        let view = |row: ApiTokenRow| owners.get(&row.principal).map(|owner| TokenView::of(row, owner, now));
        rows.into_iter().filter_map(view).collect()
    }
}
