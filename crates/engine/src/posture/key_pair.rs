//! Key pairs that we make, for services that take a certificate: the key is sealed with the rest of the form and never
//! leaves us; the certificate, which is public, is what people upload.

use super::{
    activate::{opened_form, sealed_form},
    drafts::no_draft,
    form,
};
use crate::{
    Engine, Error, Result,
    access::{Actor, UseCase},
};
use aws_lc_rs::digest::{SHA256, digest};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use connect::source::Credentials;
use model::{ConnectorId, DraftId, Secret, Time};
use rcgen::{CertificateParams, DnType, KeyPair, PKCS_RSA_SHA256, RsaKeySize, date_time_ymd};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::time::Duration;
use store::{DraftRow, day_end, day_of};
use utoipa::ToSchema;

/// How long a certificate is valid. Services that look at it want a key to be renewed now and then.
const VALID_FOR: Duration = Duration::from_secs(2 * 365 * 24 * 60 * 60);
/// A service's clock may be behind ours.
const BEFORE: Duration = Duration::from_secs(24 * 60 * 60);
/// What stands as the certificate's common name.
const COMMON_NAME: &str = "Vouchsafe";

/// What a key pair is wanted for.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct KeyPairInput {
    /// The draft to keep the key in; a new one where it is left out.
    pub draft: Option<DraftId>,
    /// The method that signs in with it, where the connector has several such methods.
    pub method: Option<String>,
    /// What a new draft is called.
    #[serde(default)]
    pub name: String,
}

/// A key pair that was made. The key is not shown: it is kept in the draft.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct KeyPairView {
    /// The draft that keeps the key: name it to validate, to activate, and to edit.
    pub draft: DraftId,
    #[serde(flatten)]
    pub certificate: CertificateView,
}

/// The certificate of a key that we made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CertificateView {
    /// What to upload at the service.
    pub certificate_pem: String,
    /// SHA-256 of the certificate, in hexadecimal digits.
    pub fingerprint_sha256: String,
    pub not_after: Time,
}

impl CertificateView {
    pub(crate) fn of(credentials: &Credentials, field: &str) -> Option<Self> {
        let kept = credentials.get(&form::certificate_of(field))?;
        serde_json::from_str(kept.expose()).ok()
    }

    pub(crate) fn from_row(row: Option<&Value>) -> Option<Self> {
        serde_json::from_value(row?.clone()).ok()
    }
}

impl Engine {
    /// Makes a key pair for the method that signs in with one. The key is kept, sealed, in a draft; another one that
    /// the draft had is destroyed.
    ///
    /// # Errors
    /// `Invalid` where no method, or not the one that is named, signs in with a key that we make; `NotFound` for the
    /// connector or the draft.
    pub async fn make_key_pair(
        &self,
        actor: &Actor,
        connector: &ConnectorId,
        wanted: KeyPairInput,
    ) -> Result<KeyPairView> {
        actor.may(UseCase::ManageConnectors)?;
        let info = self.connector(actor, connector).await?.info;
        let method = match &wanted.method {
            Some(_) => form::method_of(&info, wanted.method.as_deref())
                .map_err(|problem| Error::Invalid(vec![problem]))?,
            None => info.methods.iter().find(|method| form::key_pair_field(method).is_some()).ok_or_else(
                || Error::field(form::METHOD, format!("{} needs no key that we make.", info.title)),
            )?,
        };
        let field = form::key_pair_field(method).ok_or_else(|| {
            Error::field(form::METHOD, format!("“{}” needs no key that we make.", method.title))
        })?;
        let now = self.clock.now();
        let made = tokio::task::spawn_blocking(move || make(now));
        let (key, certificate) =
            made.await.map_err(|_| Error::Internal("making a key pair ended without one".into()))??;

        let mut tx = self.store.write().await?;
        let before = match &wanted.draft {
            Some(id) => {
                let row = tx.drafts().get(id).await?.filter(|row| row.connector == *connector);
                Some(row.ok_or_else(no_draft)?)
            }
            None => None,
        };
        let old = before.as_ref().and_then(|before| before.credentials.clone());
        let mut credentials = match &old {
            Some(old) => opened_form(&tx.vault().open(old).await?)?,
            None => Credentials::new(),
        };
        if info.methods.len() > 1 {
            credentials.insert(form::METHOD.to_owned(), Secret::new(method.id.as_str()));
        }
        credentials.insert(field.name.clone(), key);
        let public = json!(certificate).to_string();
        credentials.insert(form::certificate_of(&field.name), Secret::new(public));
        let row = DraftRow {
            credentials: Some(tx.vault().seal(&sealed_form(&credentials)).await?),
            fields: credentials.keys().cloned().collect(),
            updated_at: now,
            ..before.unwrap_or_else(|| DraftRow {
                id: DraftId::make(self.clock.as_ref(), self.random.as_ref()),
                connector: connector.clone(),
                name: wanted.name,
                terms_version: None,
                credentials: None,
                fields: Default::default(),
                created_at: now,
                created_by: actor.principal().clone(),
                updated_at: now,
            })
        };
        tx.drafts().put(&row).await?;
        if let Some(old) = old {
            tx.vault().destroy(&old).await?;
        }
        tx.commit().await?;
        Ok(KeyPairView { draft: row.id, certificate })
    }
}

