//! Signing in with a name and a password, and a code for who has a second factor.

use super::{Me, name, password, second_factor, throttle::Key};
use crate::{Engine, Error, Result};
use model::Secret;
use std::net::IpAddr;
use store::{PrincipalRow, SessionKind};

/// What is said where a code is wanted.
const CODE_WANTED: &str = "Enter the code that your authenticator shows, or a recovery code.";

/// A session that has begun.
pub struct SignedIn {
    pub me: Me,
    /// What the session is known by. Shown to nobody but its owner, this once.
    pub token: Secret,
}

impl Engine {
    /// As [`Engine::sign_in_with_code`], for who has no second factor.
    pub async fn sign_in(
        &self,
        name: &str,
        password: &Secret,
        kind: SessionKind,
        peer: IpAddr,
    ) -> Result<Option<SignedIn>> {
        self.sign_in_with_code(name, password, None, kind, peer).await
    }

    /// Begins a session; none when name or password is wrong, after the same work for both.
    ///
    /// # Errors
    /// `SecondFactor` when name and password are right, and the code is missing or wrong. `Throttled` when this
    /// name, peer or second factor failed too often lately.
    pub async fn sign_in_with_code(
        &self,
        name: &str,
        password: &Secret,
        code: Option<&Secret>,
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
        let factor = second_factor::confirmed(&mut self.store.read().await?, &principal.id).await?;
        if factor.is_some() {
            self.ask_for_code(&principal, code, peer).await?;
        }
        let mut tx = self.store.write().await?;
        // One that was set while this went on is asked for too.
        if factor.is_none() && second_factor::confirmed(&mut tx, &principal.id).await?.is_some() {
            return Err(Error::SecondFactor { message: CODE_WANTED.to_owned() });
        }
        // Removed, or given another password, while the hash was being made: the try does not count.
        let unchanged = tx.principals().get(&principal.id).await?.is_some_and(|now| now == principal);
        if !unchanged {
            return Ok(None);
        }
        let signed_in = self.begin_session(&mut tx, principal, kind).await?;
        tx.commit().await?;
        Ok(Some(signed_in))
    }

    async fn ask_for_code(
        &self,
        principal: &PrincipalRow,
        code: Option<&Secret>,
        peer: IpAddr,
    ) -> Result<()> {
        let refused = |message: &str| Err(Error::SecondFactor { message: message.to_owned() });
        let Some(code) = code.filter(|code| !code.expose().trim().is_empty()) else {
            return refused(CODE_WANTED);
        };
        if self.take_code(&principal.id, code.expose(), peer).await? {
            Ok(())
        } else {
            refused(second_factor::REFUSED)
        }
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
