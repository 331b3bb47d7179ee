//! The first administrator of a new installation, by a one-time link that only who runs the server sees.

use super::{SignedIn, create_principal::checked, password, token};
use crate::{Engine, Error, Result};
use model::{Role, Secret};
use std::time::Duration;
use store::{SessionKind, Tx};

/// How long a link works. A new one comes with each start, so that a late administrator restarts the server.
pub const SETUP_LINK_LIFETIME: Duration = Duration::from_secs(60 * 60);

impl Engine {
    /// Whether the first administrator is still to be made.
    pub async fn setup_needed(&self) -> Result<bool> {
        let mut tx = self.store.read().await?;
        Ok(tx.principals().none_yet().await?)
    }

    /// A new link for the first administrator, in place of the one before; none once there is an
    /// administrator. The token stands behind `#`, which browsers send to nobody.
    pub async fn setup_link(&self) -> Result<Option<String>> {
        let mut tx = self.store.write().await?;
        if tx.principals().count_administrators().await? > 0 {
            return Ok(None);
        }
        let token = token::make(self.random.as_ref());
        let expires_at = self.clock.now().plus(SETUP_LINK_LIFETIME);
        tx.principals().put_setup_link(&token::hash_text(token.expose()), expires_at).await?;
        tx.commit().await?;
        let mut link = self.config.public_url.clone();
        link.set_path("/setup");
        link.set_fragment(Some(token.expose()));
        Ok(Some(link.into()))
    }

    /// Makes the first Global Administrator and begins their session. The link is used up only by success.
    ///
    /// # Errors
    /// `Invalid` at `token`, `name`, `password`; `Conflict` when there is an administrator already.
    pub async fn complete_setup(&self, token: &Secret, name: &str, password: &Secret) -> Result<SignedIn> {
        let name = checked(name, password)?;
        // Looked at before the expensive hash is made, and taken for good after it.
        let mut tx = self.store.write().await?;
        self.take_setup_link(&mut tx, token).await?;
        tx.rollback().await?;
        let password_hash = password::hash(password, &self.random).await?;

        let mut tx = self.store.write().await?;
        self.take_setup_link(&mut tx, token).await?;
        let group = Role::GlobalAdministrator.into();
        let principal = self.insert_principal(&mut tx, name, &group, Some(password_hash), None).await?;
        let signed_in = self.begin_session(&mut tx, principal, SessionKind::Cookie).await?;
        tx.commit().await?;
        Ok(signed_in)
    }

    async fn take_setup_link(&self, tx: &mut Tx, token: &Secret) -> Result<()> {
        if tx.principals().count_administrators().await? > 0 {
            let message = "This installation has an administrator already. Sign in.".to_owned();
            return Err(Error::Conflict { field: None, message });
        }
        let possible = token.expose().len() <= token::TOKEN_CHARS_MAX;
        if possible
            && tx.principals().take_setup_link(&token::hash_text(token.expose()), self.clock.now()).await?
        {
            return Ok(());
        }
        let message =
            "This link was replaced, or is older than an hour. Start the server again for a new one.";
        Err(Error::field("token", message))
    }
}
