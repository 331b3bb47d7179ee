//! Confirming a second factor by its first code.

use super::{
    check::{digits, refused},
    recovery_codes, totp,
};
use crate::{
    Engine, Error, Result,
    access::{Actor, UseCase},
};
use ledger::{LeafKind, Subject};
use model::Secret;
use std::net::IpAddr;

/// The recovery codes, this once.
pub struct RecoveryCodes(pub Vec<Secret>);

impl Engine {
    /// Confirms the actor's second factor: signing in takes a code from now on. Every other session of theirs
    /// ends, because it was begun without one.
    ///
    /// # Errors
    /// `Invalid` at `code`, `Throttled`; `Conflict` when there is nothing to confirm.
    pub async fn confirm_second_factor(
        &self,
        actor: &Actor,
        code: &str,
        peer: IpAddr,
    ) -> Result<RecoveryCodes> {
        actor.may(UseCase::OwnSession)?;
        actor.session()?;
        let mut codes = None;
        let attempt = async || {
            codes = self.confirm(actor, code).await?;
            Ok(codes.is_some())
        };
        self.throttled(&actor.principal, peer, attempt).await?;
        codes.ok_or_else(refused)
    }

    /// None when the code is wrong.
    async fn confirm(&self, actor: &Actor, code: &str) -> Result<Option<RecoveryCodes>> {
        let session = actor.session()?;
        let now = self.clock.now();
        let mut tx = self.store.write().await?;
        let waiting = tx.second_factors().get(&actor.principal).await?;
        let Some(factor) = waiting.filter(|row| row.confirmed_at.is_none()) else {
            let message = "There is nothing to confirm. Begin again.".to_owned();
            return Err(Error::Conflict { field: None, message });
        };
        let secret = tx.vault().open(&factor.secret).await?;
        let step = digits(code).and_then(|digits| totp::step_of(&secret, &digits, now, factor.last_step));
        let Some(step) = step else { return Ok(None) };
        if !tx.second_factors().confirm(&actor.principal, &factor.secret, now, step).await? {
            return Ok(None);
        }
        let codes = recovery_codes::make(self.random.as_ref());
        let hashes: Vec<_> = codes.iter().map(|code| recovery_codes::hash(code.expose())).collect();
        tx.second_factors().put_codes(&actor.principal, &hashes).await?;
        tx.sessions().delete_of_principal(&actor.principal, Some(session)).await?;
        let about = Subject::new().with("principal", &actor.principal);
        self.leaf(&mut tx, LeafKind::SECOND_FACTOR_SET, about, &[]).await?;
        tx.commit().await?;
        Ok(Some(RecoveryCodes(codes)))
    }
}