/// A key of RSA, which is what services take, and a certificate of it that it signed itself.
fn make(now: Time) -> Result<(Secret, CertificateView)> {
    let failed = |error: rcgen::Error| Error::Internal(format!("no key pair could be made: {error}"));
    let key = KeyPair::generate_rsa_for(&PKCS_RSA_SHA256, RsaKeySize::_2048).map_err(failed)?;
    let mut params = CertificateParams::new(Vec::new()).map_err(failed)?;
    params.distinguished_name.push(DnType::CommonName, COMMON_NAME);
    let (_, (year, month, date)) = day(now.minus(BEFORE))?;
    params.not_before = date_time_ymd(year, month, date);
    let (not_after, (year, month, date)) = day(now.plus(VALID_FOR))?;
    params.not_after = date_time_ymd(year, month, date);
    let certificate = params.self_signed(&key).map_err(failed)?;
    let der = certificate.der();
    let view = CertificateView {
        certificate_pem: pem("CERTIFICATE", der),
        fingerprint_sha256: hex::encode(digest(&SHA256, der)),
        not_after,
    };
    Ok((Secret::new(pem("PRIVATE KEY", &key.serialize_der())), view))
}

/// The beginning of a moment's UTC day, and the day's year, month and day.
fn day(time: Time) -> Result<(Time, (i32, u8, u8))> {
    let no_day = || Error::Internal(format!("{time} is no moment that a certificate can have"));
    let start = day_end(day_of(time) - 1);
    let text = start.to_string();
    let mut parts = text.split(['-', 'T']);
    let mut next = || parts.next().ok_or_else(no_day);
    let (year, month, day) = (next()?, next()?, next()?);
    let small = |part: &str| part.parse::<u8>().map_err(|_| no_day());
    Ok((start, (year.parse().map_err(|_| no_day())?, small(month)?, small(day)?)))
}

/// The text form of RFC 7468.
fn pem(label: &str, der: &[u8]) -> String {
    let text = STANDARD.encode(der);
    let lines: Vec<_> = text.as_bytes().chunks(64).map(String::from_utf8_lossy).collect();
    format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", lines.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_is_pkcs_8_and_the_certificate_is_its_own() {
        let (key, view) = make("2026-11-21T08:00:00Z".parse().unwrap()).unwrap();
        let body = |pem: &str| {
            let body: String = pem.lines().filter(|line| !line.starts_with('-')).collect();
            STANDARD.decode(body).unwrap()
        };
        let pair = KeyPair::try_from(body(key.expose())).unwrap();
        assert!(key.expose().starts_with("-----BEGIN PRIVATE KEY-----\n"));
        assert!(view.certificate_pem.starts_with("-----BEGIN CERTIFICATE-----\n"));
        assert!(view.certificate_pem.lines().all(|line| line.len() <= 64));
        assert_eq!(view.not_after.to_string(), "2028-11-20T00:00:00.000Z");
        let der = body(&view.certificate_pem);
        assert_eq!(view.fingerprint_sha256, hex::encode(digest(&SHA256, &der)));
        // The public key stands in it, as it is.
        let public = pair.public_key_raw();
        assert!(der.windows(public.len()).any(|window| window == public));
    }
}
