//! Creating a token: for oneself, or for a program.

use super::{TokenView, make, never_by_token, owner};
use crate::{
    Engine, Error, FieldProblem, Result,
    access::{Actor, PrincipalKind, UseCase, allowed, name, token, view::kind_of},
};
use ledger::{LeafKind, Subject};
use model::{ApiTokenId, PrincipalId, Secret, Time};
use serde::Deserialize;
use serde_json::json;
use std::time::Duration;
use store::{ApiTokenRow, PrincipalRow, StoreError};
use utoipa::ToSchema;

/// The longest that a token lasts: a year, and a day of it so that “in a year” may be typed.
pub const TOKEN_LIFETIME_MAX: Duration = Duration::from_secs(366 * 24 * 60 * 60);
/// Tokens of one principal.
const TOKENS_MAX: usize = 50;

/// A token to create.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewToken {
    /// What it is for; unique among one's own.
    pub name: String,
    /// Names of permissions, one or more, that its owner has.
    pub scopes: Vec<String>,
    /// Within a year.
    pub expires_at: Time,
}

/// A token, this once.
pub struct MadeToken {
    pub view: TokenView,
    pub token: Secret,
}

impl Engine {
    /// Creates a token for the actor.
    ///
    /// # Errors
    /// `Invalid` at `name`, `scopes` and `expires_at`; `Conflict` at `name`.
    pub async fn create_token(&self, actor: &Actor, new: &NewToken) -> Result<MadeToken> {
        actor.may(UseCase::OwnTokens)?;
        self.make_token(actor, &actor.principal, new).await
    }

    /// Creates a token for a program. Nobody makes one that acts as another person.
    ///
    /// # Errors
    /// As [`Engine::create_token`]; `Conflict` for a person; `NotFound`.
    pub async fn create_token_for(
        &self,
        actor: &Actor,
        principal: &PrincipalId,
        new: &NewToken,
    ) -> Result<MadeToken> {
        actor.may(UseCase::ManageTokens)?;
        let found = owner(&mut self.store.read().await?, principal).await?;
        let found = found.ok_or_else(|| Error::not_found("such principal; they may have been removed"))?;
        if kind_of(&found) == PrincipalKind::Person {
            let message = format!("“{}” is a person, who creates their own tokens.", found.name);
            return Err(Error::Conflict { field: None, message });
        }
        self.make_token(actor, principal, new).await
    }

    async fn make_token(&self, actor: &Actor, principal: &PrincipalId, new: &NewToken) -> Result<MadeToken> {
        actor.session()?;
        let now = self.clock.now();
        let mut tx = self.store.write().await?;
        let owner = owner(&mut tx, principal).await?.ok_or(Error::Unauthenticated)?;
        let (name, scopes) = checked(new, &owner, now)?;
        if tx.api_tokens().of_principal(principal).await?.len() >= TOKENS_MAX {
            let message = format!("There are {TOKENS_MAX} tokens, which is the most. Revoke one first.");
            return Err(Error::Conflict { field: None, message });
        }
        let token = make(self.random.as_ref());
        let row = ApiTokenRow {
            id: ApiTokenId::make(self.clock.as_ref(), self.random.as_ref()),
            token_hash: token::hash(token.expose()),
            principal: principal.clone(),
            name,
            scopes: scopes.iter().map(|scope| scope.as_str().to_owned()).collect(),
            created_at: now,
            expires_at: new.expires_at,
            used_at: None,
        };
        tx.api_tokens().insert(&row).await.map_err(|error| match error {
            StoreError::Taken { .. } => Error::Conflict {
                field: Some("name".into()),
                message: "There is a token of this name already. Choose another, or revoke that one.".into(),
            },
            other => other.into(),
        })?;
        let about = Subject::new()
            .with("api_token", &row.id)
            .with("principal", principal)
            .with("by", &actor.principal);
        let values =
            [("name", json!(row.name)), ("scopes", json!(row.scopes)), ("expires_at", json!(row.expires_at))];
        self.leaf(&mut tx, LeafKind::API_TOKEN_CREATED, about, &values).await?;
        tx.commit().await?;
        Ok(MadeToken { view: TokenView::of(row, &owner, now), token })
    }
}

/// The name and the scopes as they are kept, each once and in the table's order; or all that is wrong.
fn checked(new: &NewToken, owner: &PrincipalRow, now: Time) -> Result<(String, Vec<UseCase>)> {
    let mut problems = Vec::new();
    let name = name::check(&new.name).unwrap_or_else(|problem| {
        problems.push(problem);
        String::new()
    });
    let mut wrong = |field: &str, message: String| problems.push(FieldProblem::new(field, message));
    let mut wanted = Vec::new();
    for scope in &new.scopes {
        match UseCase::parse(scope) {
            // What was typed may be a secret in the wrong place, and is not repeated.
            None => {
                wrong("scopes", "One of these is no permission; `vouchsafe token scopes` lists them.".into())
            }
            Some(known) if never_by_token(known) => {
                wrong("scopes", format!("{} is never done by an API token.", known.as_str()));
            }
            Some(known) if !allowed(known).iter().any(|role| owner.group.roles.contains(role)) => {
                wrong("scopes", format!("{} is more than the owner may do.", known.as_str()));
            }
            Some(known) => wanted.push(known),
        }
    }
    if new.scopes.is_empty() {
        wrong("scopes", "Choose at least one permission.".into());
    }
    if new.expires_at <= now {
        wrong("expires_at", "This is in the past; choose a time to come.".into());
    } else if new.expires_at > now.plus(TOKEN_LIFETIME_MAX) {
        wrong("expires_at", "A token lasts a year at most.".into());
    }
    if !problems.is_empty() {
        return Err(Error::Invalid(problems));
    }
    let scopes = UseCase::ALL.iter().copied().filter(|use_case| wanted.contains(use_case)).collect();
    Ok((name, scopes))
}
