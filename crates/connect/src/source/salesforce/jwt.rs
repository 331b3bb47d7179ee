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

#[cfg(test)]
mod tests {
    use super::*;
    use aws_lc_rs::{
        encoding::{AsDer, Pkcs8V1Der},
        rsa::KeySize,
        signature::{KeyPair as _, RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey},
    };
    use serde_json::Value;

    const NOW: Time = Time::from_ms(1_795_248_000_000);

    fn pem(size: KeySize) -> (String, KeyPair) {
        let pair = KeyPair::generate(size).unwrap();
        let der: Pkcs8V1Der<'_> = pair.as_der().unwrap();
        let body = BASE64_STANDARD.encode(der.as_ref());
        let lines: Vec<_> =
            body.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).unwrap()).collect();
        (format!("-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n", lines.join("\n")), pair)
    }

    #[test]
    fn an_assertion_says_who_for_whom_how_long_and_is_signed() {
        let (pem, pair) = pem(KeySize::Rsa2048);
        let key = Key::parse(&pem).ok().unwrap();
        let assertion = key.assertion("key", "ada@example.com", "https://login.salesforce.com", NOW).unwrap();
        let (signed, signature) = assertion.expose().rsplit_once('.').unwrap();
        let decoded = |part: &str| BASE64_URL_SAFE_NO_PAD.decode(part).unwrap();
        let part = |at: usize| -> Value {
            serde_json::from_slice(&decoded(signed.split('.').nth(at).unwrap())).unwrap()
        };
        assert_eq!(part(0), json!({"alg": "RS256"}));
        let expected = json!({"iss": "key", "sub": "ada@example.com", "aud": "https://login.salesforce.com",
            "exp": 1_795_248_180});
        assert_eq!(part(1), expected);
        let public = UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, pair.public_key().as_ref());
        assert!(public.verify(signed.as_bytes(), &decoded(signature)).is_ok());
    }

    #[test]
    fn what_is_no_rsa_key_in_pkcs8_is_told() {
        let (pem, _) = pem(KeySize::Rsa2048);
        let blanks = format!("\n  {}  \r\n", pem.replace('\n', "\r\n"));
        assert!(Key::parse(&blanks).is_ok());
        for bad in [
            "".to_owned(),
            pem.replace("PRIVATE", "RSA PRIVATE"),
            pem.replace("PRIVATE KEY", "CERTIFICATE"),
            pem.replace("MII", "M!!"),
            pem[..pem.len() / 2].to_owned(),
        ] {
            assert!(Key::parse(&bad).is_err());
        }
    }
}
