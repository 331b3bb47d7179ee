//! Sessions: from a token to the actor behind it.

use super::{
    Actor,
    actor::Credential,
    sign_in::SignedIn,
    throttle::FAILURES_REMEMBERED,
    token::{self, TokenHash},
    tokens,
    view::Me,
};
use crate::{Engine, Error, Result};
use model::{Secret, SessionId, Time};
use std::time::Duration;
use store::{PrincipalRow, SessionKind, SessionRow, Tx};

/// A session that is not used for so long has ended; an open page does not use it by itself.
pub const SESSION_IDLE_MAX: Duration = Duration::from_secs(2 * 60 * 60);
/// How often a session's use is written down at most.
const TOUCH_EVERY: Duration = Duration::from_secs(60);

impl Engine {
    /// The actor behind a session's token, or an API token.
    ///
    /// # Errors
    /// `Unauthenticated` when the token is nobody's, has ended or expired, or its principal was removed.
    pub async fn session(&self, token: &Secret) -> Result<Actor> {
        if token.expose().len() > token::TOKEN_CHARS_MAX {
            return Err(Error::Unauthenticated);
        }
        if tokens::is_one(token) {
            return self.by_token(token).await;
        }
        let now = self.clock.now();
        let found = standing(&mut self.store.read().await?, &token::hash(token.expose()), now).await?;
        let (session, principal) = found.ok_or(Error::Unauthenticated)?;
        if now.since(session.seen_at) >= TOUCH_EVERY {
            let mut tx = self.store.write().await?;
            tx.sessions().touch(&session.id, now, self.session_end(session.created_at, now)).await?;
            tx.commit().await?;
        }
        Ok(Actor::signed_in(principal, session))
    }

    /// Whether the actor's session or API token still stands, and with the same roles. Does not count as using
    /// it.
    pub async fn session_stands(&self, actor: &Actor) -> Result<bool> {
        let mut tx = self.store.read().await?;
        let principal = match actor.credential() {
            Credential::Session(_) => {
                standing(&mut tx, &actor.token_hash, self.clock.now()).await?.map(|(_, principal)| principal)
            }
            Credential::Token(_) => {
                tokens::standing(&mut tx, &actor.token_hash, self.clock.now()).await?.map(|(_, owner)| owner)
            }
        };
        Ok(principal.is_some_and(|principal| principal.group == actor.group))
    }

    /// Begins a session for a principal whose password was right, in the caller's transaction.
    pub(super) async fn begin_session(
        &self,
        tx: &mut Tx,
        principal: PrincipalRow,
        kind: SessionKind,
    ) -> Result<SignedIn> {
        let now = self.clock.now();
        let token = token::make(self.random.as_ref());
        let session = SessionRow {
            id: SessionId::make(self.clock.as_ref(), self.random.as_ref()),
            token_hash: token::hash(token.expose()),
            principal: principal.id.clone(),
            kind,
            created_at: now,
            expires_at: self.session_end(now, now),
            seen_at: now,
        };
        // Ended sessions go when new ones come, so that the table stays as small as its use.
        tx.sessions().prune(now, now.minus(FAILURES_REMEMBERED)).await?;
        tx.sessions().insert(&session).await?;
        Ok(SignedIn { me: Me::of(&Actor::signed_in(principal, session)), token })
    }

    /// When a session ends that is not used again.
    fn session_end(&self, created_at: Time, used_at: Time) -> Time {
        created_at.plus(self.config.session_lifetime).min(used_at.plus(SESSION_IDLE_MAX))
    }
}

/// A session that has not ended, and its principal.
async fn standing(
    tx: &mut Tx,
    token_hash: &TokenHash,
    now: Time,
) -> Result<Option<(SessionRow, PrincipalRow)>> {
    let session = tx.sessions().by_token_hash(token_hash).await?.filter(|session| now < session.expires_at);
    let Some(session) = session else { return Ok(None) };
    let principal = tx.principals().get(&session.principal).await?;
    Ok(principal.filter(|principal| principal.removed_at.is_none()).map(|principal| (session, principal)))
}
