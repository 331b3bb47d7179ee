//! API tokens: what programs show instead of signing in.
//!
//! A token may what its scopes name and its owner's roles allow at the time of each request. It is shown once and
//! kept as a hash. What decides how somebody signs in is out of its reach ([`Actor::session`]).

mod create;
mod list;
mod revoke;

pub use create::{MadeToken, NewToken, TOKEN_LIFETIME_MAX};
pub use list::TokenView;

use super::{
    Actor, UseCase,
    token::{self, TokenHash},
};
use crate::{Engine, Error, Result};
use model::{PrincipalId, Random, Secret, Time};
use std::time::Duration;
use store::{ApiTokenRow, PrincipalRow, Tx};

/// What every token begins with, so that scanners for leaked secrets find it: `vouchsafe_pat_[\w-]{43}`.
const PREFIX: &str = "vouchsafe_pat_";
/// How often a token's use is written down at most.
const TOUCH_EVERY: Duration = Duration::from_secs(60);

/// Whether no token may do this, whatever its scopes: it decides how somebody signs in, or who may what.
pub fn never_by_token(use_case: UseCase) -> bool {
    matches!(
        use_case,
        UseCase::OwnTokens
            | UseCase::ManageTokens
            | UseCase::ManagePrincipals
            | UseCase::ManageRoleGroups
            // The second of two people is a person, and no program of the first.
            | UseCase::DecideBreakGlass
    )
}

/// Whether this is an API token, and not a session's.
pub(super) fn is_one(token: &Secret) -> bool {
    token.expose().starts_with(PREFIX)
}

fn make(random: &dyn Random) -> Secret {
    Secret::new(format!("{PREFIX}{}", token::make(random).expose()))
}

/// A token that has not expired, and its owner.
pub(super) async fn standing(
    tx: &mut Tx,
    hash: &TokenHash,
    now: Time,
) -> Result<Option<(ApiTokenRow, PrincipalRow)>> {
    let found = tx.api_tokens().by_hash(hash).await?.filter(|row| now < row.expires_at);
    let Some(row) = found else { return Ok(None) };
    let owner = owner(tx, &row.principal).await?;
    Ok(owner.map(|owner| (row, owner)))
}

/// A principal that was not removed.
async fn owner(tx: &mut Tx, id: &PrincipalId) -> Result<Option<PrincipalRow>> {
    Ok(tx.principals().get(id).await?.filter(|row| row.removed_at.is_none()))
}

impl Engine {
    /// The actor behind an API token.
    pub(super) async fn by_token(&self, token: &Secret) -> Result<Actor> {
        let now = self.clock.now();
        let found = standing(&mut self.store.read().await?, &token::hash(token.expose()), now).await?;
        let (row, owner) = found.ok_or(Error::Unauthenticated)?;
        if row.used_at.is_none_or(|used_at| now.since(used_at) >= TOUCH_EVERY) {
            let mut tx = self.store.write().await?;
            tx.api_tokens().touch(&row.id, now).await?;
            tx.commit().await?;
        }
        Ok(Actor::by_token(owner, row))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::SystemRandom;

    #[test]
    fn tokens_are_told_by_their_beginning_and_fit_their_limit() {
        let token = make(&SystemRandom);
        assert!(is_one(&token) && token.expose().len() <= token::TOKEN_CHARS_MAX);
        let rest = token.expose().strip_prefix("vouchsafe_pat_").unwrap();
        assert_eq!(rest.len(), 43);
        assert!(rest.chars().all(|c| c.is_ascii_alphanumeric() || "_-".contains(c)), "{rest}");
        assert!(!is_one(&token::make(&SystemRandom)));
    }
}
