//! The assertion of the JWT bearer flow (RFC 7523 §3), signed with RS256 (RFC 7518 §3.3).

use aws_lc_rs::{rand::SystemRandom, rsa::KeyPair, signature::RSA_PKCS1_SHA256};
use base64::{Engine, prelude::BASE64_STANDARD, prelude::BASE64_URL_SAFE_NO_PAD};
use model::{Secret, Time};
use serde_json::json;
use std::time::Duration;
use zeroize::Zeroizing;

/// How long an assertion is good for. Salesforce takes at most five minutes, and its clock may differ from ours.
const GOOD_FOR: Duration = Duration::from_secs(3 * 60);

/// An RSA private key, as PEM (RFC 7468 §10: PKCS #8).
pub(super) struct Key {
    pair: KeyPair,
    text: Secret,
}

impl Key {
    /// # Errors
    /// What is wrong with it, and how to mend it, as a sentence.
    pub(super) fn parse(pem: &str) -> Result<Self, &'static str> {
        let wrong = "This is no private key of the form “-----BEGIN PRIVATE KEY-----” (PKCS #8, RSA, at least 2048 bits). Let one be made here, and upload its certificate.";
        let inner = pem.trim().strip_prefix("-----BEGIN PRIVATE KEY-----");
        let inner = inner.and_then(|rest| rest.strip_suffix("-----END PRIVATE KEY-----")).ok_or(wrong)?;
        let compact: Zeroizing<String> = Zeroizing::new(inner.split_ascii_whitespace().collect());
        let der = BASE64_STANDARD.decode(compact.as_bytes()).map(Zeroizing::new).map_err(|_| wrong)?;
        let pair = KeyPair::from_pkcs8(&der).map_err(|_| wrong)?;
        if pair.public_modulus_len() * 8 < 2_048 {
            return Err(wrong);
        }
        Ok(Self { pair, text: Secret::new(pem.trim()) })
    }

    pub(super) fn text(&self) -> &Secret {
        &self.text
    }

    /// The assertion that `username` lets this client act for it; `None` where the key cannot sign.
    pub(super) fn assertion(
        &self,
        client_id: &str,
        username: &str,
        audience: &str,
        now: Time,
    ) -> Option<Secret> {
        let expires_s = now.plus(GOOD_FOR).ms() / 1_000;
        let claims = json!({ "iss": client_id, "sub": username, "aud": audience, "exp": expires_s });
        let part = |value: &serde_json::Value| BASE64_URL_SAFE_NO_PAD.encode(value.to_string());
        let signed = format!("{}.{}", part(&json!({ "alg": "RS256" })), part(&claims));
        let mut signature = vec![0; self.pair.public_modulus_len()];
        self.pair.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), signed.as_bytes(), &mut signature).ok()?;
        Some(Secret::new(format!("{signed}.{}", BASE64_URL_SAFE_NO_PAD.encode(signature))))
    }
}
