//! Second factors of people: six digits that an authenticator makes of a shared secret and the time (RFC 6238).
//!
//! The secret is in the vault. Each code is taken once, and tries are slowed down as those of passwords are. Ten
//! recovery codes, once each, stand in for an authenticator that was lost.

mod base32;
mod check;
mod confirm;
mod disable;
mod enrol;
mod recovery_codes;
mod reset;
mod totp;

pub use confirm::RecoveryCodes;
pub use enrol::Enrolment;
pub use recovery_codes::RECOVERY_CODES;

pub(super) use check::REFUSED;

use super::{Actor, UseCase};
use crate::{Engine, Result};
use model::{PrincipalId, Time};
use serde::Serialize;
use store::{SecondFactorRow, Tx};
use utoipa::ToSchema;

/// One's own second factor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct SecondFactorView {
    /// Since when signing in takes a code; none where it takes none.
    pub since: Option<Time>,
    /// How many recovery codes were not used yet.
    pub recovery_codes_left: u32,
}

/// The second factor that signing in takes, if it takes one.
pub(super) async fn confirmed(tx: &mut Tx, principal: &PrincipalId) -> Result<Option<SecondFactorRow>> {
    Ok(tx.second_factors().get(principal).await?.filter(|row| row.confirmed_at.is_some()))
}

impl Engine {
    /// The actor's own second factor.
    pub async fn second_factor(&self, actor: &Actor) -> Result<SecondFactorView> {
        actor.may(UseCase::OwnSession)?;
        let mut tx = self.store.read().await?;
        let since = confirmed(&mut tx, &actor.principal).await?.and_then(|row| row.confirmed_at);
        let recovery_codes_left = tx.second_factors().codes_left(&actor.principal).await?;
        Ok(SecondFactorView { since, recovery_codes_left })
    }
}
