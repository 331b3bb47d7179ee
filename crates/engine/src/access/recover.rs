//! Getting in again from the server's own machine, when no administrator can sign in any more.
//!
//! Whoever can read the data folder has the master key, and so could do this in any case; here it is done by a
//! one-time link, and written down.

use super::{
    PrincipalKind, SignedIn, create_principal::checked, name, password, throttle::Key, token, view::kind_of,
};
use crate::{Engine, Error, Result};
use ledger::{LeafKind, Subject};
use model::{Role, Secret};
use serde_json::json;
use std::time::Duration;
use store::{PrincipalRow, SessionKind, Tx};

/// How long a link works.
pub const RECOVERY_LINK_LIFETIME: Duration = Duration::from_secs(60 * 60);

/// A link that was made.
pub struct RecoveryLink {
    /// The token stands behind `#`, which browsers send to nobody.
    pub link: String,
    /// Whose password it sets.
    pub name: String,
    /// Whether there is nobody of that name yet, so that it makes a Global Administrator.
    pub makes: bool,
}

impl Engine {
    /// Makes a link, in place of the one before, that sets a new password for a Global Administrator, or makes
    /// one. Without a name it is for the only one.
    ///
    /// # Errors
    /// `Invalid` at `name`.
    pub async fn recovery_link(&self, name: Option<&str>) -> Result<RecoveryLink> {
        let mut tx = self.store.write().await?;
        let (name, existing) = match name {
            Some(name) => {
                let name = name::check(name).map_err(|problem| Error::Invalid(vec![problem]))?;
                let existing = tx.principals().by_name(&name).await?;
                (name, existing)
            }
            None => {
                let row = self.only_administrator(&mut tx).await?;
                (row.name.clone(), Some(row))
            }
        };
        existing.iter().try_for_each(refuse_others)?;
        let token = token::make(self.random.as_ref());
        let expires_at = self.clock.now().plus(RECOVERY_LINK_LIFETIME);
        let kept =
            store::RecoveryLink { hash: token::hash_text(token.expose()), name: name.clone(), expires_at };
        tx.recovery().put(&kept).await?;
        let about = match &existing {
            Some(row) => Subject::new().with("principal", &row.id),
            None => Subject::new(),
        };
        self.leaf(&mut tx, LeafKind::RECOVERY_BEGUN, about, &[("name", json!(name))]).await?;
        tx.commit().await?;
        tracing::warn!("a link that lets a Global Administrator in again was made on this machine");
        let mut link = self.config.public_url.clone();
        link.set_path("/recover");
        link.set_fragment(Some(token.expose()));
        Ok(RecoveryLink { link: link.into(), name, makes: existing.is_none() })
    }

    /// Sets the password, removes the second factor, ends what sessions there were and begins one. The link is
    /// used up only by success.
    ///
    /// # Errors
    /// `Invalid` at `token` and `password`.
    pub async fn recover(&self, token: &Secret, password: &Secret) -> Result<SignedIn> {
        // Looked at before the expensive hash is made, and taken for good after it.
        let mut tx = self.store.write().await?;
        let name = self.take_recovery_link(&mut tx, token).await?;
        tx.rollback().await?;
        let name = checked(&name, password)?;
        let password_hash = password::hash(password, &self.random).await?;

        let mut tx = self.store.write().await?;
        self.take_recovery_link(&mut tx, token).await?;
        let principal = match tx.principals().by_name(&name).await? {
            Some(row) => {
                // Demoted, perhaps, since the link was made.
                refuse_others(&row)?;
                tx.principals().set_password(&row.id, &password_hash).await?;
                tx.second_factors().remove(&row.id).await?;
                tx.sessions().delete_of_principal(&row.id, None).await?;
                PrincipalRow { password_hash: Some(password_hash), ..row }
            }
            None => {
                let group = Role::GlobalAdministrator.into();
                self.insert_principal(&mut tx, name, &group, Some(password_hash), None).await?
            }
        };
        let about = Subject::new().with("principal", &principal.id);
        self.leaf(&mut tx, LeafKind::RECOVERY_COMPLETED, about, &[]).await?;
        let (of_name, of_code) = (Key::name(&principal.name), Key::code(&principal.id));
        tracing::warn!(principal = %principal.id, "a Global Administrator got in again by a link from this machine");
        let signed_in = self.begin_session(&mut tx, principal, SessionKind::Cookie).await?;
        tx.commit().await?;
        self.forget_failures(&of_name).await?;
        self.forget_failures(&of_code).await?;
        Ok(signed_in)
    }

    async fn take_recovery_link(&self, tx: &mut Tx, token: &Secret) -> Result<String> {
        let refused = || {
            let message = "This link was used or replaced, or is older than an hour. Make a new one with \
                           “vouchsafe access recover” on the server's machine.";
            Error::field("token", message)
        };
        if token.expose().len() > token::TOKEN_CHARS_MAX {
            return Err(refused());
        }
        let hash = token::hash_text(token.expose());
        tx.recovery().take(&hash, self.clock.now()).await?.ok_or_else(refused)
    }

    async fn only_administrator(&self, tx: &mut Tx) -> Result<PrincipalRow> {
        let all = tx.principals().list(&super::house()).await?;
        let mut found: Vec<_> = all.into_iter().filter(|row| refuse_others(row).is_ok()).collect();
        match (found.pop(), found.is_empty()) {
            (Some(row), true) => Ok(row),
            (Some(last), false) => {
                let names: Vec<_> = found.iter().chain([&last]).map(|row| row.name.as_str()).collect();
                let message = format!("There are several; say for which: {}.", names.join(", "));
                Err(Error::field("name", message))
            }
            (None, _) => {
                Err(Error::field("name", "There is no Global Administrator; say what the new one is called."))
            }
        }
    }
}

/// Whoever is no Global Administrator gets no more rights by a new password.
fn refuse_others(row: &PrincipalRow) -> Result<()> {
    let problem = if kind_of(row) == PrincipalKind::Program {
        "is a program, which has no password"
    } else if !row.group.roles.contains(&Role::GlobalAdministrator) {
        "is no Global Administrator, and one can give them a role"
    } else {
        return Ok(());
    };
    Err(Error::field("name", format!("“{}” {problem}; choose another name.", row.name)))
}
