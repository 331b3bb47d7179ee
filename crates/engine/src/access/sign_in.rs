//! Signing in with a name and a password.

use super::{Me, name, password, throttle::Key};
use crate::{Engine, Result};
use model::Secret;
use std::net::IpAddr;
use store::SessionKind;

/// A session that has begun.
pub struct SignedIn {
    pub me: Me,
    /// What the session is known by. Shown to nobody but its owner, this once.
    pub token: Secret,
}

impl Engine {
    /// Begins a session; none when name or password is wrong, after the same work for both.
    ///
    /// # Errors
    /// `Throttled` when this name or peer failed too often lately.
    pub async fn sign_in(
        &self,
        name: &str,
        password: &Secret,
        kind: SessionKind,
        peer: IpAddr,
    ) -> Result<Option<SignedIn>> {
        // What can be nobody's name is not looked up, but verified all the same.
        let principal = match name::check(name) {
            Ok(name) => self.store.read().await?.principals().by_name(&name).await?,
            Err(_) => None,
        };
        let hash = principal.as_ref().and_then(|principal| principal.password_hash.clone());
        let right = self.throttled_verify(&Key::name(name), &Key::peer(peer), password, hash).await?;
        let Some(principal) = principal.filter(|_| right) else { return Ok(None) };
        let mut tx = self.store.write().await?;
        // Removed, or given another password, while the hash was being made: the try does not count.
        let unchanged = tx.principals().get(&principal.id).await?.is_some_and(|now| now == principal);
        if !unchanged {
            return Ok(None);
        }
        let signed_in = self.begin_session(&mut tx, principal, kind).await?;
        tx.commit().await?;
        Ok(Some(signed_in))
    }

    /// Verifies a password under the throttle of a name and a peer.
    pub(super) async fn throttled_verify(
        &self,
        name: &Key,
        peer: &Key,
        password: &Secret,
        hash: Option<String>,
    ) -> Result<bool> {
        self.refuse_throttled(&[name, peer]).await?;
        // A name's failure is counted before it is known and taken back after: of many tries at the same
        // time, each counts.
        self.count_failure(name).await?;
        let right = password::verify(password, hash).await?;
        if right {
            self.forget_failures(name).await?
        } else {
            self.count_failure(peer).await?
        }
        Ok(right)
    }
}
