//! Beginning with a second factor: a secret for one's authenticator.

use super::{confirmed, totp};
use crate::{
    Engine, Error, Result,
    access::{Actor, UseCase, throttle::Key},
};
use model::Secret;
use std::net::IpAddr;
use store::SecondFactorRow;
use url::Url;

/// Whose codes they are, as authenticators show it.
const ISSUER: &str = "Vouchsafe";

/// The secret, this once.
pub struct Enrolment {
    /// In base 32, to be typed.
    pub secret: Secret,
    /// `otpauth://totp/…`, to be shown as a QR code.
    pub uri: Secret,
}

impl Engine {
    /// Makes a new secret, in place of one that was not confirmed. Signing in takes no code before
    /// [`Engine::confirm_second_factor`].
    ///
    /// # Errors
    /// `Invalid` at `password`, `Throttled` as when signing in: whoever finds a session open is not to shut its
    /// owner out. `Conflict` when there is a second factor already.
    pub async fn enrol_second_factor(
        &self,
        actor: &Actor,
        password: &Secret,
        peer: IpAddr,
    ) -> Result<Enrolment> {
        actor.may(UseCase::OwnSession)?;
        actor.session()?;
        self.own_password(actor, password, peer).await?;
        let secret = totp::make(self.random.as_ref());
        let uri = uri(&actor.name, &secret)?;
        let mut tx = self.store.write().await?;
        if confirmed(&mut tx, &actor.principal).await?.is_some() {
            let message = "You have a second factor already. Turn it off first.".to_owned();
            return Err(Error::Conflict { field: None, message });
        }
        // With it goes the secret of one that was never confirmed.
        tx.second_factors().remove(&actor.principal).await?;
        let row = SecondFactorRow {
            principal: actor.principal.clone(),
            secret: tx.vault().seal(&secret).await?,
            confirmed_at: None,
            last_step: -1,
        };
        tx.second_factors().put(&row).await?;
        tx.commit().await?;
        Ok(Enrolment { secret, uri })
    }

    /// Refuses, at the field `password`, unless this is the actor's password.
    pub(super) async fn own_password(&self, actor: &Actor, password: &Secret, peer: IpAddr) -> Result<()> {
        let row = self.store.read().await?.principals().get(&actor.principal).await?;
        let hash = row.and_then(|row| row.password_hash);
        let (name, peer) = (Key::name(&actor.name), Key::peer(peer));
        if self.throttled_verify(&name, &peer, password, hash).await? {
            Ok(())
        } else {
            Err(Error::field("password", "This is not your password."))
        }
    }
}

/// In the form that authenticators agree on, as Google Authenticator's wiki describes it (“Key URI Format”).
fn uri(name: &str, secret: &Secret) -> Result<Secret> {
    let failed = |error| Error::Internal(format!("the authenticator's address could not be made: {error}"));
    let mut uri = Url::parse("otpauth://totp").map_err(failed)?;
    // A colon in the name would end the issuer.
    uri.set_path(&format!("/{ISSUER}:{}", name.replace([':', '/', '\\'], " ")));
    uri.query_pairs_mut()
        .append_pair("secret", secret.expose())
        .append_pair("issuer", ISSUER)
        .append_pair("algorithm", "SHA1")
        .append_pair("digits", "6")
        .append_pair("period", "30");
    Ok(Secret::new(String::from(uri)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_authenticator_can_read_the_address() {
        let secret = Secret::new("GEZDGNBVGY3TQOJQ");
        assert_eq!(
            uri("Ada", &secret).unwrap().expose(),
            "otpauth://totp/Vouchsafe:Ada?secret=GEZDGNBVGY3TQOJQ&issuer=Vouchsafe&algorithm=SHA1&digits=6&period=30"
        );
        let odd = uri("Ada: a/b\\c é?secret=x#y", &secret).unwrap();
        let read = Url::parse(odd.expose()).unwrap();
        assert_eq!(read.path_segments().unwrap().count(), 1, "{read}");
        assert_eq!(read.query_pairs().find(|(name, _)| name == "secret").unwrap().1, "GEZDGNBVGY3TQOJQ");
        assert_eq!(read.fragment(), None);
    }
}
